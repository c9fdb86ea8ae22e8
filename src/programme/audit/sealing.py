"""Seals over the access log: a hash chain made after the fact, so that no look waits for another's hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, insert, select
from sqlalchemy.orm import Session

from programme.audit.models import AccessRow, AccessSubject, Seal

SETTLED = timedelta(minutes=2)
"""Rows younger than this may still be joined by an older transaction's row with a smaller number."""
BATCH = 5_000
_START = "0" * 64


def seal_access_log(db: Session, *, now: datetime, batch: int = BATCH) -> int:
    """Seal the settled rows that no seal covers, file them under their cases, and return how many there were."""
    last = db.execute(select(Seal).order_by(Seal.id.desc()).limit(1).with_for_update()).scalar_one_or_none()
    after = last.to_id if last else 0
    rows = db.execute(
        _columns()
        .where(AccessRow.id > after, AccessRow.at <= now - SETTLED)
        .order_by(AccessRow.id)
        .limit(batch)
    ).all()
    if not rows:
        return 0
    previous = last.digest if last else _START
    db.execute(
        insert(Seal).values(
            sealed_at=now,
            from_id=rows[0].id,
            to_id=rows[-1].id,
            row_count=len(rows),
            previous=previous,
            digest=_digest(previous, rows),
        )
    )
    filed = [
        {"referral_reference": reference, "access_id": row.id}
        for row in rows
        for reference in set(row.subjects.split())
    ]
    if filed:
        db.execute(insert(AccessSubject), filed)
    return len(rows)


def broken_seals(db: Session) -> list[str]:
    """What does not add up, in words; empty when every sealed row is as it was when sealed."""
    problems: list[str] = []
    previous, after = _START, 0
    for seal in db.execute(select(Seal).order_by(Seal.id)).scalars():
        rows = db.execute(
            _columns().where(AccessRow.id > after, AccessRow.id <= seal.to_id).order_by(AccessRow.id)
        ).all()
        if seal.previous != previous:
            problems.append(f"seal {seal.id} does not follow the seal before it")
        if len(rows) != seal.row_count:
            problems.append(f"seal {seal.id} covers {seal.row_count} rows and {len(rows)} are there")
        elif _digest(seal.previous, rows) != seal.digest:
            problems.append(f"a row between {seal.from_id} and {seal.to_id} was changed")
        previous, after = seal.digest, seal.to_id
    return problems


def unsealed_count(db: Session) -> int:
    """How many rows no seal covers yet."""
    last = db.execute(select(func.coalesce(func.max(Seal.to_id), 0))).scalar_one()
    return db.execute(select(func.count()).select_from(AccessRow).where(AccessRow.id > last)).scalar_one()


def _columns() -> Any:
    return select(
        AccessRow.id,
        AccessRow.at,
        AccessRow.operation,
        AccessRow.actor_door,
        AccessRow.actor_id,
        AccessRow.actor_label,
        AccessRow.what,
        AccessRow.subjects,
        AccessRow.recipient,
        AccessRow.reason,
    )


def _digest(previous: str, rows: Iterable[Row[Any]]) -> str:
    digest = hashlib.sha256(previous.encode())
    for row in rows:
        digest.update(json.dumps([str(value) for value in row], ensure_ascii=False).encode())
    return digest.hexdigest()
