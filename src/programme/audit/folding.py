"""Which rows of the access log are one line: looks of one reader in one hour. Nothing else is ever folded.

A change, a disclosure or a deletion is a line of its own, and so is a look for which a reason was given, and whatever
nobody signed in did.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, not_, select, tuple_
from sqlalchemy.orm import aliased

from programme.audit.models import AccessRow, AccessSubject, Operation
from programme.storage.hours import end_of_hour, start_of_hour

READER = ("actor_door", "actor_id")
"""Who it was. The number alone is not enough: the person himself is numbered by his offer."""
BETWEEN = "\n"


def folds(row: Any) -> ColumnElement[bool]:
    """Whether the row may be one of several on a line."""
    return and_(row.operation == Operation.CONSULTATION, row.reason.is_(None), row.actor_id.is_not(None))


def is_newest_of_its_line(row: Any, *, reference: str | None) -> ColumnElement[bool]:
    """Whether no newer row stands on the same line. Answered from the index of the reader's rows: one hour of it."""
    other = aliased(AccessRow)
    newer = (
        exists()
        .where(*_same_line(row, other, reference))
        .where(tuple_(other.at, other.id) > tuple_(row.at, row.id), other.at < end_of_hour(row.at))
    )
    return not_(and_(folds(row), newer))


def all_of_its_line(row: Any, *, reference: str | None) -> ColumnElement[str]:
    """Everything looked at on the line of which `row` is the newest: each as often as it was, with BETWEEN between."""
    other = aliased(AccessRow)
    whats = (
        select(func.aggregate_strings(other.what, BETWEEN))
        .where(*_same_line(row, other, reference))
        .where(folds(row), other.at <= row.at, other.at >= start_of_hour(row.at))
    )
    return func.coalesce(whats.scalar_subquery(), row.what)


def _same_line(row: Any, other: Any, reference: str | None) -> list[ColumnElement[bool]]:
    """In a list of one case everything that the reader saw of it, also among others; in the whole log, the same
    cases."""
    filed = exists().where(AccessSubject.referral_reference == reference, AccessSubject.access_id == other.id)
    return [
        *(getattr(other, name) == getattr(row, name) for name in (*READER, "actor_label")),
        folds(other),
        other.subjects == row.subjects if reference is None else filed,
    ]
