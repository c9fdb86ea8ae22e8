"""Queries about uploaded custody exports, and the few statements that move an import on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Select, Text, delete, func, insert, or_, select, update
from sqlalchemy import cast as cast_to
from sqlalchemy.orm import Session

from programme.intake.export_words import SAME_MINUTE
from programme.intake.models import CustodyImport, ImportPart, ImportRow
from programme.intake.states import CAN_BECOME_CASES, ImportState
from programme.people.models import Account
from programme.referrals.models import Referral
from programme.shared.actor import Actor, Door
from programme.shared.plausible import latest_possible
from programme.shared.refusal import NotFound
from programme.storage.rows import columns_of, reads, rows

ROWS_A_PAGE = 100
KEPT_DAYS = 30
"""How long the rows of an export are kept, to take what was left and to look up what became of them."""
LEFT, TAKEN = "left", "taken"
"""Beside the verdicts: rows that can be taken and were not, and those that became cases."""
_LARGEST_NUMBER = 2**31 - 1
"""No row here has a larger number; an address may hold any."""

_READ_THROUGH = (ImportState.READ, ImportState.DONE, ImportState.UNREADABLE)


@reads(CustodyImport, uploaded_by=Account.name)
@dataclass(frozen=True, slots=True)
class ImportFacts:
    """An import as its page and the list of imports show it."""

    id: int
    force_code: str
    state: ImportState
    problem: str | None
    file_name: str
    uploaded_at: datetime
    uploaded_by: str
    rows_read: int
    rows_taken: int
    rows_ticked: int
    totals: dict[str, int]
    kinds: dict[str, int]

    @property
    def rows_left(self) -> int:
        """How many rows can be taken and were not."""
        return sum(self.totals.get(verdict, 0) for verdict in CAN_BECOME_CASES) - self.rows_taken

    def is_forgotten(self, now: datetime) -> bool:
        """Whether its rows are kept no more: which of the cases came of it is then not known either."""
        return self.uploaded_at < now - timedelta(days=KEPT_DAYS)

    @property
    def is_moving(self) -> bool:
        """Whether the worker has something to do for it: its page then looks again by itself."""
        return self.state in (ImportState.READING, ImportState.TAKING)


@reads(ImportRow, reference=Referral.reference)
@dataclass(frozen=True, slots=True)
class RowFacts:
    """One row of an export as its verdict is shown. `reference` is that of the case that it became, or is already."""

    line: int
    verdict: str
    reasons: list[str]
    flags: list[str]
    explanation: list[str]
    answers_missing: int
    raw: dict[str, Any]
    ticked: bool
    referral_id: int | None
    known_id: int | None
    reference: str | None


@dataclass(frozen=True, slots=True)
class RowFilter:
    """Which rows: of one verdict, LEFT or TAKEN; with one reason or flag among theirs. Empty: all. A row that became a
    case has no verdict any more."""

    verdict: str = ""
    kind: str = ""

    def conditions(self, import_id: int) -> list[ColumnElement[bool]]:
        """The same of the rows of an import."""
        found: list[ColumnElement[bool]] = [ImportRow.import_id == import_id]
        if self.verdict == TAKEN:
            found.append(ImportRow.referral_id.is_not(None))
        elif self.verdict:
            wanted = CAN_BECOME_CASES if self.verdict == LEFT else [self.verdict]
            found += [ImportRow.verdict.in_(wanted), ImportRow.referral_id.is_(None)]
        return [*found, self.has_kind] if self.kind else found

    @property
    def has_kind(self) -> ColumnElement[bool]:
        """Whether the reason or flag is among those of a row."""
        lists = (cast_to(one, Text) for one in (ImportRow.reasons, ImportRow.flags))
        return or_(*(one.contains(f'"{self.kind}"', autoescape=True) for one in lists))


@dataclass(frozen=True, slots=True)
class RowsPage:
    """One page of rows, in the order of the file, and the lines from which its neighbours start."""

    rows: list[RowFacts]
    before_line: int | None
    after_line: int | None


_FACTS = select(*columns_of(ImportFacts)).join(Account, Account.id == CustodyImport.account_id)


def one_import(db: Session, import_id: int, actor: Actor) -> ImportFacts:
    """The import; NotFound when there is none or another force uploaded it."""
    wanted = _of_force(actor, _FACTS.where(CustodyImport.id == _possible(import_id)))
    found = rows(db, ImportFacts, wanted).one_or_none()
    if found is None:
        raise NotFound()
    return found


def _possible(number: int) -> int:
    """The number, or one that no row has in place of one that no database could compare."""
    return number if 0 < number <= _LARGEST_NUMBER else 0


def lock_import(db: Session, import_id: int, actor: Actor) -> CustodyImport:
    """The import's row, locked; NotFound as `one_import`."""
    wanted = _of_force(actor, select(CustodyImport).where(CustodyImport.id == _possible(import_id)))
    found: CustodyImport | None = db.execute(wanted.with_for_update()).scalar_one_or_none()
    if found is None:
        raise NotFound()
    return found


def imports_of(db: Session, actor: Actor, *, at_most: int = 20) -> list[ImportFacts]:
    """The newest imports of the actor's force, newest first."""
    return rows(db, ImportFacts, _of_force(actor, _FACTS).order_by(CustodyImport.id.desc()).limit(at_most))


def _of_force(actor: Actor, wanted: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """`wanted` (over imports) bounded to those of the actor's force. A coordinator without one is of every force."""
    of_every_force = actor.door is Door.ADMIN and actor.force_code is None
    if actor.door is Door.WORKER or of_every_force:
        return wanted
    return wanted.where(CustodyImport.force_code == actor.force_code)


def imports_in(db: Session, state: ImportState) -> list[int]:
    """The numbers of the imports in this state, oldest first."""
    return list(
        db.execute(select(CustodyImport.id).where(CustodyImport.state == state).order_by(CustodyImport.id)).scalars()
    )


def rows_page(
    db: Session, import_id: int, which: RowFilter = RowFilter(), *, after: int = 0, before: int | None = None
) -> RowsPage:
    """A hundred rows after the line `after`, or the hundred before the line `before`."""
    wanted = (
        select(*columns_of(RowFacts))
        .outerjoin(Referral, Referral.id == func.coalesce(ImportRow.referral_id, ImportRow.known_id))
        .where(*which.conditions(import_id))
        .limit(ROWS_A_PAGE + 1)
    )
    after, before = min(after, _LARGEST_NUMBER), None if before is None else min(before, _LARGEST_NUMBER)
    if before is None:
        found = rows(db, RowFacts, wanted.where(ImportRow.line > after).order_by(ImportRow.line))
        more, shown = len(found) > ROWS_A_PAGE, found[:ROWS_A_PAGE]
        return RowsPage(
            shown,
            before_line=shown[0].line if shown and after > 0 else None,
            after_line=shown[-1].line if more else None,
        )
    back = rows(db, RowFacts, wanted.where(ImportRow.line < before).order_by(ImportRow.line.desc()))
    more, shown = len(back) > ROWS_A_PAGE, back[:ROWS_A_PAGE][::-1]
    return RowsPage(shown, before_line=shown[0].line if more else None, after_line=shown[-1].line if shown else None)


def add_parts(db: Session, import_id: int, pieces: Iterator[bytes]) -> int:
    """Keep the pieces of an uploaded file, one statement a piece, and return how many bytes there were."""
    size = 0
    for number, piece in enumerate(pieces):
        db.execute(insert(ImportPart).values(import_id=import_id, number=number, content=piece))
        size += len(piece)
    return size


def one_part(db: Session, import_id: int, number: int) -> bytes | None:
    """One piece of an uploaded file; None after the last."""
    return db.execute(
        select(ImportPart.content).where(ImportPart.import_id == import_id, ImportPart.number == number)
    ).scalar_one_or_none()


def drop_parts(db: Session, import_id: int) -> None:
    """Forget the uploaded file."""
    db.execute(delete(ImportPart).where(ImportPart.import_id == import_id))


def drop_rows(db: Session, import_id: int) -> None:
    """Forget the rows that were read, to read the file again from its beginning."""
    db.execute(delete(ImportRow).where(ImportRow.import_id == import_id))


def add_rows(db: Session, judged: Sequence[dict[str, Any]]) -> None:
    """Keep judged rows: columns of ImportRow by name."""
    if judged:
        db.execute(insert(ImportRow), list(judged))


def tick_rows(db: Session, import_id: int, *, shown: Sequence[int], ticked: frozenset[int]) -> int:
    """Tick exactly the rows `ticked` among the lines `shown`, where they can be; return by how many the ticked
    rows of the import grew (negative where they became fewer)."""
    possible = (
        ImportRow.import_id == import_id,
        ImportRow.verdict.in_(CAN_BECOME_CASES),
        ImportRow.referral_id.is_(None),
    )
    grown = 0
    for wanted in (True, False):
        lines = [line for line in shown if (line in ticked) is wanted]
        if lines:
            changed = db.execute(
                update(ImportRow)
                .where(*possible, ImportRow.line.in_(lines), ImportRow.ticked.is_(not wanted))
                .values(ticked=wanted)
                .execution_options(synchronize_session=False)
                .returning(ImportRow.line)
            )
            grown += len(changed.all()) * (1 if wanted else -1)
    return grown


def tick_matching(db: Session, import_id: int, which: RowFilter) -> int:
    """Tick all these rows that can be, and return how many were not ticked before. Where it hangs on a human whether
    the offence is one that is here, only with those rows alone."""
    left = RowFilter(LEFT).conditions(import_id)
    if which.kind != SAME_MINUTE:
        left.append(~RowFilter(kind=SAME_MINUTE).has_kind)
    ticked = db.execute(
        update(ImportRow)
        .where(*which.conditions(import_id), *left, ImportRow.ticked.is_(False))
        .values(ticked=True)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", ticked).rowcount


def ticked_rows(db: Session, import_id: int, *, after: int, at_most: int) -> list[tuple[int, dict[str, Any]]]:
    """Rows to be taken: line and text as it stood, in the order of the file."""
    ticked = db.execute(
        select(ImportRow.line, ImportRow.raw)
        .where(
            ImportRow.import_id == import_id,
            ImportRow.line > after,
            ImportRow.ticked,
            ImportRow.referral_id.is_(None),
        )
        .order_by(ImportRow.line)
        .limit(at_most)
    )
    return [(row.line, row.raw) for row in ticked]


def lines_with(db: Session, import_id: int, kind: str, lines: Sequence[int]) -> set[int]:
    """Those of these lines that have the reason or flag."""
    of_kind = RowFilter(kind=kind).conditions(import_id)
    return set(rows(db, int, select(ImportRow.line).where(*of_kind, ImportRow.line.in_(lines))))


def forget_imports(db: Session, *, uploaded_before: datetime, now: datetime) -> int:
    """Forget the rows and the file names of imports uploaded before an instant, or dated by a clock that ran ahead,
    and return how many rows went. The cases they became stay; what an export said about people who became no case is
    nobody's business for longer."""
    old = select(CustodyImport.id).where(
        or_(CustodyImport.uploaded_at < uploaded_before, CustodyImport.uploaded_at > latest_possible(now)),
        CustodyImport.state.in_(_READ_THROUGH),
    )
    named = update(CustodyImport).where(CustodyImport.id.in_(old), CustodyImport.file_name != "")
    db.execute(named.values(file_name="").execution_options(synchronize_session=False))
    gone = db.execute(
        delete(ImportRow).where(ImportRow.import_id.in_(old)).execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", gone).rowcount
