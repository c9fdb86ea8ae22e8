"""The ledger: movements of money that are only ever added."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from programme.payments.models import Fee, LedgerEntry, LedgerKind
from programme.storage.statements import write

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
    return write(
        db,
        _ADD[db.get_bind().dialect.name],
        referral_id=fee.referral_id,
        fee_id=fee.id,
        kind=kind,
        amount_pence=amount_pence,
        gateway_reference=gateway_reference,
        at=now,
    )
