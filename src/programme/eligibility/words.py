"""How pages and the timeline name the criteria and the answer."""

from __future__ import annotations

from programme.eligibility import rules as eligibility
from programme.eligibility.rules import ONE_PERSON, SURNAME_KNOWN, EligibilityVerdict

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
    eligibility.ENOUGH_EVIDENCE: "Evidence",
    eligibility.NO_CONCERN: "Safeguarding",
    eligibility.NO_VIOLENCE: "Violence or threats",
    eligibility.NO_RELEVANT_RECORD: "Earlier record",
}
"""A short, neutral name for each criterion: these go on the timeline."""


def criterion_name(code: str) -> str:
    """Its name, also of a criterion that an old case keeps and that nobody asks any more."""
    return CRITERION_NAMES.get(code, code.replace("_", " ").capitalize())


ELIGIBILITY_WORDS = {
    EligibilityVerdict.ELIGIBLE: "Eligible",
    EligibilityVerdict.UNDECIDED: "To be decided",
    EligibilityVerdict.INELIGIBLE: "Not eligible",
}

ELIGIBILITY_TONES = {
    EligibilityVerdict.ELIGIBLE: "green",
    EligibilityVerdict.INELIGIBLE: "red",
    EligibilityVerdict.UNDECIDED: "yellow",
}
