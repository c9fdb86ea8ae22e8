"""Return a case that was never offered and can no longer be: with its reason, while the force has time to charge."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.bookings.queries import was_there_a_place
from programme.eligibility.rules import TIME_LEFT
from programme.outcomes.models import ResultReason
from programme.outcomes.returning import return_case
from programme.referrals.criteria import Status
from programme.referrals.queries import is_past_offering, lock_referral_by_id
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from programme.referrals.models import Referral


def return_unoffered(db: Session, *, actor: Actor, now: datetime, referral_id: int) -> bool:
    """Return the case to its force. False when it was offered or returned meanwhile, or its dates moved.

    Nothing he could do was left undone: the result says that it was no fault of his, and what it was. A shortage of
    places is the reason only where no date with a free one was in time since he was referred; else it was for the force
    to decide, or to offer.
    """
    referral = lock_referral_by_id(db, referral_id)
    if not is_past_offering(referral, now):
        return False
    return_case(db, referral, _reason(db, referral), actor=actor, now=now)
    return True


def _reason(db: Session, referral: Referral) -> ResultReason:
    if referral.state is ReferralState.INELIGIBLE:
        return ResultReason.TIME_RAN_OUT if _only_too_late(referral) else ResultReason.NOT_ELIGIBLE
    if referral.state is ReferralState.UNDECIDED:
        return ResultReason.NOT_DECIDED_IN_TIME
    if was_there_a_place(db, since_at=referral.referred_at, complete_by_on=referral.complete_by_on):
        return ResultReason.NOT_OFFERED_IN_TIME
    return ResultReason.NO_PLACE_IN_TIME


def _only_too_late(referral: Referral) -> bool:
    """Whether nothing but the time was against him when it was last decided."""
    against = {one.code for one in referral.eligibility if one.status is Status.NOT_MET}
    return against == {TIME_LEFT}
