"""Questions about a place at a neighbouring programme. Pure: facts in, an answer or a Refusal out."""

from __future__ import annotations

from datetime import date

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
from programme.outcomes.models import ResultReason
from programme.outcomes.rules import NOT_KNOWN
from programme.referrals.models import Origin
from programme.referrals.states import REFERRALS, ReferralEvent, ReferralState


def can_be_placed(
    state: ReferralState, origin: Origin, *, is_over: bool, paper_owed: bool, last_on: date, today: date
) -> None:
    """Whether a place elsewhere can be recorded for the case, or another day of it, whatever the place. `last_on` is
    its last safe course day, reckoned afresh. Raises SentByNeighbour, PlaceHereFirst, NotForElsewhere, SignFirst or
    NoTimeElsewhere."""
    if origin is Origin.PARTNER:
        raise SentByNeighbour()
    if state is ReferralState.BOOKED:
        raise PlaceHereFirst()
    if state not in (ReferralState.ACCEPTED, ReferralState.PLACED_ELSEWHERE) or is_over:
        raise NotForElsewhere()
    if paper_owed:
        raise SignFirst()
    if last_on < today:
        raise NoTimeElsewhere(last_on)


def can_call_off(state: ReferralState, course_on: date | None) -> None:
    """Whether the case has a place elsewhere to give up. Raises NoPlaceElsewhere."""
    if state is not ReferralState.PLACED_ELSEWHERE or course_on is None:
        raise NoPlaceElsewhere()


def can_take_result(state: ReferralState, reason: ResultReason | None, *, course_on: date | None, today: date) -> None:
    """Whether the neighbour's result can be recorded: it is the first, or nobody had said anything before; `reason` is
    that of the result that stands. Raises NoPlaceElsewhere or CourseNotYet."""
    corrects = REFERRALS.allows(state, ReferralEvent.RESULT_CORRECTED) and reason in NOT_KNOWN
    if course_on is None or not (corrects or REFERRALS.allows(state, ReferralEvent.RESULT_RETURNED)):
        raise NoPlaceElsewhere()
    _check_course_day(course_on, today)


def can_be_on(course_on: date, *, complete_by_on: date, today: date) -> None:
    """Whether a course elsewhere, of which only the day is known, may be on this day. Raises DayIsPast or
    TooLateElsewhere, with the last possible day."""
    if course_on < today:
        raise DayIsPast(complete_by_on)
    if course_on > complete_by_on:
        raise TooLateElsewhere(complete_by_on)


def can_be_told(told_on: date, *, course_on: date, today: date) -> None:
    """Whether what happened on the day of the course can have been told on this day. Raises CourseNotYet before the
    day of the course, and ToldOutOfOrder."""
    _check_course_day(course_on, today)
    if not course_on <= told_on <= today:
        raise ToldOutOfOrder(course_on)


def _check_course_day(course_on: date, today: date) -> None:
    if today < course_on:
        raise CourseNotYet(course_on)
