"""When a course is, and who still fits on another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.courses.refusals import (
    CapacityBelowTaken,
    DateInThePast,
    DayFixed,
    DoorOutsideCourse,
    EndsBeforeStart,
    TimeDoesNotHappen,
    TimeHappensTwice,
)
from programme.courses.scheduling import (
    LARGEST_CAPACITY,
    Times,
    check_change,
    check_in_future,
    may_be_over_at,
    register_opens_at,
    times_on,
    who_still_fits,
)

SPRING_FORWARD = date(2027, 3, 28)
FALL_BACK = date(2027, 10, 31)


def test_a_summer_time_is_kept_as_the_instant_it_is() -> None:
    times = times_on(date(2027, 6, 5), time(9, 30), time(16, 30))
    assert times.starts_at == datetime(2027, 6, 5, 8, 30, tzinfo=UTC)


def test_the_door_closes_a_quarter_of_an_hour_after_the_start_unless_told_otherwise() -> None:
    assert times_on(date(2027, 3, 6), time(9), time(16)).door_closes_at == datetime(2027, 3, 6, 9, 15, tzinfo=UTC)
    given_time = times_on(date(2027, 3, 6), time(9), time(16), time(9, 5))
    assert given_time.door_closes_at == datetime(2027, 3, 6, 9, 5, tzinfo=UTC)


def test_a_time_that_the_clocks_skip_is_refused_beside_its_field() -> None:
    with pytest.raises(TimeDoesNotHappen) as refused:
        times_on(SPRING_FORWARD, time(1, 30), time(5))
    assert refused.value.field == "starts"


def test_a_time_that_happens_twice_is_refused_beside_its_field() -> None:
    with pytest.raises(TimeHappensTwice) as refused:
        times_on(FALL_BACK, time(0, 30), time(1, 30))
    assert refused.value.field == "ends"


def test_a_course_cannot_end_before_it_begins() -> None:
    with pytest.raises(EndsBeforeStart):
        times_on(date(2027, 3, 6), time(16), time(9))


@pytest.mark.parametrize("closes", [time(8, 59), time(16), time(17)])
def test_the_door_closes_during_the_course(closes: time) -> None:
    with pytest.raises(DoorOutsideCourse):
        times_on(date(2027, 3, 6), time(9), time(16), closes)


def test_a_day_with_people_on_it_stays_while_its_hours_may_move() -> None:
    was = times_on(date(2027, 3, 6), time(9), time(16))
    check_change(was=was, will_be=times_on(date(2027, 3, 6), time(10), time(17)), places_taken=3, capacity=3)
    with pytest.raises(DayFixed):
        check_change(was=was, will_be=times_on(date(2027, 3, 7), time(9), time(16)), places_taken=1, capacity=3)


def test_a_place_is_never_taken_away_by_making_the_course_smaller() -> None:
    was = times_on(date(2027, 3, 6), time(9), time(16))
    with pytest.raises(CapacityBelowTaken):
        check_change(was=was, will_be=was, places_taken=4, capacity=3)


@dataclass(frozen=True)
class Free:
    id: int
    ends_at: datetime
    places_left: int


def on(day: date, places: int, number: int = 1) -> Free:
    return Free(number, datetime.combine(day, time(16), tzinfo=UTC), places)


def test_the_last_place_goes_to_who_has_least_time() -> None:
    dates = [on(date(2027, 3, 6), 1)]
    assert who_still_fits([(1, date(2027, 5, 1)), (2, date(2027, 3, 6))], dates) == {2}


def test_a_date_after_the_last_safe_day_is_no_help() -> None:
    assert who_still_fits([(1, date(2027, 3, 5))], [on(date(2027, 3, 6), 5)]) == frozenset()


@given(
    st.lists(st.integers(0, 20), max_size=8),
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 3)), max_size=5),
)
def test_nobody_is_placed_on_a_place_that_is_not_there(last_days: list[int], dates: list[tuple[int, int]]) -> None:
    first = date(2027, 3, 1)
    people = [(number, first + timedelta(days=days)) for number, days in enumerate(last_days)]
    offered = [on(first + timedelta(days=days), places, number) for number, (days, places) in enumerate(dates)]
    placed = who_still_fits(people, offered)
    # As many as can be placed at all: for each last day, no more than places up to it, and greedily no fewer.
    for _, limit in people:
        inside = [number for number, last_day in people if last_day <= limit and number in placed]
        assert len(inside) <= sum(free.places_left for free in offered if free.ends_at.date() <= limit)
    left_out = [(number, last_day) for number, last_day in people if number not in placed]
    for _, last_day in left_out:
        usable = sum(free.places_left for free in offered if free.ends_at.date() <= last_day)
        assert usable <= len([number for number, limit in people if number in placed and limit <= last_day])


def test_times_are_compared_as_instants() -> None:
    assert Times(*(datetime(2027, 3, 6, hour, tzinfo=UTC) for hour in (9, 16, 9))) == times_on(
        date(2027, 3, 6), time(9), time(16), time(9)
    )


def test_a_course_that_ends_as_it_begins_is_none() -> None:
    with pytest.raises(EndsBeforeStart):
        times_on(date(2027, 3, 6), time(9), time(9))


@pytest.mark.parametrize(
    ("starts", "ends", "closes", "field"),
    [
        (time(1, 30), time(5), None, "starts"),
        (time(0, 30), time(1, 30), None, "ends"),
        (time(0, 30), time(5), time(1, 30), "door_closes"),
    ],
)
def test_an_hour_that_never_comes_is_refused_beside_its_own_field(
    starts: time, ends: time, closes: time | None, field: str
) -> None:
    with pytest.raises(TimeDoesNotHappen) as refused:
        times_on(SPRING_FORWARD, starts, ends, closes)
    assert refused.value.field == field


def test_of_two_with_the_same_last_day_the_earlier_case_is_placed() -> None:
    dates = [on(date(2027, 3, 6), 1)]
    for people in ([(1, date(2027, 5, 1)), (2, date(2027, 5, 1))], [(2, date(2027, 5, 1)), (1, date(2027, 5, 1))]):
        assert who_still_fits(people, dates) == {1}


def test_a_course_begins_after_now_or_is_in_the_past() -> None:
    times = times_on(date(2027, 3, 6), time(9), time(16))
    check_in_future(times, now=times.starts_at - timedelta(seconds=1))
    with pytest.raises(DateInThePast):
        check_in_future(times, now=times.starts_at)


def test_the_door_may_close_as_the_course_begins() -> None:
    assert times_on(date(2027, 3, 6), time(9), time(16), time(9)).door_closes_at.hour == 9


def test_a_day_nobody_is_on_may_move_and_one_that_is_full_may_stay() -> None:
    was, later = times_on(date(2027, 3, 6), time(9), time(16)), times_on(date(2027, 3, 7), time(9), time(16))
    check_change(was=was, will_be=later, places_taken=0, capacity=3)
    check_change(was=was, will_be=was, places_taken=3, capacity=3)


def test_a_course_has_twenty_people_at_most_and_a_register_opens_two_hours_before() -> None:
    times = times_on(date(2027, 3, 6), time(9), time(16))
    assert LARGEST_CAPACITY == 20
    assert register_opens_at(times.starts_at) == datetime(2027, 3, 6, 7, tzinfo=UTC)
    assert may_be_over_at(times.ends_at) == datetime(2027, 3, 6, 15, 30, tzinfo=UTC)
