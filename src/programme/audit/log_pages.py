"""Reading the access log back: newest first, by who looked or by whose case it was, paged by number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.audit.models import AccessRow, AccessSubject, Operation
from programme.shared.actor import Door

LOG_LINES_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class LogLine:
    """One row of the log. `subjects` are case references."""

    id: int
    at: datetime
    operation: Operation
    who: str
    what: str
    subjects: tuple[str, ...]
    recipient: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class LogPage:
    """One page; `older` is the number to ask on with, where there is more."""

    lines: list[LogLine]
    older: int | None


def log_page(
    db: Session, *, actor_id: int | None = None, reference: str | None = None, before_id: int | None = None
) -> LogPage:
    """A page of the log, newest first. By reference it finds the rows that the worker has filed: a look is filed
    under its cases a few minutes after it."""
    wanted: Any = select(
        AccessRow.id,
        AccessRow.at,
        AccessRow.operation,
        AccessRow.actor_label,
        AccessRow.what,
        AccessRow.subjects,
        AccessRow.recipient,
        AccessRow.reason,
    )
    key: Any = AccessRow.id
    if reference is not None:
        key = AccessSubject.access_id
        wanted = wanted.join(AccessSubject, AccessSubject.access_id == AccessRow.id).where(
            AccessSubject.referral_reference == reference
        )
    if actor_id is not None:
        # The person himself is numbered by his offer, so his number may be an account's as well.
        wanted = wanted.where(AccessRow.actor_id == actor_id, AccessRow.actor_door != Door.OFFENDER)
    if before_id is not None:
        wanted = wanted.where(key < before_id)
    rows: list[Any] = list(db.execute(wanted.order_by(key.desc()).limit(LOG_LINES_A_PAGE + 1)))
    lines = [
        LogLine(
            row.id,
            row.at,
            row.operation,
            row.actor_label,
            row.what,
            tuple(row.subjects.split()),
            row.recipient,
            row.reason,
        )
        for row in rows[:LOG_LINES_A_PAGE]
    ]
    return LogPage(lines, lines[-1].id if len(rows) > LOG_LINES_A_PAGE else None)
