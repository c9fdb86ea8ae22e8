"""Every ladder of the house: what its rungs are, when they come, and that a new one is a row."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.duties.ladders import (
    CLOCK_WARNINGS,
    COURSE_REMINDERS,
    LADDERS,
    NEEDS_CHASES,
    REGISTER_CHASES,
    RESULT_CHASES,
    RESULTS_BEFORE_LAST_DAY,
    Counted,
    Ladder,
    Step,
)
from programme.outcomes.chasing import LAST, result_rung_reached
from programme.shared.actor import Role
from programme.shared.dates import is_working_day, london_date, london_instant, previous_working_day, to_london

NOTIFICATIONS = Path(__file__).resolve().parents[2] / "notifications"
DAYS = st.dates(date(2026, 1, 1), date(2031, 12, 31))
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2031, 12, 31), timezones=st.just(UTC))


def days_of(rung: Step | None) -> int | None:
    return rung.days if rung is not None else None


def working_days_between(since_on: date, until_on: date) -> int:
    """Those after the one day and up to the other, counted on the fingers."""
    return sum(is_working_day(since_on + timedelta(days=day)) for day in range(1, (until_on - since_on).days + 1))


# ---- what the rungs are


def test_the_rungs_of_every_ladder_and_whom_they_are_put_to() -> None:
    officer, supervisor, coordinator, provider = (
        *(Role.OFFICER, Role.SUPERVISOR, Role.COORDINATOR),
        Role.PROVIDER_STAFF,
    )
    assert [rung.days for rung in COURSE_REMINDERS.rungs] == [7, 2]
    assert [(rung.days, rung.role) for rung in CLOCK_WARNINGS.rungs] == [
        *((60, officer), (42, officer), (28, supervisor), (14, supervisor), (7, coordinator), (3, coordinator)),
        (0, coordinator),
    ]
    assert [(rung.days, rung.role) for rung in REGISTER_CHASES.rungs] == [
        *((1, provider), (3, provider), (5, provider), (10, provider)),
    ]
    assert [(rung.days, rung.role) for rung in NEEDS_CHASES.rungs] == [
        *((14, provider), (7, provider), (3, provider), (1, provider)),
    ]
    results = list(RESULT_CHASES.every_rung())
    assert [(rung.days, rung.role) for rung in results[:3]] == [(2, supervisor), (5, coordinator), (10, coordinator)]
    assert [rung.days for rung in results[3:]] == list(range(15, 310, 5))
    assert {rung.role for rung in results[3:]} == {coordinator}
    assert [(rung.days, rung.role) for rung in RESULTS_BEFORE_LAST_DAY.every_rung()] == [(2, coordinator)]


@pytest.mark.parametrize("ladder", LADDERS, ids=lambda ladder: ladder.name)
def test_rungs_stand_in_the_order_in_which_they_come_and_their_messages_exist(ladder: Ladder[Any]) -> None:
    come_on = [ladder.day_of(date(2027, 6, 30), rung.days) for rung in ladder.every_rung()]

    assert come_on == sorted(set(come_on))
    assert ladder.notices
    assert {notice for notice in ladder.notices if not (NOTIFICATIONS / notice).is_dir()} == set()


def test_no_ladder_is_missing_from_the_list_that_is_drawn_and_tested() -> None:
    assert [ladder.name for ladder in LADDERS] == [
        "Reminders before a course",
        "Warnings of the prosecution clock",
        "Registers nobody signed",
        "Needs of the day that nobody answered",
        "Results nobody acknowledged or acted on",
        "The same results, before the last day to charge",
        "Drafts of a referral that nobody goes on with",
        "The same drafts, before the last day to charge",
    ]


# ---- when they come, held against what is written in words


@given(starts_at=INSTANTS, before=st.timedeltas(timedelta(days=-1), timedelta(days=10)))
def test_he_is_reminded_at_ten_in_london_seven_and_two_days_before(starts_at: datetime, before: timedelta) -> None:
    now, course_on = starts_at - before, london_date(starts_at)
    at = {days: london_instant(course_on - timedelta(days=days), time(10)) for days in (7, 2)}
    come = [days for days in (7, 2) if at[days] <= now < starts_at]

    assert days_of(COURSE_REMINDERS.rung_reached(starts_at, now)) == min(come, default=None)


@given(ends_at=INSTANTS, after=st.timedeltas(timedelta(days=-2), timedelta(days=40)))
def test_a_register_is_asked_for_after_one_three_five_and_ten_working_days(ends_at: datetime, after: timedelta) -> None:
    now = ends_at + after
    passed = working_days_between(london_date(ends_at), london_date(now))

    reached = days_of(REGISTER_CHASES.rung_reached(ends_at, now))

    assert reached == max((days for days in (1, 3, 5, 10) if days <= passed), default=None)


@given(returned_at=INSTANTS, after=st.timedeltas(timedelta(0), timedelta(days=250)), left=st.integers(0, 190))
def test_a_result_is_asked_about_ever_again_and_two_days_before_the_last(
    returned_at: datetime, after: timedelta, left: int
) -> None:
    now = returned_at + after
    today, charge_by_on = london_date(now), london_date(now) + timedelta(days=left)
    passed = working_days_between(london_date(returned_at), today)
    wanted = max((days for days in (2, 5, *range(10, 400, 5)) if days <= passed), default=None)
    last_call_on = previous_working_day(previous_working_day(charge_by_on) - timedelta(days=2))

    assert days_of(result_rung_reached(returned_at, now)) == wanted
    near = today >= last_call_on and passed >= 1
    assert days_of(result_rung_reached(returned_at, now, charge_by_on)) == (LAST.days if near else wanted)


@given(charge_by_on=DAYS, left=st.integers(-3, 90))
def test_a_clock_is_warned_of_on_the_working_day_before_its_days(charge_by_on: date, left: int) -> None:
    today = charge_by_on - timedelta(days=left)
    last_on = previous_working_day(charge_by_on)
    come = [days for days in (60, 42, 28, 14, 7, 3, 0) if previous_working_day(last_on - timedelta(days=days)) <= today]

    assert days_of(CLOCK_WARNINGS.rung_on(charge_by_on, today)) == min(come, default=None)


@given(on=DAYS, days=st.integers(0, 40), counted=st.sampled_from(Counted))
def test_those_who_have_come_to_a_rung_are_those_whose_day_for_it_has_come(
    on: date, days: int, counted: Counted
) -> None:
    ladder = replace(CLOCK_WARNINGS, counted=counted)
    latest = ladder.come_to(on, days)

    assert ladder.day_of(latest, days) <= on < ladder.day_of(latest + timedelta(days=1), days)


# ---- a ladder that is added


MADE_UP = Ladder(
    name="Made up",
    anchor="the end of the course",
    counted=Counted.WORKING_DAYS_AFTER,
    rungs=(Step(1), Step(3)),
    then_every=4,
    begins_at=time(9),
    audience="nobody",
    notices=(),
    ends="never",
)


def test_a_ladder_that_is_added_has_its_rungs_come_on_their_days() -> None:
    friday = datetime(2027, 3, 12, 16, 0, tzinfo=UTC)
    came: dict[int, datetime] = {}
    for hours in range(24 * 24):
        now = friday + timedelta(hours=hours)
        reached = MADE_UP.rung_reached(friday, now)
        if reached:
            came.setdefault(reached.days, to_london(now))

    assert [(days, f"{at:%a %d %b %H}") for days, at in came.items()] == [
        *((1, "Mon 15 Mar 09"), (3, "Wed 17 Mar 09"), (7, "Tue 23 Mar 09"), (11, "Wed 31 Mar 09")),
    ]
