"""Record why the conditions of a caution may take the longer limit; the case's dates are reckoned again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from programme.clock.keeping import policy_for, recalculate_deadlines
from programme.clock.rules import can_extend
from programme.history import events
from programme.history.timeline import record
from programme.referrals.queries import lock_referral
from programme.referrals.refusals import ReasonMissing
from programme.shared.actor import Actor
from programme.shared.ranks import Rank

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_WHO = Rank.SERGEANT


@dataclass(frozen=True, slots=True)
class ExtendedCaution:
    """The last safe course day as it is with the longer limit."""

    reference: str
    complete_by_on: date


def extend_caution(db: Session, *, actor: Actor, now: datetime, reference: str, reason: str) -> ExtendedCaution:
    """Record the reason for which the conditions may exceptionally take longer, by as much as the case's route says
    (DPP guidance on adult conditional cautions), and move its last safe course day.

    The time to charge is never touched by it. For a sergeant or above. Raises NotFound, what `can_extend` raises,
    and ReasonMissing.
    """
    referral = lock_referral(db, reference, actor)
    policy = policy_for(db, referral)
    can_extend(
        referral.state,
        cautioned_on=referral.cautioned_on,
        has_longer_limit=policy.weeks(exceptional=True) != policy.weeks(exceptional=False),
        reason=referral.exceptional_reason,
        rank=actor.rank,
    )
    reason = " ".join(reason.split())
    if not reason:
        raise ReasonMissing()
    referral.exceptional_reason = reason
    record(db, referral.id, events.CautionExtended, actor=actor, now=now, weeks=policy.weeks(exceptional=True))
    recalculate_deadlines(db, referral, policy, now=now, recorded=True)
    return ExtendedCaution(reference, referral.complete_by_on)
