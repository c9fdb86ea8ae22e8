"""How pages say what may travel between forces."""

from __future__ import annotations

from collections.abc import Collection

from programme.exchange.models import TravelField
from programme.exchange.travelling import fields_named

TRAVEL_WORDS = {
    TravelField.SEX: "Sex",
    TravelField.ADDRESS: "Address and postcode",
    TravelField.MOBILE: "Mobile number",
    TravelField.EMAIL: "Email address",
    TravelField.PNC_ID: "PNC ID",
    TravelField.CRO: "CRO number",
    TravelField.ASN: "Arrest/summons number (ASN)",
    TravelField.URN: "URN",
    TravelField.CRIME_NUMBER: "Crime number",
    TravelField.CUSTODY_REFERENCE: "Custody record number",
    TravelField.ARREST: "Date and time of the arrest",
    TravelField.NEEDS: "Interpreter, and what he needs to take part",
    TravelField.OPERATION: "Operation",
    TravelField.NOTES: "Notes that one side writes for the other",
}
ALWAYS_TRAVELS = (
    "his name and date of birth, the offence with its time and place, whether he admits it, what the eligibility rests "
    "on, how he left custody and any bail, how he may be contacted, the officer in the case, and the reference of the "
    "force that sends him"
)
"""Without these there is no case, no clock, or nobody to tell."""


def spoken_fields(names: Collection[str]) -> str:
    """ "email address, PNC ID": what an agreement calls these facts, inside a sentence."""
    words = (TRAVEL_WORDS[field] for field in fields_named(names))
    return ", ".join(text if text[1].isupper() else text[0].lower() + text[1:] for text in words)
