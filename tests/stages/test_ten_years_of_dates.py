"""Ten years of offences: leap days, nights on which the clocks change, the ends of years.

Whatever the day, no date that can be booked ends after the last safe course day, and a case's dates never get later.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from programme.bookings.refusals import TooLateForDate
from programme.bookings.rules import Wanted, is_in_time
from programme.clock.deadlines import ClockPolicy, Deadlines, deadlines_for
from programme.clock.keeping import CaseDates, KeptClock, last_safe_course_day, reckon_another_offence
from programme.courses.states import DateState
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


CAUTIONED_AFTER = st.none() | st.integers(0, 150)


def kept_as(found: Deadlines, offence_at: datetime, cautioned_on: date | None) -> KeptClock:
    return KeptClock(offence_at, cautioned_on, "", found.return_by_on, found.complete_by_on)


@given(was_at=INSTANTS, offence_at=INSTANTS, policy=POLICIES, cautioned_after=CAUTIONED_AFTER)
@example(SPRING_FORWARD, LEAP_NIGHT, ClockPolicy(), 14)
@example(NEW_YEARS_EVE, AUTUMN_HOUR_TWICE, ClockPolicy(), None)
def test_a_corrected_offence_has_the_dates_that_it_would_have_had_from_the_start(
    was_at: datetime, offence_at: datetime, policy: ClockPolicy, cautioned_after: int | None
) -> None:
    cautioned_on = None if cautioned_after is None else london_date(was_at) + timedelta(days=cautioned_after)
    then = deadlines_for(was_at, cautioned_on=cautioned_on, policy=policy)
    fresh = deadlines_for(offence_at, cautioned_on=cautioned_on, policy=policy)
    case = kept_as(then, was_at, cautioned_on)
    assert reckon_another_offence(case, offence_at, held_to=policy, policy=policy) == CaseDates(
        fresh.charge_by_on, fresh.return_by_on, fresh.complete_by_on
    )


@given(
    was_at=INSTANTS,
    days=st.integers(-400, 400),
    kept=POLICIES,
    now=POLICIES,
    pulled=st.integers(0, 40),
    cautioned_after=CAUTIONED_AFTER,
)
@example(LEAP_NIGHT, -1, ClockPolicy(60, 5), ClockPolicy(28, 3), 0, None)
@example(SPRING_FORWARD, 0, ClockPolicy(28, 3), ClockPolicy(7, 0), 3, 30)
def test_a_corrected_offence_moves_a_date_later_only_as_far_as_its_day_does(
    was_at: datetime, days: int, kept: ClockPolicy, now: ClockPolicy, pulled: int, cautioned_after: int | None
) -> None:
    """Whatever the force has decided about its time since, and whatever pulled the case forward."""
    day = london_date(was_at)
    cautioned_on = None if cautioned_after is None else day + timedelta(days=cautioned_after)
    then = deadlines_for(was_at, cautioned_on=cautioned_on, policy=kept)
    away = timedelta(days=pulled)
    case = KeptClock(
        was_at, cautioned_on, "", then.return_by_on - away, min(then.complete_by_on, then.return_by_on - away)
    )
    offence_at = was_at + timedelta(days=days)
    dates = reckon_another_offence(case, offence_at, held_to=now, policy=now)
    assert dates.complete_by_on <= dates.return_by_on <= dates.charge_by_on
    assert dates.charge_by_on == deadlines_for(offence_at).charge_by_on
    if dates.charge_by_on <= then.charge_by_on:
        assert dates.return_by_on <= case.return_by_on
        assert dates.complete_by_on <= case.complete_by_on
    else:
        gained = deadlines_for(offence_at, policy=now).return_by_on - deadlines_for(was_at, policy=now).return_by_on
        assert dates.return_by_on - case.return_by_on <= max(gained, timedelta())


def test_reckoning_afresh_alone_would_give_time_that_the_force_no_longer_keeps() -> None:
    """The control: what the two above hold is not so by itself."""
    then = deadlines_for(LEAP_NIGHT, policy=ClockPolicy(28, 3))
    afresh = deadlines_for(LEAP_NIGHT - timedelta(days=1), policy=ClockPolicy(7, 0))
    assert afresh.return_by_on > then.return_by_on
