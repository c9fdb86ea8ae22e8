"""Withdraw a case: the offer ends, a place goes back, what was paid is owed back, and the clock runs on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from programme.bookings.holding import cancel
from programme.bookings.queries import find_active_booking
from programme.courses.queries import date_by_id
from programme.exchange.following import follow
from programme.exchange.states import ExchangeEvent
from programme.history import events
from programme.history.timeline import record
from programme.notices.models import Channel
from programme.notices.outbox import call_off
from programme.offers.taking_back import take_offer_back
from programme.outcomes.refusals import CourseHasBegun
from programme.payments.charging import void_fee
from programme.payments.queries import live_fee
from programme.payments.refunding import owe_refund
from programme.payments.states import FeeState
from programme.referrals.models import Referral
from programme.referrals.queries import lock_referral
from programme.referrals.states import ReferralEvent
from programme.referrals.withdrawing import WithdrawalReason
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

STALE_NOTICES = frozenset({"offer_made", "place_booked", "fee_paid", "place_moved", "course_reminder"})


@dataclass(frozen=True, slots=True)
class ReferralWithdrawn:
    """What followed. `told_by` is None when he was never told of an offer, so there is nothing to take back."""

    reference: str
    refund_pence: int
    place_given_back: bool
    told_by: Channel | None
    charge_by_on: date


def withdraw_referral(
    db: Session, *, actor: Actor, now: datetime, reference: str, reason: WithdrawalReason
) -> ReferralWithdrawn:
    """Take the case back from the programme before it has a result. Everything he paid is owed back to his card.

    Nothing of it stops the clock: only a charge issued or a final disposal does. Raises NotFound, IllegalMove for a
    case that has its result, and CourseHasBegun on the day of his course.
    """
    referral = lock_referral(db, reference, actor)
    place_given_back = _give_place_back(db, referral, actor=actor, now=now)
    refund_pence = _give_money_back(db, referral, actor=actor, now=now)
    referral.happens(ReferralEvent.WITHDRAWN)
    call_off(db, referral.id, notices=STALE_NOTICES)
    record(db, referral.id, events.ReferralWithdrawn, actor=actor, now=now, reason=f"{reason.label}.")
    told_by = take_offer_back(db, referral, refund_pence=refund_pence, now=now)
    follow(db, referral.id, ExchangeEvent.RESULT_RETURNED, now=now)
    return ReferralWithdrawn(reference, refund_pence, place_given_back, told_by, referral.charge_by_on)


def _give_place_back(db: Session, referral: Referral, *, actor: Actor, now: datetime) -> bool:
    booking = find_active_booking(db, referral.id)
    if booking is None:
        return False
    if date_by_id(db, booking.course_date_id).starts_at <= now:
        raise CourseHasBegun()
    cancel(db, referral, booking, actor=actor, now=now)
    return True


def _give_money_back(db: Session, referral: Referral, *, actor: Actor, now: datetime) -> int:
    fee = live_fee(db, referral.id)
    if fee is None:
        return 0
    if fee.state is FeeState.DUE:
        void_fee(db, fee, now=now)
        return 0
    refund = owe_refund(db, fee, "withdrawn", actor=actor, now=now)
    return refund.amount_pence if refund else 0
