"""Return a case whose neighbouring programme has not said what happened: its force needs its time to charge."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.bookings.elsewhere import find_place_elsewhere
from programme.outcomes.models import ResultReason
from programme.outcomes.returning import return_case
from programme.referrals.queries import lock_referral_by_id
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor
from programme.shared.dates import london_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def return_untold(db: Session, *, actor: Actor, now: datetime, referral_id: int) -> bool:
    """Return the case on the morning of its return date, neither failed nor completed. False when the result was told,
    or the case ended, meanwhile.

    The place stays as it is: when the result is told after all, it stands instead.
    """
    referral, today = lock_referral_by_id(db, referral_id), london_date(now)
    if referral.state is not ReferralState.PLACED_ELSEWHERE or today < referral.return_by_on:
        return False
    placed = find_place_elsewhere(db, referral.id)
    if placed is None or placed.course_on >= today:
        return False
    return_case(db, referral, ResultReason.RESULT_NOT_TOLD, actor=actor, now=now)
    return True
