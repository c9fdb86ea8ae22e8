"""Reading the access log back: newest first, by who, whose, which kind and when, folded by the hour, paged by key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, select, tuple_
from sqlalchemy.orm import Session

from programme.audit.folding import BETWEEN, all_of_its_line, is_newest_of_its_line
from programme.audit.models import NO_LOOK, AccessRow, AccessSubject, Operation
from programme.shared.actor import Door
from programme.shared.page_key import InstantKey
from programme.storage.base import Id, UtcDateTime
from programme.storage.rows import rows
from programme.storage.statements import is_one_of

LOG_LINES_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which rows: `from_at` inclusive, `until_at` not. By reference it finds what the worker has filed: a look is filed
    under its cases a few minutes after it."""

    account_id: int | None = None
    reference: str | None = None
    operation: Operation | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the log; of a line with several looks, the newest. `subjects` and `what` are texts as they are kept:
    case references with spaces between, and everything that was looked at, each as often as it was."""

    id: int
    at: datetime
    operation: Operation
    door: Door
    who: str
    what: str
    subjects: str
    recipient: str | None
    reason: str | None

    @property
    def references(self) -> list[str]:
        return self.subjects.split()

    @property
    def whats(self) -> list[str]:
        return self.what.split(BETWEEN)

    @property
    def key(self) -> InstantKey:
        return InstantKey(self.at, self.id)


@dataclass(frozen=True, slots=True)
class LogPage:
    """One page; `older` is the key to ask on with, where there is more."""

    lines: list[LogLine]
    older: InstantKey | None


def log_page(
    db: Session, wanted: LogFilter, *, bounds: ColumnElement[bool] | None = None, before: InstantKey | None
) -> LogPage:
    """A page of the log, newest first, looks of one reader in one hour on one line."""
    what = all_of_its_line(AccessRow, reference=wanted.reference)
    page = _wanted(wanted, what, bounds, before).where(is_newest_of_its_line(AccessRow, reference=wanted.reference))
    lines = rows(db, LogLine, page.limit(LOG_LINES_A_PAGE + 1))
    more = len(lines) > LOG_LINES_A_PAGE
    del lines[LOG_LINES_A_PAGE:]
    return LogPage(lines, lines[-1].key if more else None)


def log_rows(
    db: Session,
    wanted: LogFilter,
    *,
    bounds: ColumnElement[bool] | None = None,
    before: InstantKey | None,
    at_most: int,
) -> list[LogLine]:
    """The same rows, every one by itself, for a file."""
    return rows(db, LogLine, _wanted(wanted, AccessRow.what, bounds, before).limit(at_most))


def _wanted(
    wanted: LogFilter, what: ColumnElement[str] | Any, bounds: ColumnElement[bool] | None, before: InstantKey | None
) -> Select[*tuple[Any, ...]]:
    found: Select[*tuple[Any, ...]] = select(
        AccessRow.id,
        AccessRow.at,
        AccessRow.operation,
        AccessRow.actor_door.label("door"),
        AccessRow.actor_label.label("who"),
        what.label("what"),
        AccessRow.subjects,
        AccessRow.recipient,
        AccessRow.reason,
    )
    if bounds is not None:
        found = found.where(bounds)
    if wanted.account_id is not None:
        # The person himself is numbered by his offer, so his number may be an account's as well.
        found = found.where(AccessRow.actor_id == wanted.account_id, AccessRow.actor_door != Door.OFFENDER)
    if wanted.reference is not None:
        found = found.where(AccessRow.id.in_(_filed_under(wanted.reference)))
    if wanted.operation is not None:
        found = found.where(is_one_of(AccessRow.operation, {wanted.operation}))
        found = found if wanted.operation is Operation.CONSULTATION else found.where(NO_LOOK)
    if wanted.from_at is not None:
        found = found.where(AccessRow.at >= wanted.from_at)
    if wanted.until_at is not None:
        found = found.where(AccessRow.at < wanted.until_at)
    if before is not None:
        found = found.where(
            tuple_(AccessRow.at, AccessRow.id) < tuple_(literal(before.at, UtcDateTime()), literal(before.id, Id))
        )
    return found.order_by(AccessRow.at.desc(), AccessRow.id.desc())


def _filed_under(reference: str) -> Any:
    return select(AccessSubject.access_id).where(AccessSubject.referral_reference == reference)
