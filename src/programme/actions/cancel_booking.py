"""Cancel a booking: the place goes back, and the fee where that is still in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.attendance.begun import has_mark
from programme.bookings.holding import cancel
from programme.bookings.queries import lock_active_booking, lock_own_standing
from programme.bookings.rules import can_cancel, has_notice
from programme.bookings.states import BookingState, PlaceLost
from programme.courses.queries import date_by_id
from programme.payments.as_shown import place_to_cancel
from programme.payments.charging import settle_lost_place
from programme.payments.queries import live_fee, money_of_his
from programme.payments.states import RefundReason
from programme.people.telling import tell_person
from programme.shared.actor import Actor
from programme.shared.marks import check_shown

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class BookingCancelled:
    """The place that is no longer his. `refund_pence` go back to his card."""

    reference: str
    starts_at: datetime
    refund_pence: int


def cancel_booking(db: Session, *, actor: Actor, now: datetime, mark: str | None = None) -> BookingCancelled:
    """Give up the person's own place; the case goes back to accepted, and its clock runs on.

    He is told of a place that was paid for; one that was only held he has just given up himself, and the page says so.
    The whole fee goes back with seven days' notice; later it stays paid, and is good for another place of this case.
    `mark` is that of what he was shown: another place than this, or other money, is left alone.
    Raises NotFound where he has no place, AlreadyBegun once the day has begun, MarkedAlready once the register says
    what happened to him, ChangedSinceShown.
    """
    standing = lock_own_standing(db, actor)
    referral = standing.referral
    booking = lock_active_booking(db, referral.id)
    was_held = booking.state is BookingState.HELD
    starts_at = date_by_id(db, booking.course_date_id).starts_at
    can_cancel(booking.state, starts_at=starts_at, marked=has_mark(db, booking), now=now)
    fee = live_fee(db, referral.id)
    state, pence = (fee.state, fee.amount_pence) if fee else (None, 0)
    check_shown(place_to_cancel(booking.reference, starts_at, state, pence, now=now), mark)
    cancel(db, referral, booking, because=PlaceLost.ASKED, actor=actor, now=now)
    reason = RefundReason.CANCELLED_IN_TIME if has_notice(starts_at, now) else None
    refund_pence = settle_lost_place(db, referral.id, reason, actor=actor, now=now)
    if not was_held:
        tell_person(
            db,
            standing.person,
            notice="place_cancelled",
            cause=booking.reference,
            referral_id=referral.id,
            facts={
                "starts_at": starts_at,
                "because": PlaceLost.ASKED.value,
                "complete_by_on": referral.complete_by_on,
                "money": money_of_his(db, referral.id).value,
                "by_telephone": actor.by_telephone,
            },
            now=now,
            he_acted_at=now,
        )
    return BookingCancelled(booking.reference, starts_at, refund_pence)
