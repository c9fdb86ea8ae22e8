"""Ten years of offences: leap days, nights on which the clocks change, the ends of years.

Whatever the day, no date that can be booked ends after the last safe course day, and a case's dates never get later.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from programme.bookings.refusals import TooLateForDate
from programme.bookings.rules import Wanted, is_in_time
from programme.courses.states import DateState
from programme.referrals.clock import KeptClock, last_safe_course_day
from programme.referrals.deadlines import ClockPolicy, deadlines_for
from programme.shared.dates import LONDON, add_months_corresponding, london_date, london_instant

FROM, UNTIL = datetime(2024, 1, 1, tzinfo=UTC), datetime(2034, 1, 1, tzinfo=UTC)
INSTANTS = st.integers(int(FROM.timestamp()), int(UNTIL.timestamp())).map(lambda s: datetime.fromtimestamp(s, UTC))
POLICIES = st.builds(ClockPolicy, charging_reserve_days=st.integers(0, 90), result_lag_working_days=st.integers(0, 10))
LEAP_NIGHT = datetime(2028, 2, 29, 23, 50, tzinfo=UTC)
SPRING_FORWARD = datetime(2027, 3, 28, 0, 59, 59, tzinfo=UTC)
AUTUMN_HOUR_TWICE = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
NEW_YEARS_EVE = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)


@given(
    offence_at=INSTANTS, policy=POLICIES, days=st.integers(-30, 260), hour=st.integers(0, 23), hours=st.integers(1, 12)
)
@example(LEAP_NIGHT, ClockPolicy(), 150, 16, 7)
@example(SPRING_FORWARD, ClockPolicy(), 150, 23, 1)
@example(AUTUMN_HOUR_TWICE, ClockPolicy(), 150, 16, 7)
@example(NEW_YEARS_EVE, ClockPolicy(), 148, 16, 8)
def test_no_date_that_can_be_booked_ends_after_the_last_safe_course_day(
    offence_at: datetime, policy: ClockPolicy, days: int, hour: int, hours: int
) -> None:
    found = deadlines_for(offence_at, policy=policy)
    starts_at = london_instant(london_date(offence_at) + timedelta(days=days), time(hour))
    ends_at = starts_at + timedelta(hours=hours)
    wanted = Wanted(1, DateState.OPEN, starts_at, ends_at)
    try:
        is_in_time(wanted, complete_by_on=found.complete_by_on, now=starts_at - timedelta(days=1))
    except TooLateForDate:
        assert london_date(ends_at) > found.complete_by_on
    else:
        assert london_date(ends_at) <= found.complete_by_on <= found.return_by_on <= found.charge_by_on
        assert (found.charge_by_on - london_date(ends_at)).days >= policy.charging_reserve_days


@given(offence_at=INSTANTS)
@example(LEAP_NIGHT)
@example(SPRING_FORWARD)
@example(AUTUMN_HOUR_TWICE)
@example(NEW_YEARS_EVE)
def test_six_months_run_from_the_london_day_of_the_offence_and_end_in_the_sixth_month(offence_at: datetime) -> None:
    day = offence_at.astimezone(LONDON).date()
    charge_by_on = deadlines_for(offence_at).charge_by_on
    months = (charge_by_on.year - day.year) * 12 + charge_by_on.month - day.month
    assert months == 6
    assert charge_by_on.day == day.day or (charge_by_on.day < day.day and (charge_by_on + timedelta(days=1)).day == 1)
    assert charge_by_on == add_months_corresponding(day, 6)


@given(offence_at=INSTANTS, kept=POLICIES, now=POLICIES, cautioned_after=st.none() | st.integers(0, 150))
def test_a_force_that_changes_its_mind_about_time_never_makes_a_case_later(
    offence_at: datetime, kept: ClockPolicy, now: ClockPolicy, cautioned_after: int | None
) -> None:
    day = london_date(offence_at)
    cautioned_on: date | None = None if cautioned_after is None else day + timedelta(days=cautioned_after)
    then = deadlines_for(offence_at, cautioned_on=cautioned_on, policy=kept)
    case = KeptClock(offence_at, cautioned_on, "", then.return_by_on, then.complete_by_on)
    assert last_safe_course_day(case, now) <= then.complete_by_on
