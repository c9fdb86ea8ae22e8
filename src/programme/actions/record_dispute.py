"""Record that a payer's bank asks for the money back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.history import events
from programme.history.timeline import record, was_recorded
from programme.payments.gateway import DisputeFacts
from programme.payments.queries import find_fee_of_payment
from programme.referrals.queries import lock_referral_by_id
from programme.shared.actor import Actor
from programme.shared.money import spoken_pounds

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def record_dispute(db: Session, *, actor: Actor, now: datetime, facts: DisputeFacts) -> str:
    """Put each step of a dispute on the case's timeline, once, for a person to act on.

    A dispute never changes the place, the attendance or the result. Returns `recorded`, `already` or `not_ours`.
    """
    fee = find_fee_of_payment(db, facts.payment_id) if facts.payment_id else None
    if fee is None:
        return "not_ours"
    lock_referral_by_id(db, fee.referral_id)
    status = facts.status.value.replace("_", " ")
    if was_recorded(db, fee.referral_id, events.FeeDisputed, dispute=facts.dispute_id, status=status):
        return "already"
    record(
        db,
        fee.referral_id,
        events.FeeDisputed,
        actor=actor,
        now=now,
        dispute=facts.dispute_id,
        status=status,
        amount=spoken_pounds(facts.amount_pence),
    )
    return "recorded"
