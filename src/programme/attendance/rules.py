"""What a mark on the register needs, and which mark an event at the door really is. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from programme.attendance.refusals import (
    CourseNotOver,
    DoorStillOpen,
    IdentityNeeded,
    LeftAfterTheEnd,
    LeftBeforeArriving,
    MarksMissing,
    PeopleNotListed,
    TimeNotPossible,
    TooEarlyToOpen,
)
from programme.attendance.states import PROVIDER_FAULT, Mark, MarkEvent
from programme.courses.scheduling import Times, may_be_over_at, register_opens_at
from programme.shared.dates import spoken_time

CLOCK_SLACK = timedelta(minutes=2)
"""A phone's clock may be ahead of ours by this much."""

MARK_WORDS: dict[Mark, str] = {
    Mark.EXPECTED: "Expected",
    Mark.ARRIVED: "In",
    Mark.COMPLETED: "Present throughout",
    Mark.NO_SHOW: "Did not come",
    Mark.LATE_REFUSED: "Came after the door closed",
    Mark.IDENTITY_REFUSED: "Did not show who he is",
    Mark.LEFT_EARLY: "Left early",
    Mark.REMOVED: "Asked to leave",
    Mark.TURNED_AWAY: "Turned away by us",
    Mark.INTERPRETER_ABSENT: "Interpreter not there",
}

SEATED = frozenset({Mark.ARRIVED, Mark.COMPLETED, Mark.LEFT_EARLY, Mark.REMOVED})
"""Marks of people who came in."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one person stands on the register just before an event."""

    mark: Mark
    times: Times
    arrived_at: datetime | None = None


def event_at_door(
    standing: Standing, event: MarkEvent, *, happened_at: datetime, now: datetime, identity_shown: bool
) -> MarkEvent:
    """The event that this one counts as. Only the time at which it happened counts, not when it was typed.

    An arrival after the door closed is a coming too late, whoever was let in. Raises IdentityNeeded for an arrival
    without identity, and says no to what cannot be true at that time: late or absent while the door is open,
    throughout before the end, leaving before arriving. Whether the event may follow the mark is the state table's
    question.
    """
    if event is MarkEvent.UNDONE:
        return event
    times = standing.times
    if happened_at > now + CLOCK_SLACK or happened_at < register_opens_at(times.starts_at):
        raise TimeNotPossible()
    door_open = happened_at <= times.door_closes_at
    if event is MarkEvent.ARRIVED:
        if not door_open:
            return MarkEvent.CAME_TOO_LATE
        if not identity_shown:
            raise IdentityNeeded()
    elif event in (MarkEvent.CAME_TOO_LATE, MarkEvent.DID_NOT_COME) and door_open:
        raise DoorStillOpen(explanation=f"It closes at {spoken_time(times.door_closes_at)}.")
    elif event is MarkEvent.COMPLETED:
        _check_over(times, happened_at)
    elif event in (MarkEvent.LEFT_EARLY, MarkEvent.REMOVED):
        _check_leaving(standing, event, happened_at)
    return event


def _check_over(times: Times, happened_at: datetime) -> None:
    if happened_at < may_be_over_at(times.ends_at):
        raise CourseNotOver(explanation=f"It ends at {spoken_time(times.ends_at)}.")


def _check_leaving(standing: Standing, event: MarkEvent, happened_at: datetime) -> None:
    if standing.arrived_at is not None and happened_at < standing.arrived_at:
        raise LeftBeforeArriving()
    if event is MarkEvent.LEFT_EARLY and happened_at >= standing.times.ends_at:
        raise LeftAfterTheEnd()


def check_may_open(starts_at: datetime, *, now: datetime) -> None:
    """Raises TooEarlyToOpen before the register's time."""
    opens_at = register_opens_at(starts_at)
    if now < opens_at:
        raise TooEarlyToOpen(remedy=f"Open it from {spoken_time(opens_at)} on the day.")


@dataclass(frozen=True, slots=True)
class Missing:
    """What a register still lacks before it can be signed."""

    expected: int
    arrived: int
    not_listed: int

    def __bool__(self) -> bool:
        return bool(self.expected or self.arrived or self.not_listed)


def what_is_missing(marks: Iterable[Mark | None]) -> Missing:
    """How many people are still expected, how many came in but have no end, and how many are on no line (None)."""
    found = list(marks)
    return Missing(found.count(Mark.EXPECTED), found.count(Mark.ARRIVED), found.count(None))


def check_may_sign(marks: Iterable[Mark | None], *, ends_at: datetime, now: datetime) -> None:
    """Raises CourseNotOver, PeopleNotListed or MarksMissing unless the day can be closed."""
    if now < may_be_over_at(ends_at):
        raise CourseNotOver(
            explanation=f"It ends at {spoken_time(ends_at)}.", remedy="Sign the register when the course has ended."
        )
    missing = what_is_missing(marks)
    if missing.not_listed:
        raise PeopleNotListed()
    if missing:
        raise MarksMissing()


def counts_against_nobody(mark: Mark) -> bool:
    """Whether this end of the day is the provider's fault: never a failure, never a fee."""
    return mark in PROVIDER_FAULT
