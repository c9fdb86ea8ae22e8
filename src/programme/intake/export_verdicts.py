"""The verdict on each row of a custody export, and what a person has to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from programme.eligibility import rules as eligibility
from programme.eligibility.assessment import answers_missing, is_asked
from programme.eligibility.circumstances import HUMAN_CRITERIA, answered
from programme.eligibility.known import WhatIsKnown
from programme.eligibility.rules import NOT_COMPARED, Criterion, Facts, OtherCase, eligibility_of
from programme.eligibility.terms import ORDINARY, DatedTerms, Terms
from programme.intake.custody_export import ExportRow
from programme.intake.export_matching import EarlierRows, FileThenStore, KnownCases
from programme.intake.export_values import ExportValues
from programme.intake.export_words import CONCERN_REPORTED, SAME_MINUTE
from programme.intake.states import CAN_BECOME_CASES, ImportVerdict
from programme.intake.words import CONCERN_WORDS, ORDER_WORDS, ROW_PROBLEM_WORDS, same_minute_words
from programme.people.names import is_usable_name
from programme.referrals.criteria import Status
from programme.shared.dates import london_date

BATCH = 500

_Reasons = list[tuple[str, str]]
"""Codes, each with its sentence."""


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """The verdict on one row with every reason for it, the row's flags, and a sentence for each reason that says
    what to do. `FLAG_WORDS` has the sentences for the flags. `answers_missing`: how many answers that only a human
    gives the case would wait for that it can become; `known_id`: the case that it is already, or may be."""

    line: int
    verdict: ImportVerdict
    reasons: tuple[str, ...]
    flags: tuple[str, ...]
    explanation: tuple[str, ...]
    answers_missing: int = 0
    known_id: int | None = None


_REASONS = {
    (eligibility.ADULT_ON_OFFENCE_DATE, Status.NOT_MET): "under_18",
    (eligibility.ADULT_ON_OFFENCE_DATE, Status.UNKNOWN): "born_on_missing",
    (eligibility.PROGRAMME_OFFENCE, Status.NOT_MET): "excluded_offence",
    (eligibility.PROGRAMME_OFFENCE, Status.UNKNOWN): "offence_code_unclear",
    (eligibility.OFFENCE_NOT_IN_FUTURE, Status.NOT_MET): "offence_in_future",
    (eligibility.ADMISSION_MADE, Status.NOT_MET): "admission_denied",
    (eligibility.ADMISSION_MADE, Status.UNKNOWN): "admission_not_recorded",
    (eligibility.FIRST_COURSE, Status.NOT_MET): "earlier_course",
    (eligibility.FIRST_COURSE, Status.UNKNOWN): "lookback_not_checked",
    (eligibility.NO_OPEN_CASE, Status.UNKNOWN): "second_offence_while_open",
    (eligibility.TIME_LEFT, Status.NOT_MET): "no_time_left",
    (eligibility.ENOUGH_EVIDENCE, Status.NOT_MET): "evidence_lacking",
    (eligibility.NO_VIOLENCE, Status.NOT_MET): "violence_reported",
    (eligibility.NO_RELEVANT_RECORD, Status.NOT_MET): "relevant_record",
}

_NEEDS_DATES = frozenset({eligibility.ADULT_ON_OFFENCE_DATE, eligibility.OFFENCE_NOT_IN_FUTURE, eligibility.TIME_LEFT})


def judge_row(row: ExportRow, known: KnownCases, today: date, terms: DatedTerms = ORDINARY) -> RowVerdict:
    """The verdict on a row, from what it says and what is known. `known` must have been primed with the row.

    Unreadable before anything else; then a repeat; then refused for any hard reason; then to be decided by a
    person; else accepted. All reasons are listed, whatever the verdict. Flags never change a verdict.
    """
    if row.problems or row.values is None:
        words = tuple(ROW_PROBLEM_WORDS[problem] for problem in row.problems)
        return RowVerdict(row.line, ImportVerdict.UNREADABLE, row.problems, row.flags, words)
    about = known.about(row)
    held_to = _held_to(row.values, today, terms)
    refused, undecided = _reasons(row.values, about, today, held_to)
    if CONCERN_REPORTED in row.flags:
        undecided.append((CONCERN_REPORTED, CONCERN_WORDS))
    repeated = _repeat(about)
    if repeated:
        verdict = ImportVerdict.REPEAT
    elif refused:
        verdict = ImportVerdict.REFUSE
    else:
        verdict = ImportVerdict.DECIDE if undecided else ImportVerdict.ACCEPT
    reasons = repeated + refused + undecided
    return RowVerdict(
        row.line,
        verdict,
        tuple(code for code, _ in reasons),
        row.flags,
        tuple(words for _, words in reasons),
        answers_missing(row.values.circumstances, held_to) if verdict in CAN_BECOME_CASES else 0,
        about.repeat_id or about.minute_id,
    )


def _held_to(values: ExportValues, today: date, terms: DatedTerms) -> Terms:
    offence_on = london_date(values.offence_at) if values.offence_at else today
    return terms.as_far_as_known(offence_on, values.admission)


def judge_batch(
    rows: Sequence[ExportRow],
    stored: KnownCases,
    earlier: EarlierRows,
    today: date,
    terms: DatedTerms = ORDINARY,
) -> list[RowVerdict]:
    """The verdicts on the next rows of a file: primes the store with them, then judges and remembers each in turn."""
    known = FileThenStore(earlier, stored)
    known.prime(rows)
    verdicts = []
    for row in rows:
        verdict = judge_row(row, known, today, terms)
        is_case = verdict.verdict is ImportVerdict.REPEAT
        earlier.remember(row, may_become_case=verdict.verdict in CAN_BECOME_CASES, is_case=is_case)
        verdicts.append(verdict)
    return verdicts


def _repeat(about: WhatIsKnown) -> _Reasons:
    if about.repeat_of is None:
        return []
    words = f"The same offence of the same person is here already: {about.repeat_of}."
    return [("repeat", words)]


def _reasons(values: ExportValues, about: WhatIsKnown, today: date, held_to: Terms) -> tuple[_Reasons, _Reasons]:
    """The reasons to refuse the row, and those for a person to decide, each with its sentence."""
    found = eligibility_of(
        Facts(
            born_on=values.born_on,
            offence_code=values.offence_code,
            offence_at=values.offence_at,
            admission=values.admission,
            earlier_course_or_offer_in_lookback=about.earlier_course is not None if about.lookback_known else None,
            # A row does not tell how the two cases stand to each other: that is found when it is taken.
            other_case=OtherCase.ANOTHER if about.open_case is not None and not about.repeat_of else OtherCase.NONE,
            today=today,
            policy=held_to.policy,
            admission_need=held_to.admission,
            route_name=held_to.route_name,
            lookback_years=held_to.rules.lookback_years,
        )
    )
    against = [
        answered(code, met=False)
        for code in HUMAN_CRITERIA
        if getattr(values.circumstances, code) is False and is_asked(held_to, code)
    ]
    refused = [_reason(criterion, about) for criterion in (*found.with_status(Status.NOT_MET), *against)]
    undecided = [(order, ORDER_WORDS[order]) for order in values.unclear_dates]
    undecided += [
        _reason(criterion, about)
        for criterion in found.with_status(Status.UNKNOWN)
        if not (values.unclear_dates and criterion.code in _NEEDS_DATES)
    ]
    if not is_usable_name(values.surname):
        words = (
            "The surname is missing, damaged or a placeholder. Find it, then refer him on the form or export it again."
        )
        undecided.append(("surname_missing", words))
    if about.repeat_of is None and about.same_minute:
        undecided.append((SAME_MINUTE, same_minute_words(about)))
    if about.left_above is not None and about.repeat_of is None:
        words = (
            f"The same offence of the same person stands in {about.left_above}, which cannot become a case. Find out "
            "which of the two is right."
        )
        undecided.append(("offence_stands_above", words))
    if about.possible_person is not None and about.repeat_of is None and about.open_case is None:
        words = f"He may be the person of {about.possible_person}: {about.likeness}. Decide who he is."
        undecided.append(("possible_same_person", words))
    return refused, undecided


def _reason(criterion: Criterion, about: WhatIsKnown) -> tuple[str, str]:
    code = _REASONS[criterion.code, criterion.status]
    if code == "second_offence_while_open":
        return code, f"{criterion.reason} The other case: {about.open_case}."
    if code == "earlier_course" and about.earlier_course:
        return code, f"{criterion.reason} See {about.earlier_course}."
    if code == "lookback_not_checked" and not about.compared:
        return code, NOT_COMPARED
    return code, criterion.reason
