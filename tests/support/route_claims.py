"""Facts of each route, and each sentence that he reads held against them: what is true on one is never said on another.

Written out here once more: whoever changes what a route is changes it twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from programme.offers.told.conditions import Signing, TellingState


@dataclass(frozen=True, slots=True)
class RouteClaims:
    """Is it a caution, must he admit it, does it go on his criminal record, can he be prosecuted because he did not
    finish, and how can it stand with a form that he signs."""

    is_caution: bool
    is_admitted: bool
    accepts_responsibility: bool
    on_criminal_record: bool
    failing_is_a_ground: bool
    decision_revives: bool
    signing: tuple[Signing, ...]


CLAIMS = {
    "conditional_caution": RouteClaims(
        is_caution=True,
        is_admitted=True,
        accepts_responsibility=False,
        on_criminal_record=True,
        failing_is_a_ground=True,
        decision_revives=False,
        signing=(Signing.TO_SIGN, Signing.SIGNED),
    ),
    "deferred_prosecution": RouteClaims(
        is_caution=False,
        is_admitted=False,
        accepts_responsibility=False,
        on_criminal_record=False,
        failing_is_a_ground=True,
        decision_revives=True,
        signing=(Signing.NOTHING,),
    ),
    "community_resolution": RouteClaims(
        is_caution=False,
        is_admitted=False,
        accepts_responsibility=True,
        on_criminal_record=False,
        failing_is_a_ground=False,
        decision_revives=False,
        signing=(Signing.NOTHING,),
    ),
}
NOT_BY_ITSELF = "not by itself a reason"

_Rule = tuple[str, str, Callable[[RouteClaims, str], bool]]
RULES: tuple[_Rule, ...] = (
    ("a caution", r"\bcaution", lambda is_so, said: is_so.is_caution or bool(re.search(r"(no|not a) caution", said))),
    ("a condition", r"\bcondition", lambda is_so, said: is_so.is_caution),
    (
        "a conviction",
        r"\bconviction",
        lambda is_so, said: is_so.is_caution or bool(re.search(r"(no|not a) conv", said)),
    ),
    ("that he did it", r"accept that you did", lambda is_so, said: is_so.is_admitted),
    ("responsible", r"\bresponsible", lambda is_so, said: is_so.accepts_responsibility),
    ("criminal record", r"criminal record|\bspent\b|Standard and", lambda is_so, said: is_so.on_criminal_record),
    ("a note", r"keep a note|that note", lambda is_so, said: not is_so.on_criminal_record),
    ("prosecution", r"prosecut", lambda is_so, said: is_so.failing_is_a_ground or NOT_BY_ITSELF in said),
    ("not by itself", NOT_BY_ITSELF, lambda is_so, said: not is_so.failing_is_a_ground),
    ("decided again", r"decide again|further action", lambda is_so, said: is_so.decision_revives),
    (
        "a form as proof",
        r"form .*used|signed a form|signed the form",
        lambda is_so, said: Signing.SIGNED in is_so.signing,
    ),
    ("an arrest", r"be arrested", lambda is_so, said: is_so.is_caution),
    ("time that runs from signing", r"from signing|from the day you sign", lambda is_so, said: is_so.is_caution),
    ("a yes that is used", r"[Yy]our yes (and|is not used)", lambda is_so, said: is_so.accepts_responsibility),
    ("reasons looked at", r"must look at", lambda is_so, said: is_so.is_caution),
)
"""A claim that a sentence makes, the words that show it, and whether it may on a route of which these are the facts."""

_STATES: tuple[tuple[str, str, Callable[[TellingState], bool]], ...] = (
    (
        "saying no admits nothing",
        r"admits nothing|no is not an admission",
        lambda is_so: is_so.signing is not Signing.SIGNED,
    ),
    (
        "he has signed",
        r"You (have )?signed|that you signed can|have signed stays",
        lambda is_so: is_so.signing is Signing.SIGNED,
    ),
    (
        "he has still to sign",
        r"is a form to sign|come to sign|from signing|Sign by|[bB]efore you sign|Until you sign|form that you sign\b",
        lambda is_so: is_so.signing is not Signing.SIGNED,
    ),
    ("a day to answer by", r"[Aa]nswer (here )?by|do not answer", lambda is_so: not is_so.said_yes),
    ("before he answers", r"before you answer", lambda is_so: not is_so.said_yes),
    ("a later day", r"no longer\b", lambda is_so: is_so.more_time),
    ("no later day", r"no more time than", lambda is_so: not is_so.more_time),
    ("a fee", r"£95|money|not paid back", lambda is_so: not is_so.fee_waived),
    ("no fee", r"no fee", lambda is_so: is_so.fee_waived),
)


def wrong_claims(route: str, text: str) -> list[str]:
    """Every sentence of the text that says what is not so on this route (its code), and of what it speaks."""
    is_so = CLAIMS[route]
    return [
        f"{of}: {said}"
        for said in sentences(text)
        for of, words, may_say in RULES
        if re.search(words, said) and not may_say(is_so, said)
    ]


def wrong_of_him(state: TellingState, text: str) -> list[str]:
    """The same for how he stands."""
    return [
        f"{of}: {said}"
        for said in sentences(text)
        for of, words, may_say in _STATES
        if re.search(words, said) and not may_say(state)
    ]


def sentences(text: str) -> list[str]:
    """Every sentence of a text, a paragraph a line."""
    return [one for line in text.splitlines() for one in re.split(r"(?<=[.?!])\s+", line) if one]
