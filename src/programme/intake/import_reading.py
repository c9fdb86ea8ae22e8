"""Reading an uploaded export, step by step: begun, its rows judged and kept with their verdicts, ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy.orm import Session

from programme.courses.queries import our_programme
from programme.eligibility.terms import ORDINARY, DatedTerms, dated_terms
from programme.intake.custody_export import ExportRow
from programme.intake.export_matching import EarlierRows
from programme.intake.export_verdicts import RowVerdict, judge_batch
from programme.intake.imports import add_rows, drop_parts, drop_rows, lock_import
from programme.intake.known_cases import StoredCases
from programme.intake.states import ImportEvent, ImportState, ImportVerdict
from programme.shared.actor import WORKER
from programme.shared.refusal import NotFound


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
    """The terms of the force's programme; the ordinary ones where it has no programme yet."""
    try:
        return dated_terms(db, our_programme(db, force_code=force_code))
    except NotFound:
        return ORDINARY


def begin_reading(db: Session, import_id: int) -> str | None:
    """Clear what an earlier try left, and return the import's force; None when it has been read meanwhile."""
    found = lock_import(db, import_id, WORKER)
    if found.state is not ImportState.READING:
        return None
    drop_rows(db, import_id)
    found.rows_read, found.rows_ticked, found.totals, found.kinds = 0, 0, {}, {}
    return found.force_code


def keep_rows(
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
    kinds = Counter(found.kinds)
    kinds.update(kind for verdict in verdicts for kind in {*verdict.reasons, *verdict.flags})
    found.kinds = dict(kinds)
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
            "answers_missing": verdict.answers_missing,
            "raw": row.raw,
            "ticked": verdict.verdict is ImportVerdict.ACCEPT,
            "referral_id": None,
            "known_id": verdict.known_id,
        }


def end_reading(db: Session, import_id: int, *, after: int, problem: str | None, warning: str = "") -> None:
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
    found.apply(ImportEvent.NOT_READ if problem else ImportEvent.READ_TO_THE_END)
    drop_parts(db, import_id)
