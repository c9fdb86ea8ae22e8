"""Needs of the day: what somebody asks for who has said yes, and what still waits for an answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from programme.bookings.models import Booking, DayNeeds, NeedKind
from programme.bookings.queries import find_active_booking
from programme.bookings.refusals import NeedsAnsweredAlready, NeedsNotNow, NeedsUnclear
from programme.bookings.states import ACTIVE
from programme.courses.models import CourseDate
from programme.courses.states import DateState
from programme.duties.ladders import NEEDS_CHASES
from programme.duties.standing import has_come
from programme.people.models import Person
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor
from programme.shared.dates import london_date
from programme.storage.rows import rows

LONGEST_NEED = 300
SAYS_NEEDS = (ReferralState.ACCEPTED, ReferralState.BOOKED)


def waits_for_answer() -> ColumnElement[bool]:
    """Whether the needs joined to an active place have no answer for its date."""
    return and_(DayNeeds.id.is_not(None), DayNeeds.answered_date_id.is_distinct_from(Booking.course_date_id))


def can_say_needs(state: ReferralState, *, starts_at: datetime | None, now: datetime) -> None:
    """Whether he can say what he needs: after a yes, until the day of his place begins. Raises NeedsNotNow."""
    if state not in SAYS_NEEDS or (starts_at is not None and starts_at <= now):
        raise NeedsNotNow()


def wrong_with_needs(kinds: frozenset[NeedKind], language: str, words: str) -> list[tuple[str, str]]:
    """Everything that is wrong with what he says: the field, and what to do about it."""
    wrong = []
    if NeedKind.INTERPRETER in kinds and not language:
        wrong.append(("language", "Enter the language that you speak best"))
    if NeedKind.OTHER in kinds and not words:
        wrong.append(("words", "Say what else you need"))
    return wrong


def check_needs(kinds: frozenset[NeedKind], language: str, words: str) -> None:
    """Raises NeedsUnclear."""
    if wrong := wrong_with_needs(kinds, language, words):
        raise NeedsUnclear(f"{wrong[0][1]}.")


def find_needs(db: Session, referral_id: int) -> DayNeeds | None:
    """The needs of the case, their row locked. Lock the case first."""
    wanted = select(DayNeeds).where(DayNeeds.referral_id == referral_id).with_for_update()
    return db.execute(wanted).scalar_one_or_none()


def lock_needs_on_date(
    db: Session, number: int, date_reference: str, actor: Actor, *, now: datetime
) -> tuple[DayNeeds, CourseDate, Person]:
    """Needs that wait for an answer for this date of the actor's, their case and row locked, and whose they are. Raises
    NeedsAnsweredAlready where they do not."""
    of_case = select(Referral).join(DayNeeds, DayNeeds.referral_id == Referral.id).where(DayNeeds.id == number)
    case = db.execute(of_case.with_for_update(of=Referral)).scalar_one_or_none()
    if case is None:
        raise NeedsAnsweredAlready()
    needs, booking = find_needs(db, case.id), find_active_booking(db, case.id)
    wanted = select(CourseDate).where(
        CourseDate.reference == date_reference,
        CourseDate.provider_id == actor.provider_id,
        CourseDate.starts_at > now,
        CourseDate.id == (booking.course_date_id if booking else None),
    )
    date = db.execute(wanted).scalar_one_or_none()
    if needs is None or needs.id != number or date is None or needs.answered_date_id == date.id:
        raise NeedsAnsweredAlready()
    return needs, date, db.get_one(Person, case.person_id)


def dates_with_needs(db: Session, *, now: datetime, after_id: int, at_most: int) -> list[int]:
    """Dates to come whose first rung has come and on which somebody waits for an answer, by number: those above
    `after_id`, in their order."""
    wanted = (
        select(CourseDate.id)
        .join(Booking, and_(Booking.course_date_id == CourseDate.id, Booking.state.in_(ACTIVE)))
        .join(DayNeeds, DayNeeds.referral_id == Booking.referral_id)
        .where(
            waits_for_answer(),
            CourseDate.state == DateState.OPEN,
            CourseDate.starts_at > now,
            has_come(NEEDS_CHASES, CourseDate.starts_at, london_date(now)),
            CourseDate.id > after_id,
        )
        .distinct()
        .order_by(CourseDate.id)
        .limit(at_most)
    )
    return rows(db, int, wanted)


def cases_that_wait(db: Session, course_date_id: int) -> list[int]:
    """The cases with a place on this date that wait for an answer."""
    wanted = (
        select(Booking.referral_id)
        .join(DayNeeds, DayNeeds.referral_id == Booking.referral_id)
        .where(Booking.course_date_id == course_date_id, Booking.state.in_(ACTIVE), waits_for_answer())
        .order_by(Booking.referral_id)
    )
    return rows(db, int, wanted)
