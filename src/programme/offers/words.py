"""How pages, papers and the timeline say where an offer is, how it was explained, and what he signs and answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from programme.offers.models import Answer, ExplainedHow, FitToDecide, PinAsked, PinReason
from programme.offers.states import OfferState
from programme.offers.told.conditions import Signing
from programme.policies.models import AdmissionNeed, FailureMeans, Paper
from programme.shared.dates import spoken_date


def asked_about_solicitor(advised_by: str, advice_refused_because: str) -> str:
    """How a page says that he was asked about a solicitor before he signed; one that was signed earlier has neither."""
    if advised_by:
        return f"Spoke to {advised_by}"
    return f"Asked, and said no: {advice_refused_because}" if advice_refused_because else "Not on record"


def version_words(version: str, signed_on: date | None) -> str:
    """How a page calls the words of an offer: the lawyer's answers are in them, so the day of his signature too."""
    return f"{version}, as signed on {spoken_date(signed_on)}" if signed_on else version


def solicitor_line(advised_by: str, advice_refused_because: str) -> str:
    """The same on the line of the paper, in his own words; empty where it is not on record."""
    return advised_by or (f"I was asked and said no: {advice_refused_because}" if advice_refused_because else "")


PROOF = "photo proof of who you are"
"""The thing that he brings, on every page and paper; the words that he is told say it without the first."""

HOW_WORDS = {
    ExplainedHow.IN_PERSON: "In person",
    ExplainedHow.BY_TELEPHONE: "By telephone",
    ExplainedHow.BY_VIDEO: "By video",
    ExplainedHow.READ_ONLINE: "On his own pages, online",
}


def opened_words(headings: Sequence[str], *, summary: bool = False) -> str:
    """How a page says what he opened of the words on his own pages: that, and no more. `headings` of the screens."""
    screens = "; ".join(headings)
    if summary:
        return f"He opened the summary and: {screens}" if screens else "He opened the summary only"
    return f"He opened: {screens}" if screens else "What he opened of them is not on record"


def read_words(headings: Sequence[str]) -> str:
    """How a page says what of the words was read to him on the telephone."""
    return "; ".join(("Read to him: the summary", *headings))


FIT_WORDS = {
    FitToDecide.YES: "Yes: he is sober and well, and understood what he was told",
    FitToDecide.WITH_HELP: "Yes, with an interpreter or an appropriate adult, named below",
    FitToDecide.NO: "No, or it is in doubt",
}

OFFER_STATE_WORDS = {
    OfferState.OPEN: "Waiting for his answer",
    OfferState.ACCEPTED: "Accepted",
    OfferState.DECLINED: "Declined",
    OfferState.LAPSED: "Lapsed without an answer",
    OfferState.WITHDRAWN: "Withdrawn",
}

ANSWER_WORDS = {
    Answer.ACCEPTED: "Yes",
    Answer.DECLINED: "No",
    Answer.COURT: "He would rather go to court",
    Answer.CHANGED_MIND: "No, after a yes",
}

SIGNING_WORDS = {
    Signing.SIGNED: "He had signed the form",
    Signing.TO_SIGN: "He had a form to sign",
    Signing.NOTHING: "There was nothing to sign",
}

# On the paper that he signs, by the route of his case.

PAPER_KINDS = {
    Paper.CAUTION: "{name}",
    Paper.AGREEMENT: "Agreement ({kind})",
    Paper.RECORD: "Record of what was agreed ({kind})",
}
PAPER_ADMISSIONS = {
    AdmissionNeed.ADMITS: "I did this. I admit that I committed this offence.",
    AdmissionNeed.ACCEPTS_RESPONSIBILITY: "I accept that I was responsible for this.",
    AdmissionNeed.NOT_NEEDED: "I do not have to say whether I did this, and this form does not say it.",
}
PAPER_CONSENTS = {
    Paper.CAUTION: "I agree to be given a {kind} for it.",
    Paper.AGREEMENT: "I agree to do what stands below, instead of a decision to prosecute me now.",
    Paper.RECORD: "I agree that it is settled in this way.",
}
PAPER_RECORDS = {
    Paper.CAUTION: "It goes on my record. I was told who can see it.",
    Paper.AGREEMENT: "It is not a caution and not a conviction. The police keep a note, and I was told who can see it.",
    Paper.RECORD: "It is not a caution and not a conviction. The police keep a note, and I was told who can see it.",
}
PAPER_FAILURES = {
    FailureMeans.PROSECUTION: (
        "If I do not keep the condition and have no good reason, I can be arrested and prosecuted.",
        "This form can then be used in court.",
    ),
    FailureMeans.DECISION_REVIVES: ("If I do not finish, the police decide again, and can prosecute me.",),
    FailureMeans.NO_PROSECUTION: ("Not finishing is not by itself a reason to prosecute me.",),
    FailureMeans.PENALTY_ONLY: (
        "If I do not keep the condition and have no good reason, I can be made to pay a penalty. I cannot be "
        "prosecuted for it.",
    ),
}
PAPER_WARNINGS = {
    FailureMeans.PROSECUTION: "If I do not keep the condition and have no good reason, I can be arrested and "
    "prosecuted, and this form can be used.",
    FailureMeans.DECISION_REVIVES: "If I do not finish, the police decide again, and they can prosecute me.",
    FailureMeans.NO_PROSECUTION: "",
    FailureMeans.PENALTY_ONLY: "If I do not keep the condition and have no good reason, I can be made to pay a "
    "penalty.",
}
PIN_REASON_WORDS = {
    PinReason.FORGOTTEN: "The PIN is forgotten",
    PinReason.KNOWN_TO_SOMEBODY: "Somebody else may know the PIN",
}
PIN_ASKED_WORDS = {
    PinAsked.FACE_TO_FACE: "The person was there, and showed who it is",
    PinAsked.RANG_HIM: "I rang the mobile number on the record myself, and the person said the date of birth",
}
