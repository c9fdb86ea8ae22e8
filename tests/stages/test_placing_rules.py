"""A place at a neighbouring programme, by its day alone: in time to the day, and told no sooner than it was over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.bookings.rules import is_day_too_late
from programme.exchange.refusals import (
    CourseNotYet,
    DayIsPast,
    NoPlaceElsewhere,
    NotForElsewhere,
    NoTimeElsewhere,
    PlaceHereFirst,
    SentByNeighbour,
    SignFirst,
    ToldOutOfOrder,
    TooLateElsewhere,
)
from programme.exchange.rules import can_be_on, can_be_placed, can_be_told, can_call_off, can_take_result
from programme.outcomes.models import ResultReason
from programme.referrals.models import Origin
from programme.referrals.states import ReferralState
from programme.shared.refusal import Refusal

TODAY = date(2027, 3, 1)
LAST_ON = date(2027, 7, 6)
days = st.dates(TODAY - timedelta(days=40), LAST_ON + timedelta(days=40))


def refused(ask: Callable[[], None]) -> type[Refusal] | None:
    try:
        ask()
    except Refusal as refusal:
        return type(refusal)
    return None


@given(course_on=days, last_on=days, today=days)
def test_a_day_is_taken_from_today_to_the_last_safe_course_day(course_on: date, last_on: date, today: date) -> None:
    found = refused(lambda: can_be_on(course_on, complete_by_on=last_on, today=today))
    expected = DayIsPast if course_on < today else TooLateElsewhere if course_on > last_on else None
    assert found is expected


@given(course_on=days, last_on=days, today=days)
def test_what_could_be_taken_is_never_given_up_on_the_same_day(course_on: date, last_on: date, today: date) -> None:
    if refused(lambda: can_be_on(course_on, complete_by_on=last_on, today=today)) is None:
        assert not is_day_too_late(course_on, last_on, today)


@pytest.mark.parametrize(
    ("course_on", "too_late"),
    [
        (LAST_ON, False),
        (LAST_ON + timedelta(days=1), True),
        (TODAY, False),  # it has begun: what happens there decides
        (TODAY - timedelta(days=1), False),
    ],
)
def test_a_day_to_come_that_is_not_in_time_any_more_is_given_up(course_on: date, too_late: bool) -> None:
    assert is_day_too_late(course_on, LAST_ON, TODAY) is too_late


def test_a_day_that_has_begun_is_not_given_up_however_late_it_is() -> None:
    assert not is_day_too_late(TODAY, TODAY - timedelta(days=9), TODAY)


@given(told_on=days, course_on=days, today=days)
def test_a_result_is_told_from_the_day_of_the_course_to_today(told_on: date, course_on: date, today: date) -> None:
    found = refused(lambda: can_be_told(told_on, course_on=course_on, today=today))
    if today < course_on:
        assert found is CourseNotYet
    else:
        assert found is (None if course_on <= told_on <= today else ToldOutOfOrder)


def placed(
    state: ReferralState = ReferralState.ACCEPTED,
    origin: Origin = Origin.FORM,
    *,
    is_over: bool = False,
    paper_owed: bool = False,
    last_on: date = TODAY,
) -> type[Refusal] | None:
    """The answer to a place elsewhere for this case."""
    return refused(
        lambda: can_be_placed(state, origin, is_over=is_over, paper_owed=paper_owed, last_on=last_on, today=TODAY)
    )


@pytest.mark.parametrize("state", ReferralState)
def test_an_accepted_case_or_one_that_has_a_place_elsewhere_is_placed_there(state: ReferralState) -> None:
    expected: type[Refusal] | None = {
        ReferralState.ACCEPTED: None,
        ReferralState.PLACED_ELSEWHERE: None,
        ReferralState.BOOKED: PlaceHereFirst,
    }.get(state, NotForElsewhere)
    assert placed(state) is expected


def test_a_case_is_placed_elsewhere_while_its_clock_runs_its_paper_is_signed_and_there_is_time() -> None:
    assert placed(is_over=True) is NotForElsewhere
    assert placed(paper_owed=True) is SignFirst
    assert placed(last_on=TODAY - timedelta(days=1)) is NoTimeElsewhere
    assert {origin: placed(origin=origin) for origin in Origin} == {
        **dict.fromkeys(Origin, None),
        Origin.PARTNER: SentByNeighbour,
    }


def test_only_a_place_that_there_is_can_be_given_up() -> None:
    assert refused(lambda: can_call_off(ReferralState.PLACED_ELSEWHERE, TODAY)) is None
    assert refused(lambda: can_call_off(ReferralState.PLACED_ELSEWHERE, None)) is NoPlaceElsewhere
    assert refused(lambda: can_call_off(ReferralState.ACCEPTED, TODAY)) is NoPlaceElsewhere


@pytest.mark.parametrize(
    ("state", "reason", "course_on", "refusal"),
    [
        (ReferralState.PLACED_ELSEWHERE, None, TODAY, None),
        (ReferralState.PLACED_ELSEWHERE, None, None, NoPlaceElsewhere),
        (ReferralState.PLACED_ELSEWHERE, None, TODAY + timedelta(days=1), CourseNotYet),
        (ReferralState.RETURNED, ResultReason.RESULT_NOT_TOLD, TODAY, None),
        (ReferralState.RETURNED, ResultReason.RESULT_NOT_TOLD, None, NoPlaceElsewhere),
        (ReferralState.RETURNED, ResultReason.DID_NOT_COME, TODAY, NoPlaceElsewhere),
        (ReferralState.CLOSED, ResultReason.RESULT_NOT_TOLD, TODAY, NoPlaceElsewhere),
    ],
)
def test_a_result_from_elsewhere_is_the_first_or_takes_the_place_of_nothing_known(
    state: ReferralState, reason: ResultReason | None, course_on: date | None, refusal: type[Refusal] | None
) -> None:
    assert refused(lambda: can_take_result(state, reason, course_on=course_on, today=TODAY)) is refusal
