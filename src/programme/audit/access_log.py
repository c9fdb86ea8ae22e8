"""Writing the access log in the transaction of the look, and reading who looked.

A row is written before the bytes leave: a page that shows a person is read and logged in one transaction, and
when the log cannot be written there is no page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, bindparam, case, func, insert, select
from sqlalchemy.orm import Session

from programme.audit.folding import READER, folds
from programme.audit.models import AccessRow, AccessSubject, Operation
from programme.shared.actor import Actor, Door
from programme.storage.hours import start_of_hour
from programme.storage.rows import columns_of, reads, rows
from programme.storage.statements import write

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Look:
    """One line of who looked, as staff read it: looks of one reader in one hour are one line.
    `at` is the newest of them."""

    at: datetime
    operation: Operation
    door: Door
    who: str
    times: int


_ADD = insert(AccessRow).inline()
LOOKS_READ = 500
"""So many of the newest rows of a case are folded: a case that stands in everybody's list has very many."""
LOOK_LINES = 50


def _folded() -> tuple[Select[*tuple[Any, ...]], Any]:
    """The newest lines of the case `reference`, and the number that they are in order by."""
    newest = (
        select(*(getattr(AccessRow, name) for name in ("id", "at", "operation", "actor_label", *READER)))
        .add_columns(case((folds(AccessRow), 0), else_=AccessRow.id).label("apart"))
        .join(AccessSubject, AccessSubject.access_id == AccessRow.id)
        .where(AccessSubject.referral_reference == bindparam("reference"))
        .order_by(AccessSubject.access_id.desc())
        .limit(LOOKS_READ)
        .subquery()
    ).c
    same = (newest.operation, newest.actor_label, *(newest[name] for name in READER), newest.apart)
    last = func.max(newest.id)
    lined = (
        select(
            func.max(newest.at).label("at"),
            newest.operation,
            newest.actor_door.label("door"),
            newest.actor_label.label("who"),
            func.count().label("times"),
            last.label("access_id"),
        )
        .group_by(*same, start_of_hour(newest.at))
        .order_by(last.desc())
        .limit(LOOK_LINES)
        .subquery()
    ).c
    return select(lined.at, lined.operation, lined.door, lined.who, lined.times), lined.access_id


LOOKS, LOOKS_IN_ORDER = _folded()


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
    reason: str | Callable[[T], str | None] | None = None,
) -> T:
    """Run a query and log whose data it found, in this one transaction. `subjects` picks the case references out, and
    `reason` may hang on what was found."""
    found = query(db)
    log_access(
        db,
        actor=actor,
        now=now,
        what=what,
        subjects=list(subjects(found)),
        operation=operation,
        recipient=recipient,
        reason=reason(found) if callable(reason) else reason,
    )
    return found


def opened_by(db: Session, actor: Actor, *, since: datetime, reason: str) -> frozenset[str]:
    """The pages that somebody opened himself from an instant on, for this reason, by their patterns."""
    wanted = select(AccessRow.what).distinct().where(AccessRow.actor_id == actor.id, AccessRow.at >= since)
    return frozenset(db.scalars(wanted.where(AccessRow.actor_door == actor.door, AccessRow.reason == reason)))


@reads(
    AccessRow, who=AccessRow.actor_label, words=func.coalesce(AccessRow.reason, func.replace(AccessRow.what, "_", " "))
)
@dataclass(frozen=True, slots=True)
class Alteration:
    """One change as the log has it: what was said of it, or what was done where nothing was."""

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
