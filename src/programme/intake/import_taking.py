"""Taking rows of an export in. A row that meanwhile became a case is a repeat and changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from programme.courses.queries import our_programme
from programme.intake.arrivals import arrival_from_row
from programme.intake.custody_export import ExportRow
from programme.intake.export_words import SAME_MINUTE
from programme.intake.imports import lines_with, lock_import
from programme.intake.models import CustodyImport, ImportRow
from programme.intake.outcome import Outcome
from programme.intake.states import IMPORTS, ImportEvent, ImportVerdict
from programme.intake.taking_in import take_in
from programme.intake.words import ORDER_WORDS, same_minute_words
from programme.people.models import Account
from programme.people.sign_ins import account_actor
from programme.policies.refusals import NoRouteThen, NoRulesThen
from programme.referrals.criteria import Status
from programme.referrals.models import Origin
from programme.referrals.refusals import AlreadyReferred
from programme.shared.actor import WORKER, Actor

log = structlog.get_logger()

NOT_KEPT = "not_kept"
_NOT_KEPT_WORDS = "This row could not be kept. Refer the person on the form, and tell the administrator."


@dataclass(frozen=True, slots=True)
class RowTaken:
    """One row of an export after it was tried. `verdict` is ACCEPT where it became the case `referral_id`, and else the
    reason against it."""

    line: int
    verdict: ImportVerdict
    reference: str | None = None
    referral_id: int | None = None
    reasons: tuple[str, ...] = ()
    explanation: tuple[str, ...] = ()
    known_id: int | None = None


@dataclass(frozen=True, slots=True)
class TakingFor:
    """Whose offences are taken in, in whose name, when, and for which uploaded import, if any."""

    force_code: str
    actor: Actor
    now: datetime
    import_id: int | None = None


def why_not_taken(row: ExportRow, fault: Exception) -> RowTaken:
    """The outcome of a row that could not become a case because of `fault`."""
    if isinstance(fault, AlreadyReferred):
        return RowTaken(row.line, ImportVerdict.REPEAT, reasons=("repeat",), explanation=(fault.explanation,))
    if isinstance(fault, NoRouteThen | NoRulesThen):
        words = f"{fault.headline}. {fault.remedy}"
        return RowTaken(row.line, ImportVerdict.REFUSE, reasons=(fault.code,), explanation=(words,))
    log.error("import_row_not_kept", kind=type(fault).__name__)
    return RowTaken(row.line, ImportVerdict.UNREADABLE, reasons=(NOT_KEPT,), explanation=(_NOT_KEPT_WORDS,))


def take_rows(db: Session, rows: Sequence[ExportRow], taking: TakingFor) -> list[RowTaken]:
    """Make cases of readable rows, and say what became of each. An uploaded import keeps it in the same transaction.

    Rows whose clock would have to be guessed are nobody's to take: a human finds the date first.
    """
    guessed = {row.line: _not_guessed(row) for row in rows if _has_no_certain_clock(row)}
    certain = [row for row in rows if row.line not in guessed]
    taken = {one.line: one for one in _take_certain(db, certain, taking)} if certain else {}
    became = [guessed.get(row.line) or taken[row.line] for row in rows]
    if taking.import_id is not None:
        note_taken(db, taking.import_id, became)
    return became


def _has_no_certain_clock(row: ExportRow) -> bool:
    return row.values is not None and bool(row.values.unclear_dates) and row.values.offence_at is None


def _not_guessed(row: ExportRow) -> RowTaken:
    reasons = row.values.unclear_dates if row.values is not None else ()
    return RowTaken(
        row.line, ImportVerdict.DECIDE, reasons=reasons, explanation=tuple(ORDER_WORDS[one] for one in reasons)
    )


def _take_certain(db: Session, rows: Sequence[ExportRow], taking: TakingFor) -> list[RowTaken]:
    another = lines_with(db, taking.import_id, SAME_MINUTE, [row.line for row in rows]) if taking.import_id else set()
    outcomes = take_in(
        db,
        [replace(arrival_from_row(row), is_another=row.line in another) for row in rows],
        programme=our_programme(db, force_code=taking.force_code),
        force_code=taking.force_code,
        origin=Origin.IMPORT,
        actor=taking.actor,
        now=taking.now,
        what="import custody",
    )
    return [_taken(row, outcome) for row, outcome in zip(rows, outcomes, strict=True)]


def _taken(row: ExportRow, outcome: Outcome) -> RowTaken:
    if outcome.reference is not None:
        return RowTaken(row.line, ImportVerdict.ACCEPT, outcome.reference, outcome.referral_id)
    if outcome.about.repeat_of is not None:
        words = f"The same offence of the same person is here already: {outcome.about.repeat_of}."
        known_id = outcome.about.repeat_id
        return RowTaken(row.line, ImportVerdict.REPEAT, reasons=("repeat",), explanation=(words,), known_id=known_id)
    against = outcome.eligibility.with_status(Status.NOT_MET)
    if outcome.about.same_minute and not against:
        words, known_id = same_minute_words(outcome.about), outcome.about.minute_id
        return RowTaken(row.line, ImportVerdict.DECIDE, reasons=(SAME_MINUTE,), explanation=(words,), known_id=known_id)
    return RowTaken(
        row.line,
        ImportVerdict.REFUSE,
        reasons=tuple(criterion.code for criterion in against),
        explanation=tuple(criterion.reason for criterion in against),
    )


def taking_for(db: Session, import_id: int, *, now: datetime) -> TakingFor:
    """The force of an import, and who uploaded it: in that name its cases are made."""
    found = db.execute(
        select(CustodyImport.force_code, Account)
        .join(Account, Account.id == CustodyImport.account_id)
        .where(CustodyImport.id == import_id)
    ).one()
    return TakingFor(found.force_code, account_actor(found.Account), now, import_id)


def note_taken(db: Session, import_id: int, became: Sequence[RowTaken]) -> None:
    """Write down what became of a batch, so that the counts of the import add up."""
    found = lock_import(db, import_id, WORKER)
    cases = [
        {"import_id": import_id, "line": one.line, "referral_id": one.referral_id} for one in became if one.referral_id
    ]
    if cases:
        db.execute(update(ImportRow), cases)
    totals, kinds = Counter(found.totals), Counter(found.kinds)
    for one in became:
        if one.referral_id is None and (was := _judge_anew(db, import_id, one)):
            totals.subtract([was.verdict])
            totals.update([one.verdict.value])
            kinds.subtract({*was.reasons, *was.flags})
            kinds.update({*one.reasons, *was.flags})
            found.rows_ticked -= 1
    found.totals = {verdict: number for verdict, number in totals.items() if number}
    found.kinds = {kind: number for kind, number in kinds.items() if number}
    found.rows_taken += len(cases)
    found.rows_ticked -= len(cases)


@dataclass(frozen=True, slots=True)
class _Was:
    """How a row was judged before."""

    verdict: str
    reasons: list[str]
    flags: list[str]


def _judge_anew(db: Session, import_id: int, one: RowTaken) -> _Was | None:
    """The row could not be taken after all: give it its new verdict, and return the one it had. None when it has
    become a case meanwhile, which another process may have done."""
    row = db.execute(select(ImportRow).where(ImportRow.import_id == import_id, ImportRow.line == one.line)).scalar_one()
    if row.referral_id is not None:
        return None
    was = _Was(row.verdict, row.reasons, row.flags)
    row.verdict, row.known_id = one.verdict.value, one.known_id
    row.reasons, row.explanation, row.ticked = list(one.reasons), list(one.explanation), False
    if one.verdict is not ImportVerdict.DECIDE:
        row.answers_missing = 0
    return was


def end_taking(db: Session, import_id: int) -> None:
    """Say that every ticked row was taken."""
    found = lock_import(db, import_id, WORKER)
    if IMPORTS.allows(found.state, ImportEvent.ROWS_TAKEN):  # else another process has said so already
        found.apply(ImportEvent.ROWS_TAKEN)
