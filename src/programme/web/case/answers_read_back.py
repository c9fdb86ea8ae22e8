"""The answers on the referral form, as check answers reads them back."""

from __future__ import annotations

from typing import Any

from programme.intake.arrivals import Arrival
from programme.people.identifiers import ReadIdentifier
from programme.people.words import IDENTIFIER_WORDS, PROBLEM_WORDS
from programme.web.case.circumstances import YES
from programme.web.case.referral_form import ReferralForm


def read_back(found: ReadIdentifier) -> dict[str, Any]:
    """An identifier as it was understood, beside what was typed."""
    return {
        "name": IDENTIFIER_WORDS[found.kind],
        "typed": found.as_entered,
        "canonical": found.canonical,
        "problem": PROBLEM_WORDS[found.problem] if found.problem else "",
    }


def _told_at(form: ReferralForm, arrival: Arrival) -> str:
    account = form.named_officer().account_id is not None
    return f"{arrival.officer_email}, {'where he has' if account else 'without'} an account"


def answer_rows(form: ReferralForm, arrival: Arrival, route: str) -> list[dict[str, Any]]:
    """Everything else that was answered, as summary cards: a title and its rows. `route` says which it is, and why."""

    def rows(*named: tuple[str, Any]) -> list[dict[str, Any]]:
        return [{"key": key, "value": value} for key, value in named]

    def label(name: str) -> str:
        return next((option.label for option in form[name].options if option.value == form[name].data), "")

    chosen = [option.label for option in form.signs.options if form.signs.is_chosen(option.value)]
    signs = f"Yes: {', '.join(chosen).lower()}" if form.concern.data == YES else label("concern")
    officer = " ".join(part for part in (arrival.officer_rank, arrival.officer_collar, arrival.officer_name) if part)
    return [
        {
            "title": "The person",
            "rows": rows(
                ("Name", f"{arrival.forenames} {arrival.surname}".strip()),
                ("Date of birth", arrival.born_on),
                ("Sex", label("sex")),
                ("Address", ", ".join(part for part in (arrival.address, arrival.postcode) if part)),
                ("Mobile number", arrival.mobile),
                ("Email address", arrival.email),
                ("How we may contact him", label("safe_contact")),
                ("Safe hours", arrival.safe_hours),
                ("Interpreter", arrival.interpreter),
                ("What he needs", arrival.adjustments),
            ),
        },
        {
            "title": "The offence",
            "rows": rows(
                ("Offence code", arrival.offence_code),
                ("When", arrival.offence_at),
                ("Where", arrival.offence_place),
                *([("Area", arrival.area or "That of his station")] if form.area.options else []),
                ("Arrested", arrival.arrested_at or "Not arrested"),
                ("Custody record number", arrival.custody_reference),
                ("How he left", label("release")),
                ("Bail return", arrival.bail_return_on),
                ("Admits the offence", label("admission")),
                ("Disposal route", route),
                ("Officer in the case", officer),
                ("He is told at", _told_at(form, arrival)),
                ("Operation", arrival.operation),
                *([("Sent by", label("sent_by_force"))] if form.sent_by_force.data else []),
                *([(form.their_reference.label.text, form.their_reference.data)] if form.their_reference.data else []),
            ),
        },
        {
            "title": "Before anything is offered",
            "rows": rows(
                ("Enough evidence to charge", label("enough_evidence")),
                ("Violence, a weapon or a threat", label("violence")),
                ("Previous convictions of that kind", label("relevant_record")),
                ("Signs that the person solicited needs protecting", signs),
                *([("Drug intervention", label("drugs"))] if "drugs" in form and form.drugs.data else []),
            ),
        },
    ]
