"""Writing the access log in the transaction of the look, and reading who looked.

A row is written before the bytes leave: a page that shows a person is read and logged in one transaction, and
when the log cannot be written there is no page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from programme.audit.models import AccessRow, AccessSubject, Operation
from programme.shared.actor import Actor
from programme.storage.rows import columns_of, reads, rows
from programme.storage.statements import write

T = TypeVar("T")


@reads(AccessRow, who=AccessRow.actor_label)
@dataclass(frozen=True, slots=True)
class Look:
    """One line of the access log, as staff and the person himself read it."""

    at: datetime
    operation: Operation
    who: str
    what: str


_ADD = insert(AccessRow).inline()
LOOKS = (
    select(*columns_of(Look))
    .join(AccessSubject, AccessSubject.access_id == AccessRow.id)
    .where(AccessSubject.referral_reference == bindparam("reference"))
    .order_by(AccessSubject.access_id.desc())
    .limit(50)
)
"""The newest looks at the case `reference`."""


def log_access(
    db: Session,
    *,
    actor: Actor,
    now: datetime,
    what: str,
    subjects: Sequence[str],
    operation: Operation = Operation.CONSULTATION,
    recipient: str | None = None,
    reason: str | None = None,
) -> None:
    """Add one row. `subjects` are case references; `recipient` is given exactly for a disclosure (s.62(3))."""
    write(
        db,
        _ADD,
        at=now,
        operation=operation,
        actor_door=actor.door,
        actor_id=actor.id,
        actor_label=actor.label,
        what=what,
        subjects=" ".join(subjects),
        recipient=recipient,
        reason=reason,
    )


def look_and_log(
    db: Session,
    query: Callable[[Session], T],
    *,
    actor: Actor,
    now: datetime,
    what: str,
    subjects: Callable[[T], Iterable[str]],
    operation: Operation = Operation.CONSULTATION,
    recipient: str | None = None,
    reason: str | None = None,
) -> T:
    """Run a query and log whose data it found, in this one transaction. `subjects` picks the case references out."""
    found = query(db)
    log_access(
        db,
        actor=actor,
        now=now,
        what=what,
        subjects=list(subjects(found)),
        operation=operation,
        recipient=recipient,
        reason=reason,
    )
    return found


def who_looked(db: Session, reference: str) -> list[Look]:
    """The newest looks at one case. The worker files a look under its case within a few minutes of it."""
    return rows(db, Look, LOOKS, reference=reference)


@reads(AccessRow, who=AccessRow.actor_label, words=func.coalesce(AccessRow.reason, ""))
@dataclass(frozen=True, slots=True)
class Alteration:
    """One change as the log has it."""

    at: datetime
    who: str
    words: str


def changes_of(db: Session, subject: str, *, at_most: int = 50) -> list[Alteration]:
    """The newest changes that are filed under this subject, which the worker does within a few minutes."""
    wanted = (
        select(*columns_of(Alteration))
        .join(AccessSubject, AccessSubject.access_id == AccessRow.id)
        .where(AccessSubject.referral_reference == subject, AccessRow.operation == Operation.ALTERATION)
        .order_by(AccessSubject.access_id.desc())
        .limit(at_most)
    )
    return rows(db, Alteration, wanted)
