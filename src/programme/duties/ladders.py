"""Every ladder: on which days something is said again, counted from when, to whom, and until when.

A ladder has an anchor (the day, or the instant, that its days are counted from) and rungs. A rung is due by where its
anchor stands today, never by what was done before: after an outage the rung that was reached last counts, and those
before it are not made up for. To add a ladder is to add a row to LADDERS, and a job that looks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any, Generic, TypeVar

from programme.referrals.next_action import DAYS_TO_ACKNOWLEDGE, DAYS_TO_SIGN
from programme.shared.actor import Role
from programme.shared.dates import (
    add_working_days,
    london_date,
    previous_working_day,
    subtract_working_days,
    to_london,
)

_ONE_DAY = timedelta(days=1)
_REPEATS = 60
"""How often a ladder that goes on repeats its last step. Every anchor is over well before."""


class Counted(StrEnum):
    """How the days of a rung are counted."""

    DAYS_BEFORE = "days before"
    WORKING_DAY_BEFORE = "days before, on a working day"
    WORKING_DAYS_AFTER = "working days after"


@dataclass(frozen=True, slots=True)
class Step:
    """A rung for the person himself: so many days from the anchor."""

    days: int


@dataclass(frozen=True, slots=True)
class Rung(Step):
    """A rung for staff: so many days, and the role that it is put to."""

    role: Role


S = TypeVar("S", bound=Step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder(Generic[S]):
    """One ladder. Its rungs stand in the order in which they come, from `begins_at` in London on their day.

    `then_every` goes on after the last rung at that distance. `notices` name the messages, `anchor`, `audience` and
    `ends` say in words what is counted from, who is told, and what ends it.
    """

    name: str
    anchor: str
    counted: Counted
    rungs: tuple[S, ...]
    audience: str
    notices: tuple[str, ...]
    ends: str
    then_every: int = 0
    begins_at: time = time()

    def every_rung(self) -> Iterator[S]:
        """The rungs, and those that go on after them."""
        yield from self.rungs
        last = self.rungs[-1]
        for number in range(1, _REPEATS if self.then_every else 1):
            yield replace(last, days=last.days + number * self.then_every)

    def day_of(self, anchor_on: date, days: int) -> date:
        """The day on which the rung of so many days comes."""
        return day_of_rung(self.counted, anchor_on, days)

    def come_to(self, on: date, days: int) -> date:
        """The latest anchor of which the rung of so many days has come by the day `on`."""
        return _come_to(self.counted, on, days)

    def day_at(self, now: datetime) -> date:
        """The day whose rungs have come by now: yesterday, before the hour at which they begin."""
        return london_date(now) if to_london(now).time() >= self.begins_at else london_date(now) - _ONE_DAY

    def rung_on(self, anchor_on: date, on: date) -> S | None:
        """The rung that an anchor stands on by the day `on`: the last that has come; None before all of them."""
        reached = None
        for rung in self.every_rung():
            if anchor_on > self.come_to(on, rung.days):
                break
            reached = rung
        return reached

    def rung_reached(self, anchor_at: datetime, now: datetime) -> S | None:
        """The rung that an instant stands on now; None before the first, and once an instant that is counted towards
        has come."""
        if self.counted is not Counted.WORKING_DAYS_AFTER and now >= anchor_at:
            return None
        return self.rung_on(london_date(anchor_at), self.day_at(now))


@lru_cache(maxsize=65_536)
def day_of_rung(counted: Counted, anchor_on: date, days: int) -> date:
    """The day on which a rung of so many days comes. One that would fall on a day on which nobody works is given on the
    working day before, where that is how its ladder counts: it leaves days on which something can be done."""
    if counted is Counted.WORKING_DAYS_AFTER:
        return add_working_days(anchor_on, days)
    if counted is Counted.DAYS_BEFORE:
        return anchor_on - timedelta(days=days)
    return previous_working_day(previous_working_day(anchor_on) - timedelta(days=days))


@lru_cache(maxsize=4096)
def _come_to(counted: Counted, on: date, days: int) -> date:
    if counted is Counted.WORKING_DAYS_AFTER:
        return subtract_working_days(on + _ONE_DAY, days) - _ONE_DAY
    latest = on + timedelta(days=days)
    while day_of_rung(counted, latest + _ONE_DAY, days) <= on:
        latest += _ONE_DAY
    return latest


COURSE_REMINDERS = Ladder(
    name="Reminders before a course",
    anchor="the start of the course",
    counted=Counted.DAYS_BEFORE,
    rungs=(Step(7), Step(2)),
    begins_at=time(10),  # late enough not to wake, early enough to act on
    audience="the person who has a confirmed place",
    notices=("course_reminder",),
    ends="the course begins, or the place is lost; a place taken or moved later than a rung is not reminded of it",
)

ORDINARY_LADDER: tuple[Rung, ...] = (
    Rung(60, Role.OFFICER),  # he still has the time to build his file
    Rung(42, Role.OFFICER),
    Rung(28, Role.SUPERVISOR),  # the reserve for charging has begun, and somebody must decide
    Rung(14, Role.SUPERVISOR),
    Rung(7, Role.COORDINATOR),
    Rung(3, Role.COORDINATOR),
)
"""The clock's, where a programme has not set its own."""
LAST_DAY = Rung(0, Role.COORDINATOR)
"""The last working day to charge: below every ladder, never set and never left out, and told to everybody."""

CLOCK_WARNINGS = Ladder(
    name="Warnings of the prosecution clock",
    anchor="the last working day to charge",
    counted=Counted.WORKING_DAY_BEFORE,
    rungs=(*ORDINARY_LADDER, LAST_DAY),
    audience="whoever has the role, or the next above; a programme may set its own rungs",
    notices=("warnings_of_the_day", "deadline_warning"),
    ends="somebody says that he has seen it; the clock stops; the last day passes, which is an incident of its own",
)

REGISTER_CHASES = Ladder(
    name="Registers nobody signed",
    anchor="the end of the course",
    counted=Counted.WORKING_DAYS_AFTER,
    rungs=tuple(
        Rung(days, Role.PROVIDER_STAFF) for days in (DAYS_TO_SIGN, 3, 5, 10)
    ),  # a result is wanted by the third day
    audience="everybody at the provider; the coordinators of its cases where it has nobody",
    notices=("register_unsigned",),
    ends="the register is signed, or the course is cancelled",
)

NEEDS_CHASES = Ladder(
    name="Needs of the day that nobody answered",
    anchor="the start of the course",
    counted=Counted.WORKING_DAY_BEFORE,
    rungs=tuple(Rung(days, Role.PROVIDER_STAFF) for days in (14, 7, 3, 1)),  # an interpreter is not found in a day
    audience="everybody at the provider; the coordinators of its cases where it has nobody",
    notices=("needs_unanswered",),
    ends="they are answered, the place is lost, or the course begins",
)

RESULT_CHASES = Ladder(
    name="Results nobody acknowledged or acted on",
    anchor="the day the result came back; once it is acknowledged, that day",
    counted=Counted.WORKING_DAYS_AFTER,
    rungs=(Rung(DAYS_TO_ACKNOWLEDGE, Role.SUPERVISOR), Rung(5, Role.COORDINATOR), Rung(10, Role.COORDINATOR)),
    then_every=5,
    audience="the role and everybody below it, but nobody who has the case's warning that morning",
    notices=("result_not_acknowledged", "result_not_acted_on"),
    ends="what was done is on record; the last day to charge",
)

RESULTS_BEFORE_LAST_DAY: Ladder[Rung] = replace(
    RESULT_CHASES,
    name="The same results, before the last day to charge",
    anchor="the last working day to charge",
    counted=Counted.WORKING_DAY_BEFORE,
    rungs=(Rung(2, Role.COORDINATOR),),
    then_every=0,
)

DRAFT_CHASES = Ladder(
    name="Drafts of a referral that nobody goes on with",
    anchor="the day on which it was saved",
    counted=Counted.WORKING_DAYS_AFTER,
    rungs=(Rung(1, Role.OFFICER), Rung(3, Role.SUPERVISOR), Rung(5, Role.COORDINATOR)),
    then_every=5,
    audience="whoever saved it, then the role and everybody below it",
    notices=("draft_waits",),
    ends="the person is referred, or the draft is saved again or discarded",
)

DRAFTS_BEFORE_LAST_DAY: Ladder[Rung] = replace(
    DRAFT_CHASES,
    name="The same drafts, before the last day to charge",
    anchor="the last working day to charge of the offence that it names",
    counted=Counted.WORKING_DAY_BEFORE,
    rungs=(
        Rung(28, Role.SUPERVISOR),
        Rung(14, Role.SUPERVISOR),
        Rung(7, Role.COORDINATOR),
        Rung(3, Role.COORDINATOR),
        LAST_DAY,
    ),
    then_every=0,
)

LADDERS: tuple[Ladder[Any], ...] = (
    COURSE_REMINDERS,
    CLOCK_WARNINGS,
    REGISTER_CHASES,
    NEEDS_CHASES,
    RESULT_CHASES,
    RESULTS_BEFORE_LAST_DAY,
    DRAFT_CHASES,
    DRAFTS_BEFORE_LAST_DAY,
)


def clock_ladder(rungs: tuple[Rung, ...]) -> Ladder[Rung]:
    """The clock's ladder with the rungs of a programme, and the last working day below them."""
    return replace(CLOCK_WARNINGS, rungs=(*rungs, LAST_DAY))
