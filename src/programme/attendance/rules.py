"""The facts that a mark on the register needs, and which mark an event at the door really is. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from programme.attendance.refusals import (
    AlreadyMarked,
    CourseNotOver,
    DoorHadClosed,
    DoorStillOpen,
    IdentityNeeded,
    LeftAfterTheEnd,
    LeftBeforeArriving,
    MarkedMeanwhile,
    MarksMissing,
    PeopleNotListed,
    PlaceGivenUp,
    RegisterNotOpen,
    SaidByNobody,
    TimeNotPossible,
    TooEarlyToOpen,
)
from programme.attendance.states import MARKS, PROVIDER_FAULT, Mark, MarkEvent
from programme.attendance.words import MARK_WORDS
from programme.bookings.states import ACTIVE, BookingState
from programme.courses.refusals import DateAlreadySigned
from programme.courses.scheduling import Times, may_be_over_at, register_opens_at
from programme.courses.states import COURSE_DATES, DateEvent, DateState
from programme.shared.dates import spoken_time

CLOCK_SLACK = timedelta(minutes=2)
"""A phone's clock may be ahead of ours by this much."""
UNDO_FREELY = timedelta(minutes=1)
"""A mark is taken back without a question for so long: that was a slip of the finger."""


SEATED = frozenset({Mark.ARRIVED, Mark.COMPLETED, Mark.LEFT_EARLY, Mark.REMOVED})
"""Marks of people who came in."""


@dataclass(frozen=True, slots=True)
class RegisterStanding:
    """How one person stands on the register just before an event."""

    mark: Mark
    times: Times
    arrived_at: datetime | None = None


def is_marked(mark: Mark | None) -> bool:
    """Whether a line says what happened; None is no line. A mark that was taken back says nothing."""
    return mark not in (None, Mark.EXPECTED)


def is_door_open(door_closes_at: datetime, at: datetime) -> bool:
    """Whether somebody who comes at that moment is in time: the last one is who comes as it closes."""
    return at <= door_closes_at


def undo_asks(marked_at: datetime | None, *, now: datetime) -> bool:
    """Whether taking a mark back is asked about first."""
    return marked_at is not None and now - marked_at > UNDO_FREELY


def check_at_door(
    standing: RegisterStanding,
    event: MarkEvent,
    *,
    happened_at: datetime,
    now: datetime,
    identity_shown: bool,
    said: str = "",
) -> None:
    """Say no to what cannot be true at that time. Only the time at which it happened counts, not when it was typed.

    Nobody arrives after the door closed, whoever was let in: he came too late, and that is said by name
    (DoorHadClosed). Who is marked afterwards as having come in time was seen by somebody, and `said` says by whom
    (SaidByNobody). Raises IdentityNeeded for an arrival without identity, and refuses late or absent while the door is
    open, throughout before the end, and leaving before arriving. Whether the event may follow the mark is the state
    table's question.
    """
    times = standing.times
    if happened_at > now + CLOCK_SLACK or happened_at < register_opens_at(times.starts_at):
        raise TimeNotPossible()
    door_open = is_door_open(times.door_closes_at, happened_at)
    if event is MarkEvent.ARRIVED:
        _check_arrival(times, door_open=door_open, now=now, identity_shown=identity_shown, said=said)
    elif event in (MarkEvent.CAME_TOO_LATE, MarkEvent.DID_NOT_COME) and door_open:
        raise DoorStillOpen(explanation=f"It closes at {spoken_time(times.door_closes_at)}.")
    elif event is MarkEvent.COMPLETED:
        _check_over(times, happened_at)
    elif event in (MarkEvent.LEFT_EARLY, MarkEvent.REMOVED):
        _check_leaving(standing, event, happened_at)


def check_as_shown(mark: Mark, shown: Mark | None, *, marked_at: datetime | None, his_own: bool) -> None:
    """Raises MarkedMeanwhile, with what was marked and when, where a line says another thing than was `shown`; None is
    of whoever was shown no line, as on a phone without a network."""
    if shown is None or shown is mark or marked_at is None:
        return
    did = "took the mark of this person back" if mark is Mark.EXPECTED else f"marked this person “{MARK_WORDS[mark]}”"
    raise MarkedMeanwhile(headline=f"{_who(his_own=his_own)} {did} at {spoken_time(marked_at)}")


def check_may_follow(mark: Mark, event: MarkEvent, *, marked_at: datetime | None, his_own: bool) -> None:
    """Raises AlreadyMarked, with what the line says and since when, where the event cannot follow it."""
    if MARKS.allows(mark, event):
        return
    if mark is Mark.EXPECTED or marked_at is None:
        raise AlreadyMarked(headline="This person is not marked as in", remedy="Mark first that the person came.")
    raise AlreadyMarked(
        headline=f"{_who(his_own=his_own)} marked this person “{MARK_WORDS[mark]}” at {spoken_time(marked_at)}"
    )


def _who(*, his_own: bool) -> str:
    return "You" if his_own else "Your colleague"


def _check_arrival(times: Times, *, door_open: bool, now: datetime, identity_shown: bool, said: str) -> None:
    closed = spoken_time(times.door_closes_at)
    if not door_open:
        raise DoorHadClosed(
            headline=f"The door closed at {closed}: record the person as too late, or enter when the person came "
            "before that"
        )
    if not identity_shown:
        raise IdentityNeeded()
    if not said and not is_door_open(times.door_closes_at, now):
        raise SaidByNobody(headline=f"Enter who says that the person came before {closed}")


def _check_over(times: Times, happened_at: datetime) -> None:
    if happened_at < may_be_over_at(times.ends_at):
        raise CourseNotOver(explanation=f"It ends at {spoken_time(times.ends_at)}.")


def _check_leaving(standing: RegisterStanding, event: MarkEvent, happened_at: datetime) -> None:
    if standing.arrived_at is not None and happened_at < standing.arrived_at:
        raise LeftBeforeArriving()
    if event is MarkEvent.LEFT_EARLY and happened_at >= standing.times.ends_at:
        raise LeftAfterTheEnd()


def can_open_register(state: DateState, *, starts_at: datetime, now: datetime) -> None:
    """Whether the register can be opened, or whoever paid since then be added. Raises IllegalMove for a date that is
    signed or cancelled, and TooEarlyToOpen."""
    COURSE_DATES.after(state, DateEvent.REGISTER_OPENED)
    opens_at = register_opens_at(starts_at)
    if now < opens_at:
        raise TooEarlyToOpen(remedy=f"Open it from {spoken_time(opens_at)} on the day.")


@dataclass(frozen=True, slots=True)
class Missing:
    """The gaps in a register before it can be signed."""

    expected: int
    arrived: int
    not_listed: int

    def __bool__(self) -> bool:
        return bool(self.expected or self.arrived or self.not_listed)


def what_is_missing(marks: Iterable[Mark | None]) -> Missing:
    """How many people are still expected, how many came in but have no end, and how many are on no line (None)."""
    found = list(marks)
    return Missing(found.count(Mark.EXPECTED), found.count(Mark.ARRIVED), found.count(None))


def can_mark(state: DateState) -> None:
    """Whether lines of the register can be marked. Raises RegisterNotOpen."""
    if state is not DateState.RUNNING:
        raise RegisterNotOpen()


def check_has_place(booked: BookingState, ended_at: datetime | None) -> None:
    """Raises PlaceGivenUp where whoever has the line has its place no more."""
    if booked not in ACTIVE:
        raise PlaceGivenUp(ended_at)


def can_sign_register(state: DateState, *, ends_at: datetime, now: datetime) -> None:
    """Whether the day is over and its register open, whatever stands on it. Raises DateAlreadySigned, RegisterNotOpen
    or CourseNotOver."""
    if state is DateState.SIGNED:
        raise DateAlreadySigned()
    can_mark(state)
    if now < may_be_over_at(ends_at):
        raise CourseNotOver(
            explanation=f"It ends at {spoken_time(ends_at)}.", remedy="Sign the register when the course has ended."
        )


def check_marks(marks: Iterable[Mark | None]) -> None:
    """Raises PeopleNotListed or MarksMissing unless everybody has an end."""
    missing = what_is_missing(marks)
    if missing.not_listed:
        raise PeopleNotListed()
    if missing:
        raise MarksMissing()


def marks_by_seat(lines: Iterable[tuple[int, Mark]]) -> tuple[tuple[int, Mark], ...]:
    """The marks a signature stands under: others when anybody has been marked since they were read."""
    return tuple(sorted((seat, Mark(mark)) for seat, mark in lines))


def counts_against_nobody(mark: Mark) -> bool:
    """Whether this end of the day is the provider's fault: never a failure, never a fee."""
    return mark in PROVIDER_FAULT
