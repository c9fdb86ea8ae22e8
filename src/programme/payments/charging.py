"""Owing the fee for a place, and owing it no more: the fee row and its ledger entry together."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from programme.bookings.queries import was_taken_from_him
from programme.payments.ledger import enter
from programme.payments.models import Fee, LedgerKind
from programme.payments.queries import live_fee
from programme.payments.refunding import owe_refund
from programme.payments.states import FeeEvent, FeeState, RefundReason
from programme.shared.actor import Actor

NOTHING_OWED = frozenset({FeeState.PAID, FeeState.WAIVED})
"""Nothing more is owed for the place."""


def charge_fee(
    db: Session, *, referral_id: int, booking_id: int, amount_pence: int, due_at: datetime, now: datetime
) -> Fee:
    """The case owes `amount_pence` for its place by `due_at`. A programme without a fee owes nothing: it is waived."""
    fee = Fee(
        referral_id=referral_id,
        booking_id=booking_id,
        amount_pence=amount_pence,
        state=FeeState.DUE,
        due_at=due_at,
    )
    if amount_pence == 0:
        fee.apply(FeeEvent.WAIVED)
        fee.settled_at = now
    db.add(fee)
    db.flush()  # the ledger entry needs the fee's number
    enter(db, fee, LedgerKind.CHARGE, amount_pence, now=now)
    return fee


def void_fee(db: Session, fee: Fee, *, now: datetime) -> None:
    """The place is gone and the fee not paid: nothing is owed. The ledger writes off what was still charged."""
    was_due = fee.state is FeeState.DUE
    fee.apply(FeeEvent.VOIDED)
    fee.settled_at = now
    if was_due:  # a waiver has written its charge off already
        enter(db, fee, LedgerKind.WAIVER, fee.amount_pence, now=now)


def settle_lost_place(
    db: Session, referral_id: int, reason: RefundReason | None, *, actor: Actor, now: datetime
) -> int:
    """The place is gone, however: what is unpaid is no longer owed, what was paid goes back for this reason. Without
    one it stays paid, good for another place of this case. Returns the pence owed back."""
    fee = live_fee(db, referral_id)
    if fee is None:
        return 0
    if fee.state is FeeState.DUE:
        void_fee(db, fee, now=now)
    if fee.state is not FeeState.PAID or reason is None:
        return 0  # what was waived stays waived: his next place costs him nothing either
    refund = owe_refund(db, fee, reason, actor=actor, now=now)
    return refund.amount_pence if refund else 0


def settle_ended_case(
    db: Session, referral_id: int, reason: RefundReason | None, *, actor: Actor, now: datetime
) -> int:
    """The same where the case ends with it: what stayed paid for another place, because we had taken his from him,
    goes back also without a `reason` of its own, as nothing more can be had for it."""
    if reason is None and was_taken_from_him(db, referral_id):
        reason = RefundReason.PROVIDER_FAULT
    return settle_lost_place(db, referral_id, reason, actor=actor, now=now)
