"""The clock of one case in a list, as a chip; and its bar, with what has been arranged as marks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from programme.clock.deadlines import Deadlines, chip
from programme.referrals.states import ReferralState
from programme.shared.dates import previous_working_day
from programme.web.case.words import CLOCK_TONES


class HasClock(Protocol):
    """A case, or a line about one."""

    @property
    def charge_by_on(self) -> date: ...

    @property
    def return_by_on(self) -> date: ...

    @property
    def complete_by_on(self) -> date: ...

    @property
    def over_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Chip:
    """A few words, and the tone of `clock_chip`."""

    text: str
    tone: str


def chip_of(case: HasClock, today: date, *, decided: bool = False) -> Chip:
    """The case's clock today: "41 days left", "Return by Friday", "Charge by today", "Finished". `decided`: no further
    action is taken, and he could still be charged; so it is of a line of a closed case whose clock runs."""
    if case.over_at is not None:
        return Chip("Finished", "stopped")
    if decided or getattr(case, "state", None) is ReferralState.CLOSED:
        return Chip("No further action", "stopped")
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


def days_away(on: date, today: date) -> str:
    """ "in 41 days", "today", "3 days ago"."""
    days = (on - today).days
    if days == 0:
        return "today"
    count = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    return f"in {count}" if days > 0 else f"{count} ago"
