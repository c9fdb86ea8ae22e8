"""The clock of one case as a chip: the day that it comes to next, in a tone that follows the ladder of warnings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from programme.duties.ladders import CLOCK_WARNINGS, clock_ladder
from programme.duties.rules import ladder_of
from programme.intake.drafts import DatedDraft
from programme.outcomes.models import Disposal
from programme.outcomes.words import DISPOSAL_CHIPS
from programme.referrals.bites import Bite, Biting, bites_next, to_charge
from programme.referrals.next_action_facts import NextActionFacts
from programme.referrals.states import ReferralState
from programme.referrals.words import BITE_WORDS
from programme.shared.actor import Role
from programme.shared.dates import spoken_weekday
from programme.web.kit.templating import short_date


class HasClock(Protocol):
    """A case, or a line about one. `ladder` is its programme's, as that keeps it; None or empty: the ordinary one."""

    @property
    def charge_by_on(self) -> date: ...

    @property
    def done(self) -> str | None: ...

    @property
    def ladder(self) -> list[dict[str, Any]] | None: ...


class HasEnd(Protocol):
    """The last day of its clock, and when it stopped."""

    @property
    def charge_by_on(self) -> date: ...

    @property
    def done(self) -> str | None: ...

    @property
    def over_at(self) -> datetime | None: ...

    @property
    def said_charge_by_on(self) -> date | None: ...


class Chip(NamedTuple):
    """A few words, and the tone of `clock_chip`."""

    text: str
    tone: str


_TONES = {Role.OFFICER: "soon", Role.SUPERVISOR: "urgent", Role.COORDINATOR: "urgent"}
"""By whom the warning is put to that the clock stands on."""
_A_DAY_ITSELF = frozenset({Biting.BAIL, Biting.COURSE})
_WITHIN_A_WEEK = 6


def chip_of(case: HasClock, today: date, bites: Bite) -> Chip:
    """The case's clock today: what `bites` next (`bites_next`); once it is on record what was done with it, how it
    ended."""
    if case.done is not None:
        return ended_chip(case.done)
    return running_chip(case.charge_by_on, today, bites, case.ladder)


def ended_chip(done: str) -> Chip:
    """How a case ended: "Charged"."""
    return Chip(DISPOSAL_CHIPS[Disposal(done)], "stopped")


def running_chip(
    charge_by_on: date, today: date, bites: Bite | None = None, ladder: list[dict[str, Any]] | None = None
) -> Chip:
    """The same of a clock that runs: "41 days to charge", "Answer by Friday", "Bail passed. 41 days to charge",
    "Time limit passed 3 days ago", "Said to be out of time". The sooner of the two is counted to, where another time
    was said than that of `charge_by_on`."""
    if today > charge_by_on:
        return Chip(f"Time limit passed {_count((today - charge_by_on).days)} ago", "gone")
    what, on, bail_passed = bites or to_charge(charge_by_on, today)
    near, far = BITE_WORDS[what]
    days = (on - today).days
    if days < 0:
        return Chip("Said to be out of time", "gone")
    is_near, within = days <= _WITHIN_A_WEEK, what in _A_DAY_ITSELF
    text = f"{near} {_named(on, days, within=within)}" if is_near else f"{days} days {far}"
    if bail_passed:
        return Chip(f"Bail passed. {text}", "urgent")
    rung = (clock_ladder(ladder_of(ladder)) if ladder else CLOCK_WARNINGS).rung_on(
        on if what is Biting.CHARGE else charge_by_on, today
    )
    if rung is None:
        return Chip(text, "soon" if days == 0 else "safe")
    return Chip(text, _TONES[rung.role])


def draft_chip(one: DatedDraft, today: date) -> Chip | None:
    """The clock of a draft, as of a case that nobody has decided; None where its form names no offence date yet."""
    if (dates := one.dates) is None:
        return None
    days = dates.charge_by_on, dates.return_by_on, dates.complete_by_on
    return running_chip(dates.charge_by_on, today, bites_next(NextActionFacts(ReferralState.UNDECIDED, today, *days)))


def charge_words(case: HasEnd) -> str:
    """The day below the chip: by when to charge, when the clock stopped, or until when it runs on all the same."""
    if case.over_at is not None:
        return f"on {short_date(case.over_at)}"
    if case.done is None and case.said_charge_by_on is not None:
        return f"said: charge by {short_date(case.said_charge_by_on)}"
    by = short_date(case.charge_by_on)
    return f"charge by {by}" if case.done is None else f"clock runs until {by}"


def days_away(on: date, today: date) -> str:
    """ "in 41 days", "today", "3 days ago"."""
    days = (on - today).days
    if days == 0:
        return "today"
    return f"in {_count(days)}" if days > 0 else f"{_count(-days)} ago"


def _named(on: date, days: int, *, within: bool) -> str:
    if days == 0:
        return "today"
    if days == 1:
        return "tomorrow"
    return f"on {spoken_weekday(on)}" if within else spoken_weekday(on)


def _count(days: int) -> str:
    return f"{days} day{'' if days == 1 else 's'}"
