"""When a course is: local times made into instants, what makes a date possible, and who still fits on another. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from programme.courses.refusals import (
    CapacityBelowTaken,
    DateInThePast,
    DayFixed,
    DoorOutsideCourse,
    EndsBeforeStart,
    TimeDoesNotHappen,
    TimeHappensTwice,
)
from programme.shared.dates import LONDON, clock_was_changing, london_date, london_instant

DOOR_CLOSES_AFTER = timedelta(minutes=15)
"""Where nothing else is said, the door closes a quarter of an hour after the start; later arrivals are not admitted."""

REGISTER_OPENS_BEFORE = timedelta(hours=2)
MAY_END_EARLY = timedelta(minutes=30)
LARGEST_CAPACITY = 20
"""A course works in a group; twenty is the most that any programme has taught at once."""


@dataclass(frozen=True, slots=True)
class Times:
    """When a course begins, ends and closes its door, as instants."""

    starts_at: datetime
    ends_at: datetime
    door_closes_at: datetime


class AsItRuns(Protocol):
    """A course date, as it is kept or as it is read."""

    @property
    def venue_id(self) -> int: ...
    @property
    def room_id(self) -> int | None: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def door_closes_at(self) -> datetime: ...
    @property
    def capacity(self) -> int: ...


def as_it_runs(date: AsItRuns) -> tuple[int, int | None, datetime, datetime, datetime, int]:
    """All that can be changed about a date: another one when somebody has changed it."""
    return date.venue_id, date.room_id, date.starts_at, date.ends_at, date.door_closes_at, date.capacity


def times_on(day: date, starts: time, ends: time, door_closes: time | None = None) -> Times:
    """The instants of a course on a London day. Raises TimeDoesNotHappen, TimeHappensTwice, EndsBeforeStart or
    DoorOutsideCourse, each naming the field it stands beside (`starts`, `ends`, `door_closes`)."""
    starts_at = _instant(day, starts, "starts")
    ends_at = _instant(day, ends, "ends")
    if ends_at <= starts_at:
        raise EndsBeforeStart()
    closes_at = starts_at + DOOR_CLOSES_AFTER if door_closes is None else _instant(day, door_closes, "door_closes")
    if not starts_at <= closes_at < ends_at:
        raise DoorOutsideCourse()
    return Times(starts_at, ends_at, closes_at)


def _instant(day: date, at: time, field: str) -> datetime:
    instant = london_instant(day, at)
    if clock_was_changing(day, at):
        shown = instant.astimezone(LONDON).time() == at
        raise TimeHappensTwice(field=field) if shown else TimeDoesNotHappen(field=field)
    return instant


def check_in_future(times: Times, *, now: datetime) -> None:
    """Raises DateInThePast unless the course begins after `now`."""
    if times.starts_at <= now:
        raise DateInThePast()


def check_change(*, was: Times, will_be: Times, places_taken: int, capacity: int) -> None:
    """The limits as soon as one person has a place: the day stays, and his place does. Raises DayFixed or
    CapacityBelowTaken."""
    check_capacity(places_taken, capacity)
    check_day_stays(london_date(was.starts_at), london_date(will_be.starts_at), places_taken=places_taken)


def check_capacity(places_taken: int, capacity: int) -> None:
    """Raises CapacityBelowTaken."""
    if capacity < places_taken:
        raise CapacityBelowTaken()


def check_day_stays(was_on: date, will_be_on: date, *, places_taken: int) -> None:
    """Each person's last safe day was tested against this day; within it a time may move. Raises DayFixed."""
    if places_taken and was_on != will_be_on:
        raise DayFixed()


def register_opens_at(starts_at: datetime) -> datetime:
    """From when the register may be opened."""
    return starts_at - REGISTER_OPENS_BEFORE


def may_be_over_at(ends_at: datetime) -> datetime:
    """From when people can have been present throughout: courses end a little early, not by half."""
    return ends_at - MAY_END_EARLY


class Placed(Protocol):
    """The facts of a course date that `who_still_fits` needs."""

    @property
    def id(self) -> int: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def places_left(self) -> int: ...


def who_still_fits(last_days: Sequence[tuple[int, date]], dates: Iterable[Placed]) -> frozenset[int]:
    """Which people could still be placed on `dates`, where each has a last day (`(number, complete_by_on)`).

    Places are counted, not only dates: ten people do not fit on one place. Who has least time is placed first,
    on the earliest date he can make.
    """
    days = sorted(dates, key=lambda day: (day.ends_at, day.id))
    left = {day.id: day.places_left for day in days}
    placed = set()
    for number, last_day in sorted(last_days, key=lambda person: (person[1], person[0])):
        fitting = (day.id for day in days if left[day.id] > 0 and london_date(day.ends_at) <= last_day)
        chosen = next(fitting, None)
        if chosen is not None:
            left[chosen] -= 1
            placed.add(number)
    return frozenset(placed)
