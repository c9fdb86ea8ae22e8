"""How pages name a person’s numbers and the ways in which he may be reached."""

from __future__ import annotations

from programme.people.identifiers import (
    BAD_CHECK_LETTER,
    DUMMY,
    IMPOSSIBLE_YEAR,
    MISSING,
    UNKNOWN_FORCE,
    UNKNOWN_UNIT,
    UNREADABLE,
    IdentifierKind,
)
from programme.people.models import SafeContact

IDENTIFIER_WORDS = {
    IdentifierKind.PNC_ID: "PNC ID",
    IdentifierKind.CRO: "CRO number",
    IdentifierKind.ASN: "Arrest/summons number",
    IdentifierKind.URN: "URN",
}

SAFE_CONTACT_WORDS = {
    SafeContact.ANY: "Letter, email, text or call",
    SafeContact.NO_POST: "Email, text or call, but no letters",
    SafeContact.MOBILE_ONLY: "His mobile only",
    SafeContact.NONE: "Nothing: hand him everything on paper",
    SafeContact.NOT_ASKED: "He was not asked, so nothing is sent",
}

PROBLEM_WORDS = {
    MISSING: "There is no number here.",
    UNREADABLE: "This is not in a form that such a number has. It is kept as it was entered.",
    BAD_CHECK_LETTER: "The last letter does not match the number, so one of its characters is wrong. "
    "It is kept as it was entered.",
    IMPOSSIBLE_YEAR: "The year in this number has not begun yet. It is kept as it was entered.",
    UNKNOWN_FORCE: "The number holds together, but no police force has this code.",
    UNKNOWN_UNIT: "The number holds together, but the force has no station or unit with this code.",
    DUMMY: "This is a stand-in that people and systems enter when they have no number. It does not identify anything.",
}
"""A plain sentence for each problem, for the page where the number was typed."""
