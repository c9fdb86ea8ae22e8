"""The form that refers a person, filled in."""

from __future__ import annotations

NEW = "/custody/referrals/new"

ANSWERS = {
    "surname": "Ó Súilleabháin",
    "forenames": "Séan",
    "born_on-day": "3",
    "born_on-month": "5",
    "born_on-year": "1980",
    "sex": "M",
    "address": "10 Elm Street",
    "postcode": "hp20 2zz",
    "mobile": "+44 7700 900246",
    "email": "person70@example.org",
    "pnc_id": "85/238123X",
    "cro": "",
    "asn": "2643HA0100000089392L",
    "urn": "",
    "crime_number": "43/260/0012345",
    "custody_reference": "ha/1001/27",
    "offence_code": "sx03213",
    "offence_on-day": "20",
    "offence_on-month": "2",
    "offence_on-year": "2027",
    "offence_time": "23:50",
    "offence_place": "Grafton Gate",
    "arrested_on-day": "21",
    "arrested_on-month": "2",
    "arrested_on-year": "2027",
    "arrested_time": "00:10",
    "release": "bail",
    "bail_return_on-day": "10",
    "bail_return_on-month": "5",
    "bail_return_on-year": "2027",
    "admission": "admitted",
    "safe_contact": "mobile_only",
    "safe_hours": "weekdays 9am to 5pm",
    "interpreter": "Irish",
    "adjustments": "hearing loop",
    "officer_rank": "PS",
    "officer_collar": "1187",
    "officer_name": "J Lindqvist",
    "officer_email": "lindqvist@example.org",
    "enough_evidence": "unknown",
    "concern": "unknown",
    "violence": "unknown",
    "relevant_record": "unknown",
    "drugs": "not_considered",
}


CLEAR = {"enough_evidence": "yes", "concern": "no", "violence": "no", "relevant_record": "no"}
"""The answers that only a human can give, where nothing speaks against an offer."""
