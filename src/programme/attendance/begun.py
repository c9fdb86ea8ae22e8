"""Whether the day of a place has begun for the person himself: from then on what happens there decides."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.attendance.models import Attendance
from programme.attendance.rules import is_marked
from programme.bookings.elsewhere import find_place_elsewhere
from programme.bookings.models import Booking
from programme.bookings.queries import find_active_booking
from programme.courses.queries import date_by_id
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.dates import london_date


def course_has_begun(db: Session, referral: Referral, now: datetime) -> bool:
    """Whether the day of his place has begun, or the register says already what happened to him. Of a course elsewhere
    only the day is known. The caller holds the case's lock."""
    if referral.state is ReferralState.PLACED_ELSEWHERE:
        placed = find_place_elsewhere(db, referral.id)
        return placed is not None and placed.course_on <= london_date(now)
    booking = find_active_booking(db, referral.id)
    if booking is None:
        return False
    return date_by_id(db, booking.course_date_id).starts_at <= now or has_mark(db, booking)


def has_mark(db: Session, booking: Booking) -> bool:
    """Whether the register says what happened to whoever has this place. The caller holds the booking's lock, which a
    mark takes too: none is made before the transaction ends."""
    line = select(Attendance.mark).where(Attendance.booking_id == booking.id)
    return is_marked(db.execute(line).scalar_one_or_none())
