"""Record what the gateway did with a refund."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.history import events
from programme.history.timeline import record
from programme.payments.for_a_person import ask_a_person
from programme.payments.gateway import RefundFacts, RefundStatus
from programme.payments.ledger import enter
from programme.payments.models import OUTSIDE, Fee, LedgerKind, Refund
from programme.payments.payment_outcome import PaymentOutcome
from programme.payments.queries import refund_and_fee
from programme.payments.refunding import settling_payment
from programme.payments.states import FEES, FeeEvent, FeeState, RefundEvent, RefundState
from programme.people.telling import tell_person
from programme.referrals.queries import lock_referral_by_id, person_of
from programme.shared.actor import Actor
from programme.shared.money import spoken_pounds

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def record_refund(
    db: Session, *, actor: Actor, now: datetime, refund_id: int, facts: RefundFacts | None
) -> PaymentOutcome:
    """Bring the refund in line with the gateway; None means that it refused for good, or knows nothing of what was paid
    outside.

    Where it failed, a task asks a person to pay another way. A bank may send money
    back days after it took it: then what was entered as refunded is taken out of the ledger again, and the fee is owed
    back as before.
    """
    refund, fee = refund_and_fee(db, refund_id)
    refund.attempts += 1
    if facts is None or facts.status is RefundStatus.FAILED:
        return _failed(db, refund, fee, actor=actor, now=now)
    refund.gateway_reference = facts.refund_id
    if facts.status is not RefundStatus.SUCCEEDED:
        if refund.state is not RefundState.DONE:
            refund.apply(RefundEvent.SENT)
        return PaymentOutcome.SENT
    refund.apply(RefundEvent.DONE)
    if not enter(db, fee, LedgerKind.REFUND, refund.amount_pence, now=now, gateway_reference=facts.refund_id):
        return PaymentOutcome.ALREADY
    _done(db, refund, fee, actor=actor, now=now)
    return PaymentOutcome.DONE


def _done(db: Session, refund: Refund, fee: Fee, *, actor: Actor, now: datetime) -> None:
    if FEES.allows(fee.state, FeeEvent.REFUND_DONE) and refund.payment_reference == settling_payment(db, fee):
        fee.apply(FeeEvent.REFUND_DONE)
    referral = lock_referral_by_id(db, fee.referral_id)
    record(db, referral.id, events.FeeRefunded, actor=actor, now=now, amount=spoken_pounds(refund.amount_pence))
    tell_person(
        db,
        person_of(db, referral),
        notice="fee_refunded",
        cause=str(refund.id),
        referral_id=referral.id,
        facts={},
        now=now,
    )


def _failed(db: Session, refund: Refund, fee: Fee, *, actor: Actor, now: datetime) -> PaymentOutcome:
    lock_referral_by_id(db, fee.referral_id)
    if refund.state is RefundState.FAILED:
        return PaymentOutcome.FAILED
    if refund.state is RefundState.DONE:
        back = f"returned {refund.gateway_reference}"
        enter(db, fee, LedgerKind.REFUND, -refund.amount_pence, now=now, gateway_reference=back)
        if fee.state is FeeState.REFUNDED and refund.payment_reference == settling_payment(db, fee):
            fee.apply(FeeEvent.REFUND_SENT_BACK)
    refund.apply(RefundEvent.FAILED)
    amount = spoken_pounds(refund.amount_pence)
    by_hand = refund.payment_reference.startswith(OUTSIDE)
    why = events.FeeRefundByHand if by_hand else events.FeeRefundFailed
    ask_a_person(db, fee.referral_id, why, actor=actor, now=now, amount=amount)
    return PaymentOutcome.BY_HAND if by_hand else PaymentOutcome.FAILED
