"""Lapse a hold that was not paid for in time."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.bookings.holding import lapse_booking
from programme.bookings.queries import case_of_booking, lock_booking
from programme.bookings.rules import is_over
from programme.bookings.states import BookingState, PlaceLost
from programme.courses.queries import date_by_id
from programme.payments.charging import settle_lost_place
from programme.people.telling import tell_person
from programme.referrals.queries import lock_referral_by_id, person_of
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def lapse_hold(db: Session, *, actor: Actor, now: datetime, booking_id: int) -> bool:
    """Give the held place back, void the fee and put the case back to accepted. False when there is nothing to
    lapse any more: it was paid for, cancelled, or held longer meanwhile."""
    referral = lock_referral_by_id(db, case_of_booking(db, booking_id))
    booking = lock_booking(db, booking_id)
    if booking.state is not BookingState.HELD or not is_over(booking.held_until_at, now):
        return False
    lapse_booking(db, referral, booking, actor=actor, now=now)
    settle_lost_place(db, referral.id, None, actor=actor, now=now)
    tell_person(
        db,
        person_of(db, referral),
        notice="place_cancelled",
        cause=f"{booking.reference}:lapsed",  # paid for late it may come back, and be cancelled after that
        referral_id=referral.id,
        facts={
            "starts_at": date_by_id(db, booking.course_date_id).starts_at,
            "because": PlaceLost.HOLD_RAN_OUT.value,
            "complete_by_on": referral.complete_by_on,
        },
        now=now,
    )
    return True
