"""Writing the access log in the transaction of the look, and reading who looked.

A row is written before the bytes leave: a page that shows a person is read and logged in one transaction, and
when the log cannot be written there is no page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from programme.audit.models import AccessRow, AccessSubject, Operation
from programme.shared.actor import Actor
from programme.storage.statements import run

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Look:
    """One line of the access log, as staff and the person himself read it."""

    at: datetime
    operation: Operation
    who: str
    what: str


_ADD = insert(AccessRow).inline()
LOOKS = (
    select(AccessRow.at, AccessRow.operation, AccessRow.actor_label, AccessRow.what)
    .join(AccessSubject, AccessSubject.access_id == AccessRow.id)
    .where(AccessSubject.referral_reference == bindparam("reference"))
    .order_by(AccessSubject.access_id.desc())
    .limit(50)
)
"""The newest looks at the case `reference`, in the order of the fields of Look."""
NEWEST_LOOK = -AccessSubject.access_id


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
    run(
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
    return [Look(*row) for row in run(db, LOOKS, reference=reference)]


@dataclass(frozen=True, slots=True)
class Alteration:
    """One change as the log has it."""

    at: datetime
    who: str
    words: str


def changes_of(db: Session, subject: str, *, at_most: int = 50) -> list[Alteration]:
    """The newest changes that are filed under this subject, which the worker does within a few minutes."""
    rows = db.execute(
        select(AccessRow.at, AccessRow.actor_label, AccessRow.reason)
        .join(AccessSubject, AccessSubject.access_id == AccessRow.id)
        .where(AccessSubject.referral_reference == subject, AccessRow.operation == Operation.ALTERATION)
        .order_by(AccessSubject.access_id.desc())
        .limit(at_most)
    )
    return [Alteration(at, who, words or "") for at, who, words in rows]
