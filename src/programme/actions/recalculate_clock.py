"""Reckon one case's dates again, and end what can no longer be completed in time."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.clock.keeping import policy_for, recalculate_deadlines
from programme.intake.tying import pull_lead
from programme.outcomes.out_of_time import Ending, end_what_is_too_late
from programme.referrals.queries import lock_referral_by_id
from programme.referrals.states import IN_PROGRESS
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def recalculate_clock(db: Session, *, actor: Actor, now: datetime, referral_id: int) -> bool:
    """Bring the dates of a running case before its result up to date. False when there was nothing to change: it was
    charged, returned or reckoned meanwhile.

    Nothing moves later by it. A place that is no longer in time is given up, and a case that cannot be completed any
    more goes back now, while its force has all of its reserve to charge.
    """
    referral = lock_referral_by_id(db, referral_id)
    if referral.over_at is not None or referral.state not in IN_PROGRESS:
        return False
    moved = recalculate_deadlines(db, referral, policy_for(db, referral), now=now)
    if moved:
        pull_lead(db, referral)
    ending = end_what_is_too_late(db, referral, dates_moved=moved, actor=actor, now=now)
    return moved or ending is not Ending.GOES_ON
