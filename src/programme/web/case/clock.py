"""The clock of one case in a list, as a chip; and its bar, with what has been arranged as marks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from programme.clock.deadlines import Deadlines, chip
from programme.intake.drafts import DatedDraft
from programme.outcomes.models import Disposal
from programme.outcomes.words import DISPOSAL_CHIPS
from programme.shared.dates import previous_working_day
from programme.web.case.words import CLOCK_TONES
from programme.web.kit.templating import short_day


class HasClock(Protocol):
    """A case, or a line about one."""

    @property
    def charge_by_on(self) -> date: ...

    @property
    def return_by_on(self) -> date: ...

    @property
    def complete_by_on(self) -> date: ...

    @property
    def done(self) -> str | None: ...


class HasEnd(HasClock, Protocol):
    """The same, with when the clock stopped."""

    @property
    def over_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Chip:
    """A few words, and the tone of `clock_chip`."""

    text: str
    tone: str


def chip_of(case: HasClock, today: date) -> Chip:
    """The case's clock today: "41 days left", "Return by Friday", "Charge by today"; once it is on record what was done
    with the case, how it ended."""
    if case.done is not None:
        return Chip(DISPOSAL_CHIPS[Disposal(case.done)], "stopped")
    kept = Deadlines(
        case.charge_by_on,
        previous_working_day(case.charge_by_on),
        case.return_by_on,
        case.complete_by_on,
        None,
        (),
    )
    text, tone = chip(kept, today)
    return Chip(text, CLOCK_TONES[tone])


def draft_chip(one: DatedDraft, today: date) -> Chip | None:
    """The clock of a draft; None where its form names no offence date yet."""
    if one.dates is None:
        return None
    text, tone = chip(one.dates, today)
    return Chip(text, CLOCK_TONES[tone])


def charge_words(case: HasEnd) -> str:
    """The day below the chip: by when to charge, when the clock stopped, or until when he can be charged after all."""
    if case.over_at is not None:
        return f"on {short_day(case.over_at)}"
    by = short_day(case.charge_by_on)
    return f"charge by {by}" if case.done is None else f"he can be charged until {by}"


def days_away(on: date, today: date) -> str:
    """ "in 41 days", "today", "3 days ago"."""
    days = (on - today).days
    if days == 0:
        return "today"
    count = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    return f"in {count}" if days > 0 else f"{count} ago"
