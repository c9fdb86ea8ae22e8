"""The document that he signed, and how he was when he signed it, as the page about it and the whole consent show it."""

from __future__ import annotations

from typing import Any

from programme.insight.consent_parts import CaseCaution, CaseToldBack
from programme.offers.models import CautionDocument
from programme.offers.paper_words import as_recorded
from programme.offers.words import FIT_WORDS, asked_about_solicitor
from programme.shared.dates import spoken_instant

_ON_THE_PAPER = "Not kept here: it stands on the paper itself"
_PARTS = {
    "offence": "the details of the offence",
    "admission": "his admission",
    "consent": "his consent",
    "conditions": "the conditions",
}
_NOT_ON_RECORD = "Not on record that he was asked again before he signed"


def signed_rows(document: CautionDocument | CaseCaution) -> list[dict[str, Any]]:
    """Everything that is kept of the document, in the rows of a list."""
    fee = document.fee_note or ("Nothing stood on it" if document.printed_at else _ON_THE_PAPER)
    printed = [spoken_instant(document.printed_at)] if document.printed_at else []
    rank = document.given_by_rank
    return [
        {"key": "Kind of paper", "value": document.kind or "Conditional caution"},
        {"key": "Details of the offence", "value": document.offence},
        {"key": "His admission", "value": document.admission},
        {"key": "His consent", "lines": as_recorded(document.consent)},
        {"key": "The conditions", "value": document.conditions},
        {"key": "The warning on it", "value": document.warning or _ON_THE_PAPER},
        {"key": "The fee, no condition", "value": fee},
        {"key": "Printed", "lines": [*printed, *differs_words(document)]},
        {"key": "How he was when he signed", "lines": as_he_signed(document)},
        {
            "key": "Solicitor before he signed",
            "value": asked_about_solicitor(document.advised_by, document.advice_refused_because),
        },
        {"key": "Warned before he signed", "value": "Yes"},
        {"key": "Signed", "value": spoken_instant(document.signed_at)},
        {"key": "Given by", "lines": [document.given_by, f"{rank[:1].upper()}{rank[1:]}"]},
        {"key": "Recorded", "lines": [spoken_instant(document.recorded_at), document.recorded_by]},
    ]


def differs_words(document: CautionDocument | CaseCaution) -> list[str]:
    """How the record differs from what was printed here: nothing where it does not."""
    if document.printed_at is None:
        return ["Not printed here: typed from the paper"]
    parts = ", ".join(_PARTS[name] for name in document.changed_by_hand)
    return [f"Changed by hand, and differs from the printed paper in: {parts}"] if parts else []


def as_he_signed(document: CautionDocument | CaseCaution) -> list[str]:
    """Whether he could decide, who helped him, and what he said back before he signed."""
    if document.fit is None:
        return [_NOT_ON_RECORD]
    with_him = (("Interpreter", document.interpreter), ("Appropriate adult", document.appropriate_adult))
    return [
        f"Can decide: {FIT_WORDS[document.fit]}",
        *(f"{who}: {name}" for who, name in with_him if name),
        *no_interpreter_words(document.no_interpreter_because),
        *answers_given(document),
        *([f"Advised by {document.advised_by}"] if document.not_asked_because else []),
    ]


def no_interpreter_words(because: str) -> list[str]:
    """Why there was none for somebody who is on record with one; nothing where there was, or he is not."""
    return [f"No interpreter was needed: {because}"] if because else []


def signed_in_short(document: CaseCaution) -> str:
    """The same in one line, for a list in which the answers stand with the explanation before it."""
    if document.fit is None:
        return _NOT_ON_RECORD
    asked = "; ".join(answers_given(document)) if document.not_asked_because else "He said it back"
    return f"Can decide: {FIT_WORDS[document.fit]}. {asked}"


def answers_given(said: CautionDocument | CaseCaution | CaseToldBack) -> list[str]:
    """The words in which he said it back, each after its question; or that he was not asked, and why."""
    questions = (
        ("Offered", said.offered),
        ("Record, and not finishing", said.follows),
        ("May say no, free advice", said.may_refuse),
    )
    answers = [f"{question}: “{answer}”" for question, answer in questions if answer]
    return [*answers, f"Not asked to say it back: {said.not_asked_because}"] if said.not_asked_because else answers
