"""The words for whoever signs them: the points that the lawyer answers, and two versions beside each other. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import zip_longest

from msgspec.structs import fields

from programme.offers.told.before_routes import BEFORE_ROUTES
from programme.offers.told.conditions import LegalPoints, When
from programme.offers.told.released import versions_of
from programme.offers.told.shapes import SUMMARY, If, Paragraph, RouteWords, ScreenKey, text_of

_ON_SCREEN = {
    "what": SUMMARY,
    "cost": ScreenKey.FEE,
    "if_you_do": ScreenKey.FINISH,
    "paper": ScreenKey.SIGN,
    "if_you_do_not": ScreenKey.NO_OR_MISS,
    "rights": ScreenKey.BEFORE_YOU_ANSWER,
    "data": ScreenKey.DETAILS,
}
"""The screen that says what a section of the versions before said."""
_ANSWERED = {
    When.FINISHING_ENDS_IT: "finishing_ends_it",
    When.FINISHING_NORMALLY_ENDS_IT: "finishing_ends_it",
    When.DRIVING_BAN: "driving_ban",
    When.FREE_ADVICE_AT_SIGNING: "free_advice_at_signing",
    When.CHECK_MAY_MENTION: "check_may_mention",
    When.CHECKS_FOR_YEARS: "checks_show_years",
    When.CHECKS_FOR_GOOD: "checks_show_years",
    When.FREE_ADVICE_FROM_HOME: "free_advice_from_home",
    When.COUNTS_FROM_SIGNING: "counts_from_signing",
    When.CAUTION_ENDS_IF_CHARGED: "caution_ends_if_charged",
    When.YES_CAN_BE_USED: "yes_can_be_used",
    When.YES_IS_NOT_USED: "yes_can_be_used",
    When.YES_USE_NOT_SAID: "yes_can_be_used",
    When.ON_POLICE_REGISTER: "police_register",
    When.ON_NO_POLICE_REGISTER: "police_register",
    When.NOTE_FOR_YEARS: "note_years",
    When.NOTE_NOT_SAID: "note_years",
}


_OPEN = {"yes_can_be_used": (None,), "police_register": (None,), "note_years": (0,)}
"""The answers that can be left open, and how each reads as long as it is."""


@dataclass(frozen=True, slots=True)
class ScreenInBoth:
    """One screen in two versions: its heading, and its paragraphs beside each other, None where one has none."""

    heading: str
    rows: tuple[tuple[Paragraph | None, Paragraph | None], ...]

    @property
    def is_changed(self) -> bool:
        """Whether anything of it is another."""
        return any(before != now for before, now in self.rows)


def as_answered(words: RouteWords, points: LegalPoints) -> RouteWords:
    """The words without the paragraphs that the lawyer's answers leave out."""

    def said(paragraphs: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
        kept = []
        for one in paragraphs:
            rest_on = {when for when in one.when if when in _ANSWERED} if isinstance(one, If) else set()
            if points.holds >= rest_on:
                kept.append(one)
        return tuple(kept)

    screens = (replace(one, paragraphs=said(one.paragraphs)) for one in words.screens)
    return replace(words, summary=said(words.summary), screens=tuple(screens))


def points_asked(words: RouteWords) -> tuple[str, ...]:
    """The answers of the lawyer that these words rest on, by their names, in the order of `LegalPoints`."""
    paragraphs = list(_paragraphs(words))
    rest_on = {_ANSWERED[when] for one in paragraphs if isinstance(one, If) for when in one.when if when in _ANSWERED}
    if any("{spent_after}" in text_of(one) for one in paragraphs):
        rest_on.add("spent_after_months")
    return tuple(point.name for point in fields(LegalPoints) if point.name in rest_on)


def left_open(words: RouteWords, points: LegalPoints) -> tuple[str, ...]:
    """Those of them that the lawyer has still to give, by their names: nothing is said until he has."""
    return tuple(name for name in points_asked(words) if getattr(points, name) in _OPEN.get(name, ()))


def version_before(words: RouteWords) -> RouteWords:
    """The version that new offers on this route were told before; before its first, the last shared by all routes."""
    own = [one for one in versions_of(words.route) if one.from_on <= words.from_on and one.version != words.version]
    return own[-1] if own else BEFORE_ROUTES[-1]


def compared(before: RouteWords, now: RouteWords) -> list[ScreenInBoth]:
    """Every screen of both, in the order of the newer; one that is gone stands last."""
    old, new = _by_key(before), _by_key(now)
    return [
        ScreenInBoth(
            (new.get(key) or old[key])[0],
            tuple(_beside(old[key][1] if key in old else (), new[key][1] if key in new else ())),
        )
        for key in (*new, *(key for key in old if key not in new))
    ]


def _by_key(words: RouteWords) -> dict[str, tuple[str, tuple[Paragraph, ...]]]:
    first = {SUMMARY: ("In short", words.summary)} if words.summary else {}
    return first | {_ON_SCREEN.get(one.key, one.key): (one.heading, one.paragraphs) for one in words.screens}


def _beside(
    before: Sequence[Paragraph], now: Sequence[Paragraph]
) -> Iterator[tuple[Paragraph | None, Paragraph | None]]:
    matcher = SequenceMatcher(a=before, b=now, autojunk=False)
    for _, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        yield from zip_longest(before[from_old:to_old], now[from_new:to_new])


def _paragraphs(words: RouteWords) -> Iterator[Paragraph]:
    yield from words.summary
    for screen in words.screens:
        yield from screen.paragraphs
