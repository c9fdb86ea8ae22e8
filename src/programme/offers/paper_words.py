"""The words of what he signs, by the route of his case: a caution, an agreement, or a record of what was agreed.

Criminal Justice Act 2003 s.23(5) asks of a conditional caution for details of the offence, his admission, his consent
and the conditions. Each is a start that whoever gives it edits before it is signed. The rest hangs on the route alone,
and nobody edits it: the kind of paper, the warning, and the fee, which is no condition of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Protocol

from programme.offers.paper_refusals import ContentTooLong
from programme.offers.told.conditions import LegalPoints
from programme.offers.words import (
    PAPER_ADMISSIONS,
    PAPER_CONSENTS,
    PAPER_FAILURES,
    PAPER_KINDS,
    PAPER_RECORDS,
    PAPER_WARNINGS,
)
from programme.policies.models import AdmissionNeed, FailureMeans, Paper
from programme.referrals.models import Referral
from programme.referrals.offences import in_plain_words
from programme.shared.dates import LONDON, spoken_day, spoken_time
from programme.shared.money import spoken_pounds
from programme.storage.rows import reads

LONGEST_PAPER_PART = 1000
TICK_BOX = "□ "
"""The beginning of a line that he ticks himself."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The four contents (Criminal Justice Act 2003 s.23(5)), in lines."""

    offence: str
    admission: str
    consent: str
    conditions: str

    def check_lengths(self) -> None:
        """Raises ContentTooLong where a part is longer than can be kept."""
        for name, text in asdict(self).items():
            if len(text) > LONGEST_PAPER_PART:
                raise ContentTooLong(field=name)


@dataclass(frozen=True, slots=True)
class Around:
    """The other words on the paper. Each may be empty on one that was signed before it had them."""

    kind: str
    warning: str
    fee_note: str


UNPRINTED = Around("", "", "")
"""Of a paper that was not printed here, only what was typed from it is known."""


@reads(Referral, code=Referral.offence_code, at=Referral.offence_at, place=Referral.offence_place)
@dataclass(frozen=True, slots=True)
class OffenceFacts:
    """Of what, when and where."""

    code: str
    at: datetime
    place: str


class PaperRoute(Protocol):
    """A route, as far as its paper hangs on it."""

    @property
    def name(self) -> str: ...

    @property
    def admission(self) -> AdmissionNeed: ...

    @property
    def paper(self) -> Paper: ...

    @property
    def on_failure(self) -> FailureMeans: ...


def standard_texts(
    route: PaperRoute,
    offence: OffenceFacts,
    *,
    finish_by_on: date,
    beside: Sequence[OffenceFacts] = (),
    points: LegalPoints | None = None,
) -> Texts:
    """The four parts unless somebody changes them. `beside`: the other offences of the night, which go with it;
    `points`: what the force's lawyer answered when the words were signed."""
    lines = ticks(route, points or LegalPoints())
    return Texts(
        offence=" ".join(_offence_words(route, one) for one in (offence, *beside)),
        admission=PAPER_ADMISSIONS[route.admission],
        consent="\n".join([PAPER_CONSENTS[route.paper].format(kind=_lower(route.name)), *lines]),
        conditions="I go to the one-day course on a date that I choose. I come on time and stay to the end. I finish "
        f"it by {spoken_day(finish_by_on)}.",
    )


def around(route: PaperRoute, *, fee_pence: int, help_number: str) -> Around:
    """The words around the four parts on this route."""
    return Around(
        kind=PAPER_KINDS[route.paper].format(name=route.name, kind=_lower(route.name)),
        warning=" ".join(words for words in (PAPER_WARNINGS[route.on_failure], _IF_STOPPED) if words),
        fee_note=_fee_note(fee_pence, help_number),
    )


def ticks(route: PaperRoute, points: LegalPoints) -> list[str]:
    """The lines that he ticks himself: what he was told, each on a line of its own."""
    free = "A solicitor is free here, today. " if points.free_advice_at_signing else ""
    told = (
        "I can refuse.",
        f"{free}I can speak to {'one' if free else 'a solicitor'} before I sign.",
        PAPER_RECORDS[route.paper],
        *PAPER_FAILURES[route.on_failure],
        "I can change my mind, but this form stays.",
    )
    return ["I was told, and understood:", *(f"{TICK_BOX}{line}" for line in told)]


def as_recorded(text: str) -> list[str]:
    """The lines of a part as it is kept of a paper that was signed: a box that is empty here would say that he left it
    so. Which ones he ticked, only the paper shows."""
    lines = text.splitlines()
    if not any(line.startswith(TICK_BOX) for line in lines):
        return lines
    return [*(line.replace(TICK_BOX, "• ", 1) for line in lines), _BOXES_ON_PAPER]


_BOXES_ON_PAPER = "Beside each point is a box on the paper. Which ones are ticked is seen there, and is not kept here."
_IF_STOPPED = (
    "If something stops me, I say so as soon as I can. I can move once to another date in time, until 7 days before "
    "mine. If I miss my date, I cannot choose another."
)


def _offence_words(route: PaperRoute, offence: OffenceFacts) -> str:
    """As his own sentence; on a route that asks for no admission, as what the police say."""
    at, plain = offence.at.astimezone(LONDON), in_plain_words(offence.code)
    place = f", at {offence.place}" if offence.place else ""
    when = f"n {spoken_day(at)} at about {spoken_time(at)}{place}, I {plain.deed}. ({plain.law}.)"
    return f"The police say that o{when}" if route.admission is AdmissionNeed.NOT_NEEDED else f"O{when}"


def _fee_note(fee_pence: int, help_number: str) -> str:
    if fee_pence == 0:
        return "The course costs me nothing."
    or_call = f", or call {help_number}" if help_number else ""
    return (
        f"The fee of the course is {spoken_pounds(fee_pence)}. It is not one of the conditions. Anybody may pay it for "
        f"me. If I cannot pay it, I say so before I sign{or_call}."
    )


def _lower(name: str) -> str:
    return f"{name[:1].lower()}{name[1:]}"
