"""Return a case whose register nobody signed: what happened is not known, and the force needs its time to charge."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.attendance.chasing import UNSIGNED
from programme.bookings.queries import find_active_booking
from programme.courses.queries import date_by_id
from programme.outcomes.models import ResultReason
from programme.outcomes.returning import return_case
from programme.referrals.queries import lock_referral_by_id
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor
from programme.shared.dates import london_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def return_unsigned(db: Session, *, actor: Actor, now: datetime, referral_id: int) -> bool:
    """Return the case on the morning of its return date, neither failed nor completed. False when its register was
    signed, or the case ended, meanwhile.

    The place and the money stay as they are: when the register is signed after all, its result stands instead.
    """
    referral = lock_referral_by_id(db, referral_id)
    if referral.state is not ReferralState.BOOKED or london_date(now) < referral.return_by_on:
        return False
    booking = find_active_booking(db, referral.id)
    if booking is None:
        return False
    # The date is read, not locked: who signs it locks it first and then waits for this case, and corrects its result.
    date = date_by_id(db, booking.course_date_id)
    if date.state not in UNSIGNED or date.ends_at >= now:
        return False
    return_case(db, referral, ResultReason.REGISTER_NOT_SIGNED, actor=actor, now=now, booking_id=booking.id)
    return True
