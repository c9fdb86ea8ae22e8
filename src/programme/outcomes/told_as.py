"""How he himself is told a result: as what it was, and never as a failure where it was none."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.bookings.models import Booking, PlaceElsewhere
from programme.courses.models import CourseDate
from programme.offers.what_opens import has_page
from programme.outcomes.excuses import excuse_counts
from programme.outcomes.models import Result, ResultReason
from programme.outcomes.rules import DAYS_ELSEWHERE
from programme.outcomes.words import OWN_REASON_WORDS
from programme.payments.queries import money_of_his
from programme.people.telling import tell_person
from programme.policies.queries import one_route
from programme.referrals.models import Referral
from programme.referrals.queries import person_of
from programme.shared.dates import london_date


class ToldAs(StrEnum):
    """A result as it is told to him."""

    COMPLETED = "completed"
    HIS_ANSWER = "his_answer"
    NOT_COMPLETED = "not_completed"
    NOT_BOOKED = "not_booked"
    NO_FAULT = "no_fault"
    NOT_ASKED_AGAIN = "not_asked_again"
    NOT_KNOWN = "not_known"
    NOT_ANSWERED = "not_answered"


TOLD_AS: dict[ResultReason, ToldAs] = {
    ResultReason.ATTENDED_THROUGHOUT: ToldAs.COMPLETED,
    ResultReason.DID_NOT_COME: ToldAs.NOT_COMPLETED,
    ResultReason.CAME_TOO_LATE: ToldAs.NOT_COMPLETED,
    ResultReason.IDENTITY_NOT_SHOWN: ToldAs.NOT_COMPLETED,
    ResultReason.LEFT_EARLY: ToldAs.NOT_COMPLETED,
    ResultReason.REMOVED: ToldAs.NOT_COMPLETED,
    ResultReason.OFFER_DECLINED: ToldAs.HIS_ANSWER,
    ResultReason.OFFER_LAPSED: ToldAs.NOT_ANSWERED,
    ResultReason.NOT_BOOKED_IN_TIME: ToldAs.NOT_BOOKED,
    ResultReason.FEE_NOT_PAID: ToldAs.NOT_BOOKED,
    ResultReason.TURNED_AWAY: ToldAs.NO_FAULT,
    ResultReason.INTERPRETER_ABSENT: ToldAs.NO_FAULT,
    ResultReason.COURSE_CANCELLED: ToldAs.NO_FAULT,
    ResultReason.NO_PLACE_IN_TIME: ToldAs.NO_FAULT,
    ResultReason.NOT_DECIDED_IN_TIME: ToldAs.NOT_ASKED_AGAIN,
    ResultReason.NOT_OFFERED_IN_TIME: ToldAs.NOT_ASKED_AGAIN,
    ResultReason.NOT_ELIGIBLE: ToldAs.NOT_ASKED_AGAIN,
    ResultReason.WITHDRAWN_BY_FORCE: ToldAs.NO_FAULT,
    ResultReason.CHOSE_COURT: ToldAs.HIS_ANSWER,
    ResultReason.TIME_RAN_OUT: ToldAs.NO_FAULT,
    ResultReason.REGISTER_NOT_SIGNED: ToldAs.NOT_KNOWN,
    ResultReason.RESULT_NOT_TOLD: ToldAs.NOT_KNOWN,
}
"""Every reason. That an offer lapsed has a message of its own. Whoever was never offered anything is told nothing: that
he was not offered a place is told to him whose first offer had ended."""


_WITHOUT_FAULT = frozenset({ToldAs.NO_FAULT, ToldAs.NOT_ASKED_AGAIN})
_OF_A_DAY = frozenset({ToldAs.COMPLETED, ToldAs.NOT_KNOWN})


def tell_result(db: Session, referral: Referral, result: Result, *, cause: str, now: datetime) -> None:
    """Tell him the result in the words of what it was. Once for all the cases that shared a place: for him it was one
    course."""
    told_as = TOLD_AS[result.reason]
    if told_as is ToldAs.NOT_ANSWERED:
        return
    opens = has_page(db, referral.id)
    if told_as is ToldAs.NO_FAULT and not opens:
        told_as = ToldAs.NOT_ASKED_AGAIN  # what he had had ended before the case was opened again
    tell_person(
        db,
        person_of(db, referral),
        notice="result_returned_to_person",
        cause=cause,
        referral_id=referral.id,
        facts={
            "told_as": told_as.value,
            "course_on": _course_on(db, result) if told_as in _OF_A_DAY else None,
            "excuse_counts": excuse_counts(one_route(db, referral.route).on_failure, result.reason),
            "money": money_of_his(db, referral.id, all_goes_back=told_as in _WITHOUT_FAULT).value,
            "elsewhere": result.booking_id is None and result.reason in DAYS_ELSEWHERE,
            "why": OWN_REASON_WORDS[result.reason],
            "has_page": opens,
        },
        now=now,
    )


def _course_on(db: Session, result: Result) -> date | None:
    """The day that the result is of; None where it is of no day."""
    here = (
        select(CourseDate.starts_at)
        .join(Booking, Booking.course_date_id == CourseDate.id)
        .where(Booking.id == result.booking_id)
    )
    if (starts_at := db.execute(here).scalar_one_or_none()) is not None:
        return london_date(starts_at)
    there = select(PlaceElsewhere.course_on).where(PlaceElsewhere.referral_id == result.referral_id)
    return db.execute(there.order_by(PlaceElsewhere.id.desc()).limit(1)).scalar_one_or_none()
