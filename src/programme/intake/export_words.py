"""The words of a custody export: what each cell that holds one of a few words may say."""

from __future__ import annotations

from collections.abc import Mapping

from programme.eligibility.circumstances import Circumstances
from programme.people.models import SafeContact
from programme.referrals.models import Admission, Release

SAFE_CONTACT = {
    "Y": SafeContact.ANY, "YES": SafeContact.ANY, "N": SafeContact.NONE, "NO": SafeContact.NONE,
    "MOBILE ONLY": SafeContact.MOBILE_ONLY, "EMAIL ONLY": SafeContact.EMAIL_ONLY, "NO POST": SafeContact.NO_POST,
    "": SafeContact.NOT_ASKED,
}  # fmt: skip
ADMISSION_READ = {
    "Y": Admission.ADMITTED, "YES": Admission.ADMITTED, "N": Admission.DENIED, "NO": Admission.DENIED,
    "": Admission.UNRECORDED,
}  # fmt: skip
RELEASE_READ = {
    "BAIL": Release.BAIL, "RUI": Release.UNDER_INVESTIGATION, "VA": Release.VOLUNTARY, "": Release.UNKNOWN,
}  # fmt: skip

ANSWER_COLUMNS = {
    "EnoughEvidence": ("enough_evidence", "Y"),
    "SafeguardingConcern": ("no_concern", "N"),
    "Violence": ("no_violence", "N"),
    "RelevantRecord": ("no_relevant_record", "N"),
}
"""The four answers that only a human gives: the column of each, its criterion, and the word by which that is met."""
_YES_NO = {"Y": "Y", "YES": "Y", "N": "N", "NO": "N"}
_NOBODY_KNOWS = frozenset({"", "U", "UNKNOWN", "NOT KNOWN", "N/K", "NK", "?", "-"})
ANSWER_UNREADABLE, CONCERN_REPORTED = "answer_unreadable", "concern_reported"
SAME_MINUTE = "same_minute_elsewhere"
"""Why a row is to decide whose offence is one that is here but for the place."""


def read_answers(texts: Mapping[str, str]) -> tuple[Circumstances, list[str]]:
    """The answers of a row, and what is odd about them. A sign that somebody needs protecting is no answer: it takes
    its signs from a human, who is told that the export says so. Words in its place ("under 18") are taken for one."""
    said: dict[str, bool | None] = {}
    odd = []
    for column, (code, met_by) in ANSWER_COLUMNS.items():
        text = texts.get(column, "").upper()
        word = _YES_NO.get(text)
        if word is None and text not in _NOBODY_KNOWS:
            odd.append(ANSWER_UNREADABLE)
        said[code] = None if word is None else word == met_by
    told = texts.get("SafeguardingConcern", "").upper()
    if said["no_concern"] is False or (said["no_concern"] is None and told not in _NOBODY_KNOWS):
        said["no_concern"] = None
        odd.append(CONCERN_REPORTED)
    return Circumstances(**said), odd
