"""When something may go to a person: the first moment of his hours, in London's time, on every day of the year."""

from __future__ import annotations

import random
from datetime import UTC, datetime, time, timedelta

import pytest

from programme.notices.hours import DAY_AND_NIGHT, TEN_TO_SIX, WEEKDAYS, Plan, Window, may_go_at, spoken_plan, windows
from programme.notices.written_hours import plan_of, read_plan
from programme.shared.dates import LONDON, to_london
from tests.support.written_hours import NOT_READ, READ, READ_SINCE, STILL_SEVERAL

YEAR_BEGAN = datetime(2027, 1, 1, tzinfo=UTC)
CLOCKS_CHANGE = (datetime(2027, 3, 28, tzinfo=LONDON), datetime(2027, 10, 31, tzinfo=LONDON))
QUARTER = timedelta(minutes=15)
PLANS: dict[str, Plan] = {
    "ten to six": TEN_TO_SIX,
    "Saturday mornings": windows([5], time(8), time(9, 30)),
    "evenings until midnight": windows([6, 0, 1], time(20), time(0)),
    "twice on Sundays": [Window(6, time(12), time(13)), Window(6, time(6), time(7))],
}


def is_inside(at: datetime, plan: Plan) -> bool:
    """Told another way than the code does: by what a clock on a wall in London shows."""
    shown = to_london(at)
    today = [one for one in plan if one.weekday == shown.weekday()]
    return any(one.opens <= shown.time() and (shown.time() < one.closes or not one.closes.hour) for one in today)


def instants() -> list[datetime]:
    """A thousand of a year, and every quarter of an hour about both changes of the clock."""
    chance = random.Random(51)
    some = [YEAR_BEGAN + timedelta(seconds=chance.randrange(365 * 24 * 3600)) for _ in range(1000)]
    near = [change.astimezone(UTC) + n * QUARTER for change in CLOCKS_CHANGE for n in range(-100, 200)]
    return [*some, *near]


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_it_goes_in_his_hours_at_the_first_moment_of_them_and_never_later_than_needed(plan: Plan) -> None:
    for now in instants():
        at = may_go_at(now, plan)
        assert is_inside(at, plan), (now, at)
        assert at >= now
        assert (at == now) is is_inside(now, plan), (now, at)
        assert may_go_at(at, plan) == at
        between = now
        while between < at:
            assert not is_inside(between, plan), (now, between, at)
            between += QUARTER
        assert at - now <= timedelta(days=7, hours=1)


def test_a_question_asked_by_another_clock_would_be_found_out() -> None:
    """The control: at ten by the stars is eleven in London's summer."""
    summer = datetime(2027, 7, 1, 9, 30, tzinfo=UTC)
    assert is_inside(summer, TEN_TO_SIX)
    assert not is_inside(summer - timedelta(hours=1), TEN_TO_SIX)
    assert may_go_at(datetime(2027, 7, 1, 22, 10, tzinfo=UTC), TEN_TO_SIX) == datetime(2027, 7, 2, 9, tzinfo=UTC)
    assert may_go_at(datetime(2027, 1, 1, 22, 10, tzinfo=UTC), TEN_TO_SIX) == datetime(2027, 1, 2, 10, tzinfo=UTC)


def test_who_said_nothing_is_written_to_from_ten_to_six_and_the_end_is_outside() -> None:
    six = datetime(2027, 3, 1, 18, tzinfo=UTC)
    assert may_go_at(six, []) == datetime(2027, 3, 2, 10, tzinfo=UTC)
    assert may_go_at(six - timedelta(seconds=1), []) == six - timedelta(seconds=1)
    assert may_go_at(six, DAY_AND_NIGHT) == six


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (TEN_TO_SIX, "every day 10am to 6pm"),
        (DAY_AND_NIGHT, "at any time"),
        (windows(range(5), time(9), time(17, 30)), "Monday to Friday 9am to 5:30pm"),
        (windows([0, 2, 6], time(12), time(0)), "Monday, Wednesday and Sunday midday to midnight"),
        (
            [Window(5, time(8), time(9)), *windows([0, 1], time(9), time(10))],
            "Monday and Tuesday 9am to 10am, Saturday 8am to 9am",
        ),
        ([], ""),
    ],
)
def test_a_plan_is_said_in_a_line(plan: Plan, words: str) -> None:
    assert spoken_plan(plan) == words
    assert {one.weekday for one in plan} <= set(WEEKDAYS)


def test_hours_are_read_as_people_write_them_and_what_is_said_of_a_plan_reads_as_that_plan() -> None:
    for text, said in (READ | READ_SINCE).items():
        assert spoken_plan(read_plan(text)) == said, text
    for plan in (*PLANS.values(), DAY_AND_NIGHT):
        assert read_plan(spoken_plan(plan)) == sorted(plan), spoken_plan(plan)


@pytest.mark.parametrize("text", [*NOT_READ, *STILL_SEVERAL])
def test_what_is_not_certain_is_not_guessed(text: str) -> None:
    with pytest.raises(ValueError):
        read_plan(text)
    assert plan_of(text) == []
