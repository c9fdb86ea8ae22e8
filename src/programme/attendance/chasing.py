"""Registers that nobody signed: which, how long, and whom to ask. Their cases are neither failed nor completed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from programme.bookings.models import Booking
from programme.bookings.states import ACTIVE, BookingState
from programme.courses.models import CourseDate
from programme.courses.states import DateState
from programme.duties.climbing import tell_instead
from programme.duties.forces import forces_of
from programme.duties.ladders import REGISTER_CHASES
from programme.duties.recipients import staff_of
from programme.duties.standing import has_come
from programme.notices.models import OutboxMessage
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Role
from programme.shared.dates import london_date

UNSIGNED = (DateState.OPEN, DateState.RUNNING)


def unsigned_registers(db: Session, *, now: datetime, after_id: int, at_most: int) -> list[int]:
    """Dates whose first rung has come, that had people on them and are not signed, by number: those above `after_id`,
    in their order."""
    return list(
        db.execute(
            select(CourseDate.id)
            .where(
                CourseDate.state.in_(UNSIGNED),
                has_come(REGISTER_CHASES, CourseDate.ends_at, london_date(now)),
                CourseDate.places_taken > 0,
                CourseDate.id > after_id,
            )
            .order_by(CourseDate.id)
            .limit(at_most)
        ).scalars()
    )


def lock_unsigned(db: Session, course_date_id: int) -> CourseDate | None:
    """The date's row, locked; None when it was signed or cancelled meanwhile."""
    return db.execute(
        select(CourseDate).where(CourseDate.id == course_date_id, CourseDate.state.in_(UNSIGNED)).with_for_update()
    ).scalar_one_or_none()


def cases_waiting(db: Session, course_date_id: int) -> list[int]:
    """The cases whose result waits for this register."""
    return list(
        db.execute(
            select(Booking.referral_id)
            .where(Booking.course_date_id == course_date_id, Booking.state.in_(ACTIVE))
            .order_by(Booking.referral_id)
        ).scalars()
    )


def cases_of_register(db: Session, date_reference: str) -> list[int]:
    """The cases that wait for the register of this date; none where it was signed, or there is no such date."""
    number = db.execute(
        select(CourseDate.id).where(CourseDate.reference == date_reference, CourseDate.state.in_(UNSIGNED))
    ).scalar_one_or_none()
    return cases_waiting(db, number) if number is not None else []


def tell_coordinators(db: Session, message: OutboxMessage, cases: list[int], *, now: datetime) -> bool:
    """Owe the coordinators of these cases, or whoever stands for them, what their provider could not be told; False
    where there is nobody."""
    forces = forces_of(db, cases).values()
    staff = staff_of(db, forces, today=london_date(now))
    people = {one for case in forces for one in staff.told(Role.COORDINATOR, case).people}
    told = {one for one in people if one.address != message.address}
    tell_instead(db, message, told, now=now)
    return bool(told) or not cases


def cases_without_register(db: Session, *, now: datetime, after_id: int, at_most: int) -> list[int]:
    """Booked cases that have to be back with their force by today, whose course is over and not signed, by state: the
    numbers above `after_id`, in their order."""
    return list(
        db.execute(
            select(Referral.id)
            .join(Booking, and_(Booking.referral_id == Referral.id, Booking.state == BookingState.CONFIRMED))
            .join(CourseDate, CourseDate.id == Booking.course_date_id)
            .where(
                Referral.state == ReferralState.BOOKED,
                Referral.return_by_on <= london_date(now),
                CourseDate.state.in_(UNSIGNED),
                CourseDate.ends_at < now,
                Referral.id > after_id,
            )
            .order_by(Referral.id)
            .limit(at_most)
        ).scalars()
    )
