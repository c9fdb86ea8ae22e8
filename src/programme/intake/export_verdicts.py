"""What becomes of each row of a custody export, and what a person has to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from programme.eligibility import rules as eligibility
from programme.eligibility.known import WhatIsKnown
from programme.eligibility.rules import NOT_COMPARED, Criterion, Facts, OtherCase, eligibility_of
from programme.eligibility.terms import ORDINARY, DatedTerms
from programme.intake.custody_export import WRONG_NUMBER_OF_COLUMNS, ExportRow
from programme.intake.export_file import MONTH_FIRST, UNCLEAR_ORDER
from programme.intake.export_lines import BROKEN_QUOTES, LINE_TOO_LONG, NOT_TEXT
from programme.intake.export_matching import EarlierRows, FileThenStore, KnownCases
from programme.intake.export_values import DAY_NUMBER, ExportValues
from programme.people.names import is_usable_name
from programme.referrals.criteria import Status
from programme.shared.dates import london_date

BATCH = 500

_Reasons = list[tuple[str, str]]
"""Codes, each with its sentence."""


class ImportVerdict(StrEnum):
    """What becomes of a row. Only ACCEPT and DECIDE can become a case; DECIDE waits for somebody's answer."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    DECIDE = "decide"
    REPEAT = "repeat"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """The verdict on one row with every reason for it, the row's flags, and a sentence for each reason that says
    what to do. `FLAG_WORDS` has the sentences for the flags."""

    line: int
    verdict: ImportVerdict
    reasons: tuple[str, ...]
    flags: tuple[str, ...]
    explanation: tuple[str, ...]


_PROBLEM_WORDS = {
    WRONG_NUMBER_OF_COLUMNS: "This row has more or fewer columns than the first line of the file. Correct it in the "
    "custody system and export it again, or refer the person on the form.",
    BROKEN_QUOTES: "A quotation mark in this row has no partner, so it is not clear where a column ends. Correct the "
    "row in the custody system and export it again.",
    LINE_TOO_LONG: "This row is longer than any row can be. Export the file again.",
    NOT_TEXT: "This row holds characters that are not text. Export the file again as CSV.",
    "born_on_unreadable": "The date of birth is not a date that somebody living can have, written dd/mm/yyyy. Find it, "
    "correct it in the custody system and export the row again.",
    "offence_time_unreadable": "The day and time of the offence are missing or not written dd/mm/yyyy hh:mm. The "
    "clock to charge runs from them: find them now, and export the row again or refer the person on the form.",
    DAY_NUMBER: "A date stands in this row as a number: a spreadsheet (Excel) counts the days since 1900 with it. "
    "Give the column the format dd/mm/yyyy (with hh:mm for the offence), save it as CSV again, and import that.",
    "text_too_long": "A column holds more text than can be kept. Shorten it in the custody system.",
}

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
}

ORDER_WORDS = {
    MONTH_FIRST: "The dates of this file stand with the month first (month/day/year). None is guessed: the clock to "
    "charge would run from a wrong day. Export the file again with dates as dd/mm/yyyy, or refer him on the form.",
    UNCLEAR_ORDER: "The dates of this file stand in both orders, the day first in one row, the month first in another. "
    "None is guessed. Export the file again with dates as dd/mm/yyyy, or refer the person on the form.",
}
_NEEDS_DATES = frozenset({eligibility.ADULT_ON_OFFENCE_DATE, eligibility.OFFENCE_NOT_IN_FUTURE, eligibility.TIME_LEFT})

FLAG_WORDS = {
    "pnc_missing": "There is no PNC ID. People are matched by name and date of birth until there is one.",
    "bad_pnc_letter": "The letter of the PNC ID does not match its number. It is kept as entered and not relied on.",
    "pnc_unreadable": "The PNC ID has no form that such a number has. It is kept as entered and not relied on.",
    "dummy_pnc": "The PNC ID is a stand-in: it is nobody's. It is kept as entered, and nobody is matched by it.",
    "dummy_cro": "The CRO number is a stand-in: it is nobody's. It is kept as entered.",
    "bad_cro_letter": "The letter of the CRO number does not match its number. It is kept as entered.",
    "cro_unreadable": "The CRO number has no form that such a number has. It is kept as entered.",
    "bad_asn_letter": "The letter of the arrest/summons number does not match its number. It is kept as entered.",
    "asn_unreadable": "The arrest/summons number has no form that such a number has. It is kept as entered.",
    "unknown_asn_force": "No force has the code in the arrest/summons number.",
    "unknown_asn_unit": "The force has no unit with the code in the arrest/summons number.",
    "dummy_asn": "The arrest/summons number is a stand-in: it does not stand for a real arrest.",
    "urn_unreadable": "The URN has no form that such a number has. It is kept as entered.",
    "unknown_urn_force": "No force has the code in the URN.",
    "unknown_urn_unit": "The force has no unit with the code in the URN.",
    "dummy_urn": "The URN is a stand-in: it does not stand for a real case.",
    "odd_phone": "This is not a UK mobile number. It is kept as entered, and no text is sent to it.",
    "odd_email": "This is not an address we can send email to. It is kept as entered, and nothing is sent to it.",
    "dummy_phone": "The mobile number is a stand-in. It is kept as entered, and no text is sent to it.",
    "dummy_email": "The email address is a stand-in. It is kept as entered, and nothing is sent to it.",
    "odd_postcode": "This is not a UK postcode. It is kept as entered.",
    "text_cut": "A remark is longer than can be shown. It is cut here, and kept whole as it stood.",
    "formula_like_text": "A column begins like a spreadsheet formula. It is kept as text and never run; check it.",
    "case_tidied": "The name was typed in capitals or small letters only. Check how he writes it.",
    "forenames_missing": "There is no forename.",
    "name_split": "Surname and forenames stood together in one place, and were taken apart at the comma. Check them.",
    "dummy_name": "A name is a stand-in (such as UNKNOWN, LNU or a dot) or a title. Nobody is matched by it.",
    "invisible_marks": "Characters that nobody sees stood in the name. They were taken out. Check it.",
    "custody_ref_missing": "There is no custody reference, and he did not attend voluntarily.",
    "dummy_custody_ref": "The custody reference is a stand-in. Nothing is matched by it.",
    "arrest_in_future": "The arrest is dated after today. Check it.",
    "arrest_before_offence": "The arrest is before the offence. Check both times.",
    "arrest_time_unreadable": "The time of the arrest cannot be read as dd/mm/yyyy hh:mm. It is left out.",
    "clock_change_time": "The clocks were changed at the time of the offence. Check the time.",
    "safe_contact_not_asked": "Nobody recorded how it is safe to contact him. Nothing is sent until somebody does.",
    "safe_contact_unreadable": "The answer about safe contact is not one of the known ones. Nothing is sent until "
    "somebody records it.",
    "admission_unreadable": "The admission is neither Y nor N. It counts as not recorded.",
    "release_unreadable": "The release status is not BAIL, RUI or VA. It is left open.",
    "bail_return_missing": "He is on bail, and there is no date to return.",
    "bail_return_unreadable": "The date to return on bail is not written dd/mm/yyyy. It is left out.",
    "bail_return_without_bail": "There is a date to return on bail, and he is not on bail.",
    "bail_before_offence": "The date to return on bail is before the offence. Check both dates.",
    "bail_return_passed": "The date to return on bail has passed. Check whether bail was extended.",
    "bail_after_charge_by": "The date to return on bail is after the last day to charge. Bail does not move that day.",
    "bail_not_working_day": "The date to return on bail is at a weekend or on a bank holiday. Check it.",
    "odd_letters": "Some letters may have been damaged on the way, or are of another alphabet. Check the names.",
}
"""A plain sentence for each flag."""


def judge_row(row: ExportRow, known: KnownCases, today: date, terms: DatedTerms = ORDINARY) -> RowVerdict:
    """The verdict on a row, from what it says and what is known. `known` must have been primed with the row.

    Unreadable before anything else; then a repeat; then refused for any hard reason; then to be decided by a
    person; else accepted. All reasons are listed, whatever the verdict. Flags never change a verdict.
    """
    if row.problems or row.values is None:
        words = tuple(_PROBLEM_WORDS[problem] for problem in row.problems)
        return RowVerdict(row.line, ImportVerdict.UNREADABLE, row.problems, row.flags, words)
    about = known.about(row)
    refused, undecided = _reasons(row.values, about, today, terms)
    repeated = _repeat(about)
    if repeated:
        verdict = ImportVerdict.REPEAT
    elif refused:
        verdict = ImportVerdict.REFUSE
    else:
        verdict = ImportVerdict.DECIDE if undecided else ImportVerdict.ACCEPT
    reasons = repeated + refused + undecided
    return RowVerdict(
        row.line, verdict, tuple(code for code, _ in reasons), row.flags, tuple(words for _, words in reasons)
    )


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
        earlier.remember(row, may_become_case=verdict.verdict in (ImportVerdict.ACCEPT, ImportVerdict.DECIDE))
        verdicts.append(verdict)
    return verdicts


def _repeat(about: WhatIsKnown) -> _Reasons:
    if about.repeat_of is None:
        return []
    words = f"The same offence of the same person is here already: {about.repeat_of}. Nothing needs to be done."
    return [("repeat", words)]


def _reasons(values: ExportValues, about: WhatIsKnown, today: date, terms: DatedTerms) -> tuple[_Reasons, _Reasons]:
    """The reasons to refuse the row, and those for a person to decide, each with its sentence."""
    held_to = terms.as_far_as_known(london_date(values.offence_at) if values.offence_at else today)
    found = eligibility_of(
        Facts(
            born_on=values.born_on,
            offence_code=values.offence_code,
            offence_at=values.offence_at,
            admission=values.admission,
            earlier_course_or_offer_in_lookback=about.earlier_course is not None if about.lookback_known else None,
            # What a row can say does not tell how the two cases stand to each other: that is found when it is taken.
            other_case=OtherCase.ANOTHER if about.open_case is not None and not about.repeat_of else OtherCase.NONE,
            today=today,
            policy=held_to.policy,
            admission_need=held_to.admission,
            route_name=held_to.route_name,
            lookback_years=held_to.rules.lookback_years,
        )
    )
    refused = [_reason(criterion, about) for criterion in found.with_status(Status.NOT_MET)]
    undecided = [(order, ORDER_WORDS[order]) for order in values.unclear_dates]
    undecided += [
        _reason(criterion, about)
        for criterion in found.with_status(Status.UNKNOWN)
        if not (values.unclear_dates and criterion.code in _NEEDS_DATES)
    ]
    if not is_usable_name(values.surname):
        words = "The surname is missing, a stand-in or damaged. Find it, then refer him on the form or export it again."
        undecided.append(("surname_missing", words))
    if about.possible_person is not None and about.repeat_of is None and about.open_case is None:
        words = (
            f"Somebody of the same name and date of birth is here already: {about.possible_person}. Without a PNC ID "
            "for both it is not sure that they are one person. Decide whether they are."
        )
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
