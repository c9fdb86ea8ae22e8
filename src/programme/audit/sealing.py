"""Seals over the access log: a hash chain made after the fact, so that no look waits for another's hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, insert, select
from sqlalchemy.orm import Session

from programme.audit.models import AccessRow, AccessSubject, Seal
from programme.storage.locks import queue_up

SEALED_AFTER = timedelta(minutes=2)
"""Rows younger than this may still be joined by an older transaction's row with a smaller number."""
AHEAD = timedelta(hours=1)
"""A row dated further ahead was dated by a clock that ran ahead. Nobody waits for its date to come: it has settled when
one with a greater number has."""
_BATCH = 5_000
_START = "0" * 64


def seal_access_log(db: Session, *, now: datetime, batch: int = _BATCH) -> int:
    """Seal the settled rows that no seal covers, file them under their cases, and return how many there were.

    Rows are sealed in the order of their numbers and never past one that has not settled: a seal leaves no gap.
    """
    queue_up(db, "access_log_seals", now=now)
    last = db.execute(select(Seal).order_by(Seal.id.desc()).limit(1)).scalar_one_or_none()
    after = last.to_id if last else 0
    fresh = AccessRow.at.between(now - SEALED_AFTER, now + AHEAD)
    unsettled = select(func.min(AccessRow.id)).where(AccessRow.id > after, fresh, AccessRow.at != now - SEALED_AFTER)
    until = db.execute(unsettled).scalar_one()
    newest = select(func.max(AccessRow.id)).where(AccessRow.id > after, AccessRow.at <= now - SEALED_AFTER)
    settled = _columns().where(AccessRow.id > after, AccessRow.id <= newest.scalar_subquery())
    if until is not None:
        settled = settled.where(AccessRow.id < until)
    rows = db.execute(settled.order_by(AccessRow.id).limit(batch)).all()
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
    """The faults of the chain, in words; empty when every sealed row is as it was when sealed."""
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


@dataclass(frozen=True, slots=True)
class Chain:
    """How far the log is sealed. `digest` stands for everything sealed so far: kept elsewhere, it shows a later
    reader that nothing before it was cut off."""

    seals: int
    sealed_rows: int
    unsealed_rows: int
    digest: str


def chain(db: Session) -> Chain:
    """How far the log is sealed now."""
    sealed = db.execute(
        select(
            func.count().label("seals"),
            func.coalesce(func.sum(Seal.row_count), 0).label("so_many"),
            func.coalesce(func.max(Seal.to_id), 0).label("last_id"),
        )
    ).one()
    digest = db.execute(select(Seal.digest).order_by(Seal.id.desc()).limit(1)).scalar_one_or_none()
    unsealed = db.execute(select(func.count()).select_from(AccessRow).where(AccessRow.id > sealed.last_id)).scalar_one()
    return Chain(sealed.seals, int(sealed.so_many), unsealed, digest or _START)


def holds_digest(db: Session, digest: str) -> bool:
    """Whether this digest, kept from an earlier reading, is still in the chain."""
    return digest == _START or db.execute(select(Seal.id).where(Seal.digest == digest)).first() is not None


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
