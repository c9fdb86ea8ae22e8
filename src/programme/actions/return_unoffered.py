"""Return a case that was never offered and can no longer be: with its reason, while the force has time to charge."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.exchange.following import follow
from programme.exchange.states import ExchangeEvent
from programme.outcomes.models import ResultReason
from programme.outcomes.returning import return_case
from programme.referrals.queries import is_past_offering, lock_referral_by_id
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def return_unoffered(db: Session, *, actor: Actor, now: datetime, referral_id: int) -> bool:
    """Return the case to its force. False when it was offered or returned meanwhile, or its dates moved.

    Nothing he could do was left undone: the result says that it was no fault of his.
    """
    referral = lock_referral_by_id(db, referral_id)
    if not is_past_offering(referral, now):
        return False
    ineligible = referral.state is ReferralState.INELIGIBLE
    reason = ResultReason.NOT_ELIGIBLE if ineligible else ResultReason.NO_PLACE_IN_TIME
    return_case(db, referral, reason, actor=actor, now=now)
    follow(db, referral.id, ExchangeEvent.RESULT_RETURNED, now=now)
    return True
