"""Texts that somebody at a desk types into the forms about an offer, at NOW."""

from __future__ import annotations

from datetime import UTC, datetime

from programme.offers.told.released import newest_version
from programme.referrals.criteria import KeptCriterion, Status

SAID_BACK = {
    "fit": "yes",
    "read_to_him": "yes",
    "said_offered": "A day instead of court.",
    "said_follows": "It stays on record. If I do not go: court.",
    "said_may_refuse": "I can say no. Advice is free here.",
}
"""He can decide, was read the words, and said them back."""
TOLD = {
    "words_version": newest_version("conditional_caution"),
    "how": "in_person",
    "language": "English",
    "explained_on-day": "1",
    "explained_on-month": "3",
    "explained_on-year": "2027",
    "explained_time": "9:45am",
    "explained_by": "Sgt A. Desk, Custody",
    **SAID_BACK,
}
"""How it was explained, a quarter of an hour ago, and what he said back."""
AUTHORISED = {"authorised_by": "Insp E. High", "authorised_rank": "inspector"}
SIGNED = {
    **SAID_BACK,
    "offence": "An offence.",
    "admission": "I admit it.",
    "consent": "I agree.",
    "conditions": "I complete the course.",
    "signed_on-day": "1",
    "signed_on-month": "3",
    "signed_on-year": "2027",
    "signed_time": "9:50am",
    "given_by": "Sgt A. Desk, Custody",
    "given_by_rank": "sergeant",
    "warning_given": "yes",
    "advice": "said_no",
    "advice_words": "He wants to get it over with.",
}
"""The caution document, signed after that; he said it back once more."""
ALL_SETTLED = [
    KeptCriterion(
        code,
        Status.MET,
        "Checked.",
        settled_status=Status.MET,
        settled_reason="Checked.",
        settled_by="Sgt A. Desk",
        settled_at=datetime(2027, 2, 20, 10, tzinfo=UTC),
    )
    for code in ("first_course", "enough_evidence", "no_violence", "no_relevant_record", "no_concern")
]
"""The criteria that only a human can answer, answered: what a case that was offered keeps."""
