"""Record a refund that somebody made at the gateway without this service."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.history import events
from programme.payments.for_a_person import ask_a_person
from programme.payments.gateway import RefundFacts, RefundStatus
from programme.payments.ledger import enter
from programme.payments.models import LedgerKind, Refund
from programme.payments.payment_outcome import PaymentOutcome
from programme.payments.queries import find_fee_of_payment, find_refund
from programme.payments.states import RefundEvent, RefundReason, RefundState
from programme.referrals.queries import lock_referral_by_id
from programme.shared.actor import Actor
from programme.shared.money import spoken_pounds

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def record_outside_refund(db: Session, *, actor: Actor, now: datetime, facts: RefundFacts) -> PaymentOutcome:
    """Enter the money that went back, so that the ledger agrees with the gateway and nothing is refunded twice.

    The place and the fee stay as they are until a person decides.
    """
    fee = find_fee_of_payment(db, facts.payment_id) if facts.payment_id else None
    if fee is None or facts.payment_id is None:
        return PaymentOutcome.NOT_OURS
    if facts.status is not RefundStatus.SUCCEEDED:
        return PaymentOutcome.WAITING
    lock_referral_by_id(db, fee.referral_id)
    if find_refund(db, facts.refund_id) is not None:
        return PaymentOutcome.ALREADY
    if not enter(db, fee, LedgerKind.REFUND, facts.amount_pence, now=now, gateway_reference=facts.refund_id):
        return PaymentOutcome.ALREADY
    refund = Refund(
        fee_id=fee.id,
        payment_reference=facts.payment_id,
        amount_pence=facts.amount_pence,
        reason=RefundReason.OUTSIDE.value,
        idempotency_key=facts.refund_id,
        gateway_reference=facts.refund_id,
        state=RefundState.OWED,
        owed_at=now,
    )
    refund.apply(RefundEvent.DONE)
    db.add(refund)
    amount = spoken_pounds(facts.amount_pence)
    ask_a_person(db, fee.referral_id, events.FeeRefundedOutside, actor=actor, now=now, amount=amount)
    return PaymentOutcome.ENTERED
