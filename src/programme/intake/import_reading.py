"""Reading an uploaded export: every row judged and kept with its verdict, a batch a transaction, in bounded memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count, islice
from tempfile import TemporaryFile
from typing import BinaryIO

from sqlalchemy.orm import Session

from programme.courses.queries import our_programme
from programme.eligibility.terms import ORDINARY, DatedTerms, dated_terms
from programme.intake.custody_export import ExportRow, UnreadableExport, open_export
from programme.intake.export_matching import EarlierRows
from programme.intake.export_verdicts import BATCH, ImportVerdict, RowVerdict, judge_batch
from programme.intake.imports import add_rows, drop_parts, drop_rows, lock_import, one_part
from programme.intake.known_cases import StoredCases
from programme.intake.states import ImportEvent, ImportState
from programme.shared.actor import WORKER
from programme.shared.refusal import NotFound
from programme.storage.database import Database


def read_import(database: Database, import_id: int, *, today: date) -> int:
    """Read one uploaded export from its beginning and return how many rows it has.

    Rows of an earlier try that was cut off are read again. The file is forgotten when it has been read, or when it
    turns out to be no export; then the import says why. Stops when another process has begun to read it anew.
    """
    force_code = database.write_now(_begin, import_id)
    if force_code is None:
        return 0
    terms = database.read_now(terms_for, force_code)
    earlier = EarlierRows()
    read = 0
    with TemporaryFile() as file:
        _fetch(database, import_id, file)
        try:
            export = open_export(file, today=today)
            while batch := list(islice(export.rows, BATCH)):
                # Judged outside the transaction that writes: that one may run again, and `earlier` remembers.
                verdicts = database.read_now(
                    judge_rows, batch, earlier, force_code=force_code, today=today, terms=terms
                )
                if not database.write_now(_keep, import_id, batch, verdicts, after=read):
                    return read
                read += len(batch)
        except UnreadableExport as problem:
            database.write_now(_end, import_id, after=read, problem=str(problem))
            return read
    database.write_now(_end, import_id, after=read, problem=None, warning=export.warning)
    return read


def judge_rows(
    db: Session,
    rows: Sequence[ExportRow],
    earlier: EarlierRows,
    *,
    force_code: str,
    today: date,
    terms: DatedTerms,
) -> list[RowVerdict]:
    """The verdicts on the next rows of a file of this force, against the stored cases and the rows above."""
    return judge_batch(rows, StoredCases(db, force_code=force_code, policies=terms.policies), earlier, today, terms)


def terms_for(db: Session, force_code: str) -> DatedTerms:
    """What cases of the force's programme are held to; the ordinary terms where none is set up."""
    try:
        return dated_terms(db, our_programme(db, force_code=force_code))
    except NotFound:
        return ORDINARY


def _begin(db: Session, import_id: int) -> str | None:
    """Clear what an earlier try left, and return the import's force; None when it has been read meanwhile."""
    found = lock_import(db, import_id, WORKER)
    if found.state is not ImportState.READING:
        return None
    drop_rows(db, import_id)
    found.rows_read, found.rows_ticked, found.totals = 0, 0, {}
    return found.force_code


def _fetch(database: Database, import_id: int, file: BinaryIO) -> None:
    """Copy the pieces of the upload into a file of ours, one at a time."""
    for number in count():
        piece = database.read_now(one_part, import_id, number)
        if piece is None:
            break
        file.write(piece)
    file.seek(0)


def _keep(
    db: Session, import_id: int, rows: Sequence[ExportRow], verdicts: Sequence[RowVerdict], *, after: int
) -> bool:
    """Keep a batch; False when the rows before it are not the `after` rows that this reading has kept."""
    found = lock_import(db, import_id, WORKER)
    if found.rows_read != after or found.state is not ImportState.READING:
        return False
    add_rows(db, list(_columns(import_id, rows, verdicts)))
    totals = Counter(found.totals)
    totals.update(verdict.verdict.value for verdict in verdicts)
    found.totals = dict(totals)
    found.rows_read += len(rows)
    found.rows_ticked += sum(verdict.verdict is ImportVerdict.ACCEPT for verdict in verdicts)
    return True


def _columns(import_id: int, rows: Sequence[ExportRow], verdicts: Sequence[RowVerdict]) -> Iterator[dict[str, object]]:
    for row, verdict in zip(rows, verdicts, strict=True):
        yield {
            "import_id": import_id,
            "line": row.line,
            "verdict": verdict.verdict.value,
            "reasons": list(verdict.reasons),
            "flags": list(verdict.flags),
            "explanation": list(verdict.explanation),
            "raw": row.raw,
            "ticked": verdict.verdict is ImportVerdict.ACCEPT,
            "referral_id": None,
        }


def _end(db: Session, import_id: int, *, after: int, problem: str | None, warning: str = "") -> None:
    """Say that it has been read, and what is wrong with all of it, or why it could not be read: then nothing of it is
    kept. Nothing where another process has said so, or has begun to read it anew: then the rows of this reading are
    gone, or the file was, when this one came to fetch it."""
    found = lock_import(db, import_id, WORKER)
    if found.rows_read != after or found.state is not ImportState.READING:
        return
    said = problem or warning
    found.problem = said[:400] if said else None
    if problem:
        drop_rows(db, import_id)
    found.happens(ImportEvent.NOT_READ if problem else ImportEvent.READ_TO_THE_END)
    drop_parts(db, import_id)
