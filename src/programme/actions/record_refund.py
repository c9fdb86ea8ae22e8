"""Record what the gateway did with a refund."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.history import events
from programme.history.timeline import record
from programme.payments.gateway import RefundFacts, RefundStatus
from programme.payments.ledger import enter
from programme.payments.models import LedgerKind
from programme.payments.queries import refund_and_fee
from programme.payments.states import FEES, FeeEvent, RefundEvent
from programme.people.telling import tell_person
from programme.referrals.queries import lock_referral_by_id, person_of
from programme.shared.actor import Actor
from programme.shared.money import spoken_pounds

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def record_refund(db: Session, *, actor: Actor, now: datetime, refund_id: int, facts: RefundFacts | None) -> str:
    """Bring the refund in line with the gateway; None means that it refused for good, and a person must pay by hand."""
    refund, fee = refund_and_fee(db, refund_id)
    refund.attempts += 1
    if facts is None or facts.status is RefundStatus.FAILED:
        refund.happens(RefundEvent.FAILED)
        return "failed"
    refund.gateway_reference = facts.refund_id
    if facts.status is not RefundStatus.SUCCEEDED:
        refund.happens(RefundEvent.SENT)
        return "sent"
    refund.happens(RefundEvent.DONE)
    if not enter(db, fee, LedgerKind.REFUND, refund.amount_pence, now=now, gateway_reference=facts.refund_id):
        return "already"
    enter(db, fee, LedgerKind.WAIVER, refund.amount_pence, now=now, gateway_reference=f"for {facts.refund_id}")
    if FEES.allows(fee.state, FeeEvent.REFUND_DONE):
        fee.happens(FeeEvent.REFUND_DONE)
    referral = lock_referral_by_id(db, fee.referral_id)
    record(db, referral.id, events.FeeRefunded, actor=actor, now=now, amount=spoken_pounds(refund.amount_pence))
    tell_person(
        db,
        person_of(db, referral),
        notice="fee_refunded",
        cause=str(refund.id),
        referral_id=referral.id,
        facts={"reference": referral.reference, "amount_pence": refund.amount_pence},
        now=now,
    )
    return "done"
