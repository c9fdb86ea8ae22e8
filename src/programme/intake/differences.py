"""The facts that a row of an export has otherwise than the case that it is already: only they are read. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from programme.intake.arrivals import Arrival, identifiers_of
from programme.intake.known_people import canonical_custody_reference
from programme.people.models import SafeContact
from programme.people.words import SAFE_CONTACT_WORDS
from programme.referrals.models import Admission, Release
from programme.referrals.words import ADMISSION_WORDS, FACT_WORDS, RELEASE_WORDS
from programme.shared.dates import spoken_date, spoken_instant

_COMPARED: Mapping[str, str] = {
    **{fact: words for fact, words in FACT_WORDS.items() if fact not in ("sex", "area")},
    "offence_at": "Time of the offence",
    "mobile": "Mobile",
    "email": "Email",
    "address": "Address",
    "postcode": "Postcode",
    "safe_contact": "Safe contact",
    "release": "Release",
    "bail_return_on": "Bail return",
    "admission": "Admission",
}
_WORDS: Mapping[Any, str] = {**SAFE_CONTACT_WORDS, **RELEASE_WORDS, **ADMISSION_WORDS}
_NOT_SAID = (None, "", SafeContact.NOT_ASKED, Release.UNKNOWN, Admission.UNRECORDED)


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact that the file has otherwise: its name, as the file has it, as the case has it; "" where it has none."""

    name: str
    in_file: str
    here: str


def differences(row: Arrival, case: Arrival, *, today: date) -> list[Difference]:
    """The facts that the row gives and the case does not have so; a fact that it leaves out says nothing."""
    theirs, ours = _comparable(row, today), _comparable(case, today)
    return [
        Difference(words, _said(theirs[fact]), _said(ours[fact]))
        for fact, words in _COMPARED.items()
        if theirs[fact] not in _NOT_SAID and theirs[fact] != ours[fact]
    ]


def _comparable(arrival: Arrival, today: date) -> dict[str, Any]:
    found = {fact: getattr(arrival, fact) for fact in _COMPARED}
    found |= {one.kind.value: one.canonical or one.as_entered for one in identifiers_of(arrival, today=today)}
    return found | {"custody_reference": canonical_custody_reference(arrival.custody_reference)}


def _said(value: Any) -> str:
    if value in _NOT_SAID:
        return ""
    if isinstance(value, datetime):
        return spoken_instant(value)
    if isinstance(value, date):
        return spoken_date(value)
    return _WORDS[value] if value in _WORDS else str(value)
