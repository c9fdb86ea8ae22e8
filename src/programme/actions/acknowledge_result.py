"""Acknowledge a result: the force says that it has received the case back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from programme.history import events
from programme.history.timeline import record
from programme.outcomes.ending import can_acknowledge
from programme.outcomes.models import Verdict
from programme.outcomes.queries import lock_result
from programme.outcomes.states import ReturnEvent
from programme.referrals.queries import lock_referral
from programme.referrals.states import ReferralEvent
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class ResultAcknowledged:
    """Whose result, how it ended, and the day that still runs."""

    reference: str
    verdict: Verdict
    charge_by_on: date


def acknowledge_result(db: Session, *, actor: Actor, now: datetime, reference: str) -> ResultAcknowledged:
    """Record that the force of the offence has received the result. The clock runs on until something is done.

    For custody and for a neighbouring force alike: each finds its own cases only. Raises NotFound, also while there
    is no result, and AcknowledgedAlready.
    """
    referral = lock_referral(db, reference, actor)
    result = lock_result(db, referral.id)
    can_acknowledge(result.state)
    result.apply(ReturnEvent.ACKNOWLEDGED)
    result.acknowledged_at, result.acknowledged_by = now, actor.label
    referral.apply(ReferralEvent.RETURN_ACKNOWLEDGED)
    record(db, referral.id, events.ReturnAcknowledged, actor=actor, now=now)
    return ResultAcknowledged(reference, result.verdict, referral.charge_by_on)
