"""Owing the fee for a place, and owing it no more: the fee row and its ledger entry together."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.payments.ledger import enter
from programme.payments.models import Fee, LedgerKind
from programme.payments.states import FeeEvent, FeeState

SETTLED = frozenset({FeeState.PAID, FeeState.WAIVED})
"""Nothing more is owed for the place."""
_LIVE = frozenset({FeeState.DUE, FeeState.PAID, FeeState.WAIVED})


def find_live_fee(db: Session, referral_id: int) -> Fee | None:
    """The case's fee that is due, paid or waived, its row locked; there is at most one. Lock the case first."""
    return db.execute(
        select(Fee).where(Fee.referral_id == referral_id, Fee.state.in_(_LIVE)).with_for_update()
    ).scalar_one_or_none()


def charge_fee(
    db: Session, *, referral_id: int, booking_id: int, amount_pence: int, due_at: datetime, now: datetime
) -> Fee:
    """The case owes `amount_pence` for its place by `due_at`. A programme without a fee owes nothing: it is waived."""
    fee = Fee(referral_id=referral_id, booking_id=booking_id, amount_pence=amount_pence, due_at=due_at)
    if amount_pence == 0:
        fee.state = FeeState.DUE
        fee.happens(FeeEvent.WAIVED)
        fee.settled_at = now
    db.add(fee)
    db.flush()  # the ledger entry needs the fee's number
    enter(db, fee, LedgerKind.CHARGE, amount_pence, now=now)
    return fee


def void_fee(db: Session, fee: Fee, *, now: datetime) -> None:
    """The place is gone and the fee not paid: nothing is owed. The ledger writes the charge off."""
    fee.happens(FeeEvent.VOIDED)
    fee.settled_at = now
    enter(db, fee, LedgerKind.WAIVER, fee.amount_pence, now=now)
