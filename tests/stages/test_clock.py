"""The one place that reckons a case's dates: nothing moves later by itself, and the route's limit counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.clock.deadlines import ClockPolicy, deadlines_for
from programme.clock.keeping import (
    ClockDates,
    KeptClock,
    clock_policy,
    last_safe_course_day,
    policy_of,
    reckon,
    reckon_another_offence,
)

OFFENCE_AT = datetime(2026, 8, 31, 22, 50, tzinfo=UTC)
CAUTIONED_ON = date(2026, 9, 14)
CAUTION = clock_policy(28, 3, 16, 20)
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2036, 12, 31), timezones=st.just(UTC))


@dataclass(frozen=True)
class Decided:
    charging_reserve_days: int
    result_lag_working_days: int


@dataclass(frozen=True)
class Route:
    weeks: int | None
    exceptional_weeks: int | None


def a_case(policy: ClockPolicy = CAUTION, *, cautioned_on: date | None = None, reason: str = "") -> KeptClock:
    """A case whose dates were kept when it came in, under this policy."""
    fresh = deadlines_for(OFFENCE_AT, cautioned_on=cautioned_on, exceptional=bool(reason), policy=policy)
    return KeptClock(OFFENCE_AT, cautioned_on, reason, fresh.return_by_on, fresh.complete_by_on)


def test_the_route_says_how_long_the_conditions_of_a_caution_may_take() -> None:
    case = a_case(clock_policy(28, 3))
    cautioned = replace(case, cautioned_on=CAUTIONED_ON)
    assert last_safe_course_day(cautioned, clock_policy(28, 3, 4, 8)) == date(2026, 10, 12)
    assert last_safe_course_day(cautioned, clock_policy(28, 3, 16, 20)) == date(2027, 1, 4)


def test_a_route_without_a_limit_has_none() -> None:
    case = replace(a_case(clock_policy(28, 3)), cautioned_on=CAUTIONED_ON)
    assert reckon(case, clock_policy(28, 3)) == ClockDates(case.return_by_on, case.complete_by_on)


@pytest.mark.parametrize(("reason", "last_on"), [("", date(2027, 1, 4)), ("No interpreter before", date(2027, 1, 26))])
def test_the_longer_limit_applies_only_where_its_reason_is_on_record(reason: str, last_on: date) -> None:
    case = replace(a_case(cautioned_on=CAUTIONED_ON), exceptional_reason=reason)
    assert reckon(case, CAUTION, recorded=True).complete_by_on == last_on


def test_a_reason_alone_moves_nothing_until_it_is_recorded() -> None:
    case = replace(a_case(cautioned_on=CAUTIONED_ON), exceptional_reason="No interpreter before")
    assert reckon(case, CAUTION).complete_by_on == case.complete_by_on


def test_a_route_without_a_longer_limit_keeps_the_ordinary_one() -> None:
    case = replace(a_case(cautioned_on=CAUTIONED_ON), exceptional_reason="No interpreter before")
    assert reckon(case, clock_policy(28, 3, 16), recorded=True).complete_by_on == date(2027, 1, 4)


def test_a_larger_reserve_pulls_a_case_earlier_and_a_smaller_one_leaves_it() -> None:
    case = a_case()
    assert reckon(case, clock_policy(42, 3, 16, 20)).return_by_on == case.return_by_on - timedelta(days=14)
    assert reckon(case, clock_policy(7, 0, 16, 20)) == ClockDates(case.return_by_on, case.complete_by_on)


def test_a_reason_recorded_after_the_reserve_shrank_does_not_give_the_reserve_back() -> None:
    case = replace(a_case(clock_policy(42, 3, 16, 20), cautioned_on=CAUTIONED_ON), exceptional_reason="Ill")
    again = reckon(case, clock_policy(7, 3, 16, 20), recorded=True)
    assert again.return_by_on == case.return_by_on
    assert case.complete_by_on <= again.complete_by_on < case.return_by_on


@given(
    offence_at=INSTANTS,
    reserves=st.tuples(st.integers(0, 90), st.integers(0, 90)),
    lags=st.tuples(st.integers(0, 5), st.integers(0, 5)),
    weeks=st.none() | st.integers(1, 30),
    cautioned_after=st.none() | st.integers(0, 60),
    reason=st.sampled_from(["", "Ill"]),
)
def test_reckoning_again_never_gives_more_time(
    offence_at: datetime,
    reserves: tuple[int, int],
    lags: tuple[int, int],
    weeks: int | None,
    cautioned_after: int | None,
    reason: str,
) -> None:
    """Ten years of offences, any two policies, and both kinds of limit."""
    cautioned_on = None if cautioned_after is None else offence_at.date() + timedelta(days=cautioned_after)
    then, today = (
        clock_policy(reserve, lag, weeks, weeks and weeks + 4) for reserve, lag in zip(reserves, lags, strict=True)
    )
    fresh = deadlines_for(offence_at, cautioned_on=cautioned_on, exceptional=bool(reason), policy=then)
    kept = KeptClock(offence_at, cautioned_on, reason, fresh.return_by_on, fresh.complete_by_on)
    again = reckon(kept, today)
    assert again.return_by_on <= kept.return_by_on
    assert again.complete_by_on <= kept.complete_by_on
    assert again.complete_by_on <= again.return_by_on <= fresh.charge_by_on
    recorded = reckon(kept, today, recorded=True)
    assert recorded.return_by_on == again.return_by_on
    assert again.complete_by_on <= recorded.complete_by_on <= recorded.return_by_on
    settled = replace(kept, return_by_on=again.return_by_on, complete_by_on=again.complete_by_on)
    assert reckon(settled, today) == again


def test_a_corrected_offence_never_leaves_a_day_on_which_nobody_works() -> None:
    """A case that had less time has less still; a date that is pulled onto a Sunday goes to the Friday before."""
    case = a_case(clock_policy(28, 3))
    pulled = replace(case, complete_by_on=case.complete_by_on - timedelta(days=2))  # a Sunday
    policy = clock_policy(28, 3)
    again = reckon_another_offence(pulled, OFFENCE_AT, held_to=policy, policy=policy)
    assert pulled.complete_by_on == date(2027, 1, 24)
    assert again.complete_by_on == date(2027, 1, 22)
    assert again.return_by_on == case.return_by_on


def test_a_policy_without_a_route_is_that_of_a_conditional_caution_and_with_one_that_of_the_route() -> None:
    reserve = Decided(42, 5)
    assert policy_of(reserve) == ClockPolicy(42, 5, 16, 20)
    assert policy_of(reserve, Route(4, 8)) == ClockPolicy(42, 5, 4, 8)
    assert policy_of(reserve, Route(None, None)) == ClockPolicy(42, 5, None, None)
