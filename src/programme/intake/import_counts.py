"""How many rows of an import are left, by what is known of them; and those that are ticked, before they are taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from programme.intake.export_words import CONCERN_REPORTED
from programme.intake.imports import LEFT, RowFilter
from programme.intake.models import ImportRow
from programme.intake.states import ImportVerdict
from programme.shared.marks import check_shown, shown_mark
from programme.storage.rows import columns_of, reads, rows

_SIGN = RowFilter(kind=CONCERN_REPORTED)


def _count(*conditions: Any) -> Any:
    return func.count().filter(and_(*conditions))


@reads(
    ticked=_count(ImportRow.ticked),
    accept=_count(ImportRow.verdict == ImportVerdict.ACCEPT),
    decide=_count(ImportRow.verdict == ImportVerdict.DECIDE),
    with_sign=_count(_SIGN.has_kind),
)
@dataclass(frozen=True, slots=True)
class RowsLeft:
    """The rows that can be taken and were not. `with_sign`: they say that somebody may need protecting."""

    ticked: int
    accept: int
    decide: int
    with_sign: int


@reads(
    many=func.count(),
    to_decide=_count(ImportRow.verdict == ImportVerdict.DECIDE),
    unanswered=_count(ImportRow.answers_missing > 0),
    with_sign=_count(_SIGN.has_kind),
)
@dataclass(frozen=True, slots=True)
class TickedRows:
    """The rows that are to be taken, before they are. Each is one case."""

    many: int
    to_decide: int
    unanswered: int
    with_sign: int


def rows_left(db: Session, import_id: int) -> RowsLeft:
    """Of one import."""
    return rows(db, RowsLeft, select(*columns_of(RowsLeft)).where(*RowFilter(LEFT).conditions(import_id))).one()


def rows_to_take(db: Session, import_id: int) -> tuple[TickedRows, str]:
    """The ticked rows of one import, and the mark by which it is known whether others are ticked by now."""
    wanted = select(*columns_of(TickedRows)).where(*_ticked(import_id))
    return rows(db, TickedRows, wanted).one(), shown_mark(_lines(db, import_id))


def check_rows_to_take(db: Session, import_id: int, mark: str) -> None:
    """Raises ChangedSinceShown where other rows are ticked than when the page with this mark was shown."""
    check_shown(_lines(db, import_id), mark)


def _lines(db: Session, import_id: int) -> list[int]:
    wanted = select(ImportRow.line).where(*_ticked(import_id)).order_by(ImportRow.line)
    return list(db.execute(wanted).scalars())


def _ticked(import_id: int) -> list[Any]:
    return [*RowFilter(LEFT).conditions(import_id), ImportRow.ticked]
