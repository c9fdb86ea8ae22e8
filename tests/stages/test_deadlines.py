from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.clock.deadlines import ClockPolicy, Deadlines, days_left, deadlines_for
from programme.shared.dates import is_working_day, london_instant, subtract_working_days

OFFENCES = st.dates(min_value=date(2020, 1, 1), max_value=date(2090, 1, 1))


def deadlines_of(on: date, at: time = time(22, 0), **given_facts: object) -> Deadlines:
    return deadlines_for(london_instant(on, at), **given_facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("offence_on", "charge_by_on"),
    [
        (date(2023, 9, 27), date(2024, 3, 27)),  # DPP v Jackson 2025
        (date(2026, 1, 15), date(2026, 7, 15)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 8, 28), date(2027, 2, 28)),
        (date(2028, 2, 29), date(2028, 8, 29)),
        (date(2026, 3, 31), date(2026, 9, 30)),
        (date(2026, 12, 31), date(2027, 6, 30)),
    ],
)
def test_the_last_day_to_charge_is_the_corresponding_day_six_months_later(offence_on: date, charge_by_on: date) -> None:
    assert deadlines_of(offence_on).charge_by_on == charge_by_on


def test_the_last_day_to_charge_stays_on_a_sunday_and_the_day_to_act_on_does_not() -> None:
    deadlines = deadlines_of(date(2026, 8, 31))
    assert deadlines.charge_by_on == date(2027, 2, 28)
    assert deadlines.charge_action_on == date(2027, 2, 26)
    assert deadlines.return_by_on == date(2027, 1, 29), "28 days before is Sunday 31 January"
    assert deadlines.complete_by_on == date(2027, 1, 26)


def test_the_clock_runs_from_the_day_in_london_not_in_utc() -> None:
    assert deadlines_for(datetime(2026, 7, 1, 23, 15, tzinfo=UTC)).charge_by_on == date(2027, 1, 2)


def test_two_offences_of_one_night_have_two_clocks() -> None:
    before, after = deadlines_of(date(2026, 10, 1), time(23, 30)), deadlines_of(date(2026, 10, 2), time(0, 15))
    assert after.charge_by_on - before.charge_by_on == timedelta(days=1)


def test_an_offence_time_without_a_zone_has_no_deadlines() -> None:
    with pytest.raises(ValueError, match="time zone"):
        deadlines_for(datetime(2026, 7, 1, 23, 15))


def test_a_conditional_caution_ends_the_time_for_a_course_after_sixteen_weeks() -> None:
    deadlines = deadlines_of(date(2026, 8, 31), cautioned_on=date(2026, 9, 14))
    assert deadlines.caution_limit_on == date(2027, 1, 4)
    assert deadlines.complete_by_on == date(2027, 1, 4)
    assert deadlines.return_by_on == date(2027, 1, 29), "the force's own date does not move"


def test_a_caution_limit_on_a_bank_holiday_is_pulled_back_to_a_working_day() -> None:
    deadlines = deadlines_of(date(2026, 8, 31), cautioned_on=date(2026, 9, 11))
    assert deadlines.caution_limit_on == date(2027, 1, 1)
    assert deadlines.complete_by_on == date(2026, 12, 31)


def test_a_clock_that_ends_after_the_published_bank_holidays_is_pulled_back_from_easter_all_the_same() -> None:
    deadlines = deadlines_of(date(2028, 10, 31))
    assert deadlines.return_by_on == date(2029, 3, 29)
    assert deadlines.complete_by_on == date(2029, 3, 26)


def test_an_exceptional_caution_has_twenty_weeks() -> None:
    deadlines = deadlines_of(date(2026, 8, 31), cautioned_on=date(2026, 9, 1), exceptional=True)
    assert deadlines.caution_limit_on == date(2027, 1, 19)
    assert deadlines.complete_by_on == date(2027, 1, 19)


def test_a_late_caution_does_not_lengthen_the_time() -> None:
    plain, late = deadlines_of(date(2026, 8, 31)), deadlines_of(date(2026, 8, 31), cautioned_on=date(2026, 12, 1))
    assert late.complete_by_on == plain.complete_by_on


def test_a_force_may_keep_more_time_for_itself() -> None:
    deadlines = deadlines_of(date(2026, 8, 31), policy=ClockPolicy(charging_reserve_days=42, result_lag_working_days=5))
    assert deadlines.return_by_on == date(2027, 1, 15)
    assert deadlines.complete_by_on == date(2027, 1, 8)


def test_a_policy_cannot_give_time_that_there_is_not() -> None:
    with pytest.raises(ValueError, match="time that there is not"):
        ClockPolicy(charging_reserve_days=-1)
    with pytest.raises(ValueError, match="time that there is not"):
        ClockPolicy(result_lag_working_days=-1)
    with pytest.raises(ValueError, match="time that there is not"):
        ClockPolicy(caution_weeks=-1)
    with pytest.raises(ValueError, match="exceptional"):
        ClockPolicy(caution_weeks=16, exceptional_caution_weeks=12)


@given(
    offence_on=OFFENCES,
    caution_after=st.none() | st.integers(0, 120),
    exceptional=st.booleans(),
    reserve=st.integers(0, 90),
    lag=st.integers(0, 10),
)
def test_the_dates_stand_in_order_and_those_to_act_on_are_working_days(
    offence_on: date, caution_after: int | None, exceptional: bool, reserve: int, lag: int
) -> None:
    cautioned_on = None if caution_after is None else offence_on + timedelta(days=caution_after)
    policy = ClockPolicy(charging_reserve_days=reserve, result_lag_working_days=lag)
    found = deadlines_of(offence_on, cautioned_on=cautioned_on, exceptional=exceptional, policy=policy)
    assert found.complete_by_on <= found.return_by_on <= found.charge_action_on <= found.charge_by_on
    assert all(map(is_working_day, (found.complete_by_on, found.return_by_on, found.charge_action_on)))
    assert (found.charge_by_on - found.return_by_on).days >= reserve
    assert found.complete_by_on <= subtract_working_days(found.return_by_on, lag)
    assert found.caution_limit_on is None or found.complete_by_on <= found.caution_limit_on


@given(offence_on=OFFENCES)
def test_a_case_never_has_more_than_six_months(offence_on: date) -> None:
    found = deadlines_of(offence_on)
    months = (found.charge_by_on.year - offence_on.year) * 12 + found.charge_by_on.month - offence_on.month
    assert months == 6
    assert found.charge_by_on.day <= offence_on.day


def test_every_date_is_explained_with_its_law() -> None:
    deadlines = deadlines_of(date(2026, 8, 31), cautioned_on=date(2026, 9, 14))
    text = "\n".join(deadlines.why)
    for expected in (
        "Charge by Sunday 28 February 2027: six months from the offence on Monday 31 August 2026",
        "Magistrates' Courts Act 1980 s.127",
        "Issue the charge by Friday 26 February 2027",
        "Return by Friday 29 January 2027",
        "pulled back to a working day",
        "16 weeks from the conditional caution of Monday 14 September 2026",
        "Complete by Monday 4 January 2027: the limit of the conditional caution",
    ):
        assert expected in text
    assert len(deadlines.why) == 5
    assert len(deadlines_of(date(2026, 8, 31)).why) == 4, "without a caution nothing is said about one"


def test_days_left_are_none_on_the_day_and_fewer_than_none_after_it() -> None:
    assert days_left(date(2027, 2, 28), date(2027, 2, 26)) == 2
    assert days_left(date(2027, 2, 28), date(2027, 2, 28)) == 0
    assert days_left(date(2027, 2, 28), date(2027, 3, 3)) == -3


def test_a_route_without_an_ordinary_limit_has_no_longer_one_either() -> None:
    policy = ClockPolicy(caution_weeks=None, exceptional_caution_weeks=20)
    assert policy.weeks(exceptional=True) is None
    assert policy.weeks(exceptional=False) is None


@pytest.mark.parametrize(
    ("offence_on", "rule"),
    [
        (date(2026, 8, 31), "the sixth month has no such day, so its last day counts"),
        (date(2026, 1, 15), "the same-numbered day six months later counts"),
    ],
)
def test_why_the_last_day_to_charge_is_the_day_it_is_goes_by_the_month_it_ends_in(offence_on: date, rule: str) -> None:
    assert rule in deadlines_of(offence_on).why[0]


@pytest.mark.parametrize(
    ("offence_on", "why"),
    [
        (date(2026, 8, 31), "That is Sunday 31 January 2027, pulled back to a working day."),
        (date(2026, 1, 15), "decide and issue a charge."),
    ],
)
def test_a_day_to_return_is_pulled_back_only_where_it_was(offence_on: date, why: str) -> None:
    assert deadlines_of(offence_on).why[2].endswith(why)


def test_the_last_day_of_a_course_says_which_of_the_two_limits_it_is() -> None:
    plain = deadlines_of(date(2026, 8, 31))
    assert plain.why[-1] == (
        "Complete by Tuesday 26 January 2027: the provider has 3 working days to report the result before Friday "
        "29 January 2027."
    )
    cautioned = deadlines_of(date(2026, 8, 31), cautioned_on=date(2026, 9, 14))
    assert cautioned.why[-1] == (
        "Complete by Monday 4 January 2027: the limit of the conditional caution, on a working day. It comes before "
        "Tuesday 26 January 2027, which the time to charge would allow."
    )
    hurried = deadlines_of(date(2026, 8, 31), policy=ClockPolicy(result_lag_working_days=1))
    assert "the provider has 1 working day to report" in hurried.why[-1]


@pytest.mark.parametrize(
    ("offence_on", "why"),
    [
        (date(2026, 1, 15), "Issue the charge by Wednesday 15 July 2026: the last day is a working day."),
        (
            date(2026, 8, 31),
            "Issue the charge by Friday 26 February 2027: the last day, Sunday 28 February 2027, is not a working day "
            "in England and Wales, so the working day before it is the last to act on.",
        ),
    ],
)
def test_the_day_to_act_on_is_the_last_day_where_somebody_works_on_it(offence_on: date, why: str) -> None:
    assert deadlines_of(offence_on).why[1] == why
