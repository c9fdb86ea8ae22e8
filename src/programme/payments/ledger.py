"""The ledger: movements of money that are only ever added, and the balance they make."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from programme.payments.models import Fee, LedgerEntry, LedgerKind
from programme.storage.statements import run

OWED = (LedgerKind.CHARGE, LedgerKind.REFUND)


_ADD = {
    name: engine.insert(LedgerEntry)
    .on_conflict_do_nothing(index_elements=["kind", "gateway_reference"])
    .returning(LedgerEntry.id)
    for name, engine in (("sqlite", sqlite), ("postgresql", postgresql))
}


def enter(
    db: Session, fee: Fee, kind: LedgerKind, amount_pence: int, *, now: datetime, gateway_reference: str | None = None
) -> bool:
    """Add one movement. False when the gateway's object has had this effect already: the money is counted once."""
    added = run(
        db,
        _ADD[db.get_bind().dialect.name],
        referral_id=fee.referral_id,
        fee_id=fee.id,
        kind=kind,
        amount_pence=amount_pence,
        gateway_reference=gateway_reference,
        at=now,
    )
    return added.first() is not None


def balance_pence(db: Session, referral_id: int) -> int:
    """What the case still owes: charges and refunds less payments and waivers. Negative is owed to him."""
    signed = case((LedgerEntry.kind.in_(OWED), LedgerEntry.amount_pence), else_=-LedgerEntry.amount_pence)
    return int(
        db.execute(
            select(func.coalesce(func.sum(signed), 0)).where(LedgerEntry.referral_id == referral_id)
        ).scalar_one()
    )
