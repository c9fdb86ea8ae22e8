"""Owing money back: a row with its key, which the worker turns into a refund at the gateway."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from programme.history import events
from programme.history.timeline import record
from programme.payments.ledger import enter
from programme.payments.models import Fee, LedgerEntry, LedgerKind, Refund
from programme.payments.states import FEES, FeeEvent, RefundReason
from programme.payments.words import REFUND_REASON_WORDS
from programme.shared.actor import Actor
from programme.shared.money import spoken_pounds


def owe_refund(
    db: Session,
    fee: Fee,
    reason: RefundReason,
    *,
    actor: Actor,
    now: datetime,
    payment_reference: str | None = None,
    amount_pence: int | None = None,
) -> Refund | None:
    """Owe back what was paid of the fee (or `amount_pence` of one payment), to the card that paid.

    None when nothing was paid, or is owed back already: the sum of refunds never passes
    what was paid. Money that had settled the fee is charged no more: from here on the ledger says that it is his.
    A refund never changes the result of the case.
    """
    settled_by = settling_payment(db, fee)
    payment = payment_reference or settled_by
    if payment is None:
        return None
    left = _paid(db, fee, payment) - _owed_back(db, payment)
    amount = min(left, amount_pence if amount_pence is not None else left)
    if amount <= 0:
        return None
    refund = Refund(
        fee_id=fee.id,
        payment_reference=payment,
        amount_pence=amount,
        reason=reason.value,
        idempotency_key=f"refund-{secrets.token_hex(16)}",
        owed_at=now,
    )
    db.add(refund)
    if FEES.allows(fee.state, FeeEvent.REFUND_DECIDED) and payment == settled_by:
        fee.apply(FeeEvent.REFUND_DECIDED)
        enter(db, fee, LedgerKind.WAIVER, amount, now=now)
    record(
        db,
        fee.referral_id,
        events.FeeRefundDue,
        actor=actor,
        now=now,
        amount=spoken_pounds(amount),
        reason=REFUND_REASON_WORDS[reason],
    )
    db.flush()  # callers and later sums need the row
    return refund


def reference_at_gateway(refund: Refund) -> str:
    """By what the refund is found at the gateway, under whichever key it was asked for."""
    return f"R{refund.id}-{refund.idempotency_key.partition('.')[0][-8:]}"


def take_new_key(db: Session, refund_id: int) -> None:
    """The gateway answered that it had failed, and may go on saying so under the key: the next try has another one."""
    refund = db.execute(select(Refund).where(Refund.id == refund_id).with_for_update()).scalar_one()
    first, _, tries = refund.idempotency_key.partition(".")
    refund.idempotency_key = f"{first}.{int(tries or 0) + 1}"


def settling_payment(db: Session, fee: Fee) -> str | None:
    """The first payment that the fee took: the one that settled it."""
    return db.execute(
        select(LedgerEntry.gateway_reference)
        .where(LedgerEntry.fee_id == fee.id, LedgerEntry.kind == LedgerKind.PAYMENT)
        .order_by(LedgerEntry.id)
        .limit(1)
    ).scalar_one_or_none()


def _paid(db: Session, fee: Fee, payment: str) -> int:
    return int(
        db.execute(
            select(func.coalesce(func.sum(LedgerEntry.amount_pence), 0)).where(
                LedgerEntry.fee_id == fee.id,
                LedgerEntry.kind == LedgerKind.PAYMENT,
                LedgerEntry.gateway_reference == payment,
            )
        ).scalar_one()
    )


def _owed_back(db: Session, payment: str) -> int:
    return int(
        db.execute(
            select(func.coalesce(func.sum(Refund.amount_pence), 0)).where(Refund.payment_reference == payment)
        ).scalar_one()
    )
