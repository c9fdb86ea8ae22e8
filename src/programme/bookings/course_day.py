"""The day of the course that a case has a place on, wherever that is."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from programme.bookings.elsewhere import find_place_elsewhere
from programme.bookings.queries import find_active_booking
from programme.courses.queries import date_by_id
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.dates import london_date


def course_to_come(db: Session, referral: Referral, now: datetime) -> date | None:
    """The London day of the course that he has a place on; None where he has none, or it has begun. Of a course
    elsewhere only the day is known: it has begun when its day has. The caller holds the case's lock."""
    if referral.state is ReferralState.PLACED_ELSEWHERE:
        placed = find_place_elsewhere(db, referral.id)
        return placed.course_on if placed is not None and placed.course_on > london_date(now) else None
    booking = find_active_booking(db, referral.id)
    starts_at = date_by_id(db, booking.course_date_id).starts_at if booking is not None else None
    return london_date(starts_at) if starts_at is not None and starts_at > now else None
