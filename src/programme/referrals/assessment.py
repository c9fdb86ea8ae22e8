"""Eligibility as a case stores it: the criteria of the rules, the questions only a human can settle, and his answers.

Pure: what is known was looked up before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from programme.referrals import eligibility
from programme.referrals.deadlines import ClockPolicy
from programme.referrals.eligibility import Criterion, Eligibility, EligibilityVerdict, Facts, Status, eligibility_of
from programme.referrals.export_matching import NOTHING_KNOWN, WhatIsKnown
from programme.referrals.models import Admission

SURNAME_KNOWN = "surname_known"
ONE_PERSON = "one_person"

CRITERION_NAMES = {
    eligibility.ADULT_ON_OFFENCE_DATE: "Age",
    eligibility.PROGRAMME_OFFENCE: "Offence code",
    eligibility.OFFENCE_NOT_IN_FUTURE: "Date of the offence",
    eligibility.ADMISSION_MADE: "Admission",
    eligibility.FIRST_COURSE: "Earlier course or offer",
    eligibility.NO_OPEN_CASE: "Other open case",
    eligibility.TIME_LEFT: "Time left",
    SURNAME_KNOWN: "Surname",
    ONE_PERSON: "Same person",
}
"""A short, neutral name for each criterion: these go on the timeline."""

VERDICT_WORDS = {
    EligibilityVerdict.ELIGIBLE: "Eligible",
    EligibilityVerdict.UNDECIDED: "To be decided",
    EligibilityVerdict.INELIGIBLE: "Not eligible",
}


@dataclass(frozen=True, slots=True)
class Settled:
    """A human's answer to one criterion: who gave it and when stays with it."""

    status: Status
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What eligibility asks of a case itself."""

    surname: str
    born_on: date | None
    offence_code: str
    offence_at: datetime
    admission: Admission
    cautioned_on: date | None = None


def assess(
    facts: CaseFacts,
    about: WhatIsKnown,
    *,
    today: date,
    policy: ClockPolicy,
    settled: Mapping[str, Settled] | None = None,
) -> Eligibility:
    """Every criterion with its answer. A human's answer stands in for what the rules could not know, and never
    lifts what they found not met."""
    found = eligibility_of(
        Facts(
            born_on=facts.born_on,
            offence_code=facts.offence_code,
            offence_at=facts.offence_at,
            admission=facts.admission,
            earlier_course_or_offer_in_lookback=about.earlier_course is not None if about.lookback_known else None,
            open_case_exists=about.open_case is not None,
            today=today,
            policy=policy,
            cautioned_on=facts.cautioned_on,
        )
    )
    criteria = [*(_named(criterion, about) for criterion in found.criteria), _surname(facts), _one_person(about)]
    return _together([_answered(criterion, settled or {}) for criterion in criteria])


def stored(found: Eligibility, settled: Mapping[str, Settled] | None = None) -> list[dict[str, Any]]:
    """The criteria as a case keeps them."""
    rows: list[dict[str, Any]] = []
    for criterion in found.criteria:
        row = {"code": criterion.code, "status": criterion.status.value, "reason": criterion.reason}
        answer = (settled or {}).get(criterion.code)
        if answer is not None:
            row |= {"settled_by": answer.by, "settled_at": answer.at.isoformat(), "settled_status": answer.status.value}
            row |= {"settled_reason": answer.reason}
        rows.append(row)
    return rows


def settled_in(rows: Sequence[Mapping[str, Any]]) -> dict[str, Settled]:
    """The humans' answers among the criteria that a case keeps."""
    return {
        row["code"]: Settled(
            Status(row["settled_status"]),
            row["settled_reason"],
            row["settled_by"],
            datetime.fromisoformat(row["settled_at"]),
        )
        for row in rows
        if "settled_status" in row
    }


def open_questions(found: Eligibility) -> str:
    """What the verdict hangs on, in neutral words: "Waiting for: admission, surname." Empty when eligible."""
    for status, words in ((Status.NOT_MET, "Not met"), (Status.UNKNOWN, "Waiting for")):
        names = [CRITERION_NAMES[criterion.code].lower() for criterion in found.with_status(status)]
        if names:
            return f"{words}: {', '.join(names)}."
    return ""


def _named(criterion: Criterion, about: WhatIsKnown) -> Criterion:
    other = {
        (eligibility.NO_OPEN_CASE, Status.UNKNOWN): about.open_case,
        (eligibility.FIRST_COURSE, Status.NOT_MET): about.earlier_course,
    }.get((criterion.code, criterion.status))
    return replace(criterion, reason=f"{criterion.reason} See {other}.") if other else criterion


def _surname(facts: CaseFacts) -> Criterion:
    if facts.surname:
        return Criterion(SURNAME_KNOWN, Status.MET, "The surname is recorded.")
    return Criterion(SURNAME_KNOWN, Status.UNKNOWN, "The surname is missing. Find it and record it.")


def _one_person(about: WhatIsKnown) -> Criterion:
    if about.possible_person is None:
        return Criterion(ONE_PERSON, Status.MET, "Nobody else here could be the same person.")
    return Criterion(
        ONE_PERSON,
        Status.UNKNOWN,
        f"Somebody of the same name and date of birth is here already: {about.possible_person}. Without a PNC ID for "
        "both it is not sure that they are one person. Decide whether they are.",
    )


def _answered(criterion: Criterion, settled: Mapping[str, Settled]) -> Criterion:
    answer = settled.get(criterion.code)
    if answer is None or criterion.status is Status.NOT_MET:
        return criterion
    return Criterion(criterion.code, answer.status, answer.reason)


def _together(criteria: Sequence[Criterion]) -> Eligibility:
    statuses = {criterion.status for criterion in criteria}
    if Status.NOT_MET in statuses:
        verdict = EligibilityVerdict.INELIGIBLE
    elif Status.UNKNOWN in statuses:
        verdict = EligibilityVerdict.UNDECIDED
    else:
        verdict = EligibilityVerdict.ELIGIBLE
    return Eligibility(verdict, tuple(criteria))


__all__ = [
    "CRITERION_NAMES",
    "NOTHING_KNOWN",
    "ONE_PERSON",
    "SURNAME_KNOWN",
    "VERDICT_WORDS",
    "CaseFacts",
    "Settled",
    "assess",
    "open_questions",
    "settled_in",
    "stored",
]
