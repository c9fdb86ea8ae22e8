"""Return a case that was accepted and has no place when its last safe course day is over."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.bookings.elsewhere import newest_called_off_at
from programme.bookings.queries import unpaid_lapse_at, was_there_a_place
from programme.bookings.rules import is_out_of_time
from programme.offers.queries import is_paper_owed, newest_answer_at
from programme.outcomes.models import ResultReason
from programme.outcomes.returning import return_case
from programme.payments.charging import settle_ended_case
from programme.payments.states import RefundReason
from programme.referrals.models import Referral
from programme.referrals.queries import lock_referral_by_id
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


_REFUNDED = {
    ResultReason.NO_PLACE_IN_TIME: RefundReason.NO_PLACE,
    ResultReason.TIME_RAN_OUT: RefundReason.TIME_RAN_OUT,
}


def return_unbooked(db: Session, *, actor: Actor, now: datetime, referral_id: int) -> bool:
    """Return the case to the force of the offence, while that still has its reserve to charge. False when there is
    nothing to return any more.

    Where every date since his yes was full (since his unpaid place was given to somebody else, where he had one), or he
    had a document to sign that nobody had him sign, it is no failure of his, and what he paid goes back; so it does
    where his last place was taken from him, and not given up by him.
    """
    referral = lock_referral_by_id(db, referral_id)
    if referral.state is not ReferralState.ACCEPTED or not is_out_of_time(referral.complete_by_on, now):
        return False
    reason = _reason(db, referral)
    settle_ended_case(db, referral.id, _REFUNDED.get(reason), actor=actor, now=now)  # he is told what became of it
    return_case(db, referral, reason, actor=actor, now=now)
    return True


def _reason(db: Session, referral: Referral) -> ResultReason:
    if is_paper_owed(db, referral.id):
        return ResultReason.TIME_RAN_OUT
    off_at = newest_called_off_at(db, referral.id)  # until then he had a place elsewhere, and none to book here
    lapsed_at = unpaid_lapse_at(db, referral.id, since_at=off_at)
    since_at = lapsed_at or off_at or newest_answer_at(db, referral.id) or referral.referred_at
    if was_there_a_place(db, since_at=since_at, complete_by_on=referral.complete_by_on):
        return ResultReason.FEE_NOT_PAID if lapsed_at else ResultReason.NOT_BOOKED_IN_TIME
    return ResultReason.NO_PLACE_IN_TIME
