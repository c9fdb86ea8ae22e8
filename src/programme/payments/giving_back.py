"""Giving back what he has: the step that withdrawing a case and stopping one for safeguarding share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from programme.bookings.elsewhere import TAKEN_BACK, call_off_elsewhere, find_place_elsewhere
from programme.bookings.holding import cancel
from programme.bookings.models import PlaceElsewhere
from programme.bookings.queries import find_active_booking
from programme.bookings.states import PlaceLost
from programme.concerns.queries import find_standing
from programme.courses.queries import date_by_id
from programme.offers.queries import find_standing_offer
from programme.payments.as_shown import WithdrawalShown
from programme.payments.charging import settle_lost_place
from programme.payments.queries import live_fee
from programme.payments.states import FeeState, RefundReason
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class GivenBack:
    """The money that went back. `refund_pence` go to the card that paid."""

    place: bool
    refund_pence: int


def give_everything_back(
    db: Session, referral: Referral, *, refund_reason: RefundReason, actor: Actor, now: datetime
) -> GivenBack:
    """Give up a place he has, here or elsewhere, owe back everything that he paid, however near the course is.

    The caller holds the case's lock and has asked whether the course has begun.
    """
    booking = find_active_booking(db, referral.id)
    if booking is not None:
        cancel(db, referral, booking, because=PlaceLost.CASE_ENDED, actor=actor, now=now)
    elsewhere = _place_elsewhere(db, referral)
    if elsewhere is not None:
        call_off_elsewhere(db, referral, elsewhere, reason=TAKEN_BACK, actor=actor, now=now)
    place = booking is not None or elsewhere is not None
    return GivenBack(place, settle_lost_place(db, referral.id, refund_reason, actor=actor, now=now))


def what_would_go_back(db: Session, referral: Referral) -> WithdrawalShown:
    """The parts of the case that end with it, to be held against what was shown. The caller holds the case's lock."""
    booking, elsewhere = find_active_booking(db, referral.id), _place_elsewhere(db, referral)
    fee = live_fee(db, referral.id)
    return WithdrawalShown(
        place_at=date_by_id(db, booking.course_date_id).starts_at if booking is not None else None,
        elsewhere_on=elsewhere.course_on if elsewhere is not None else None,
        paid_pence=fee.amount_pence if fee is not None and fee.state is FeeState.PAID else 0,
        offer_stands=find_standing_offer(db, referral.id) is not None,
        stopped=find_standing(db, referral.id) is not None,
    )


def _place_elsewhere(db: Session, referral: Referral) -> PlaceElsewhere | None:
    return find_place_elsewhere(db, referral.id) if referral.state is ReferralState.PLACED_ELSEWHERE else None
