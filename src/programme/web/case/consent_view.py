"""The part of a case page and of the return about an offer: the whole chain of proof, from the explanation to the
answer.

A caution was quashed because nobody could show that the man knew what he agreed to (R (Stratton) v Chief Constable
of Thames Valley Police [2013] EWHC 1561 (Admin)). So every explanation, whoever authorised the offer, the document he
signed and each answer stand here together, and print with the event list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from programme.history.timeline import Moment
from programme.insight.consent import Consent
from programme.insight.consent_parts import CaseCaution, CaseExplanation, CaseOffer, CaseToldBack
from programme.offers.models import ExplainedHow
from programme.offers.rules import STANDING
from programme.offers.words import (
    ANSWER_WORDS,
    FIT_WORDS,
    HOW_WORDS,
    OFFER_STATE_WORDS,
    asked_about_solicitor,
    version_words,
)
from programme.outcomes.models import RecordedDisposal
from programme.outcomes.words import DISPOSAL_WORDS, excuse_lines
from programme.policies.models import Paper
from programme.shared.dates import spoken_instant
from programme.web.case.signed_view import answers_given, differs_words, no_interpreter_words, signed_in_short


@dataclass(frozen=True, slots=True)
class ToldRow:
    """One link of the chain: an explanation, the signing, or an answer."""

    at: datetime
    what: str
    words: list[str]
    people: list[str]


def consent_context(consent: Consent, paper: Paper, *, case_at: str) -> dict[str, Any]:
    """The context of `consent/_chain.html`. `paper` is the document that the case's route needs, `case_at` the address
    of the case at this door."""
    return {"offer": offer_rows(consent, paper), "told": told_rows(consent), "consent_at": f"{case_at}/consent"}


def offer_rows(consent: Consent, paper: Paper) -> list[list[dict[str, Any]]]:
    """Each offer of the case, oldest first: what was offered on whose authority, what was signed, what he answered."""
    signed = {caution.offer_id: caution for caution in consent.cautions}
    needs_document = paper is Paper.CAUTION
    before = ["", *(offer.reopened_reason for offer in consent.offers)]
    return [
        _rows(offer, signed.get(offer.id), because, needs_document=needs_document)
        for offer, because in zip(consent.offers, before, strict=False)
    ]


def told_rows(consent: Consent) -> list[ToldRow]:
    """Everything that was explained, signed and answered in the case, in the order of time."""
    explained = [_explained(explanation) for explanation in consent.explanations]
    signed = [
        ToldRow(
            caution.signed_at,
            "Signed the caution document",
            [
                "After the warning",
                f"Solicitor: {asked_about_solicitor(caution.advised_by, caution.advice_refused_because)}",
                signed_in_short(caution),
                *differs_words(caution),
            ],
            [f"Given by {caution.given_by}, {caution.given_by_rank}"],
        )
        for caution in consent.cautions
    ]
    answered = [_answered(moment) for moment in consent.answers]
    return sorted([*explained, *signed, *answered], key=lambda row: row.at)


def excuse_rows(recorded: Sequence[RecordedDisposal]) -> list[dict[str, Any]]:
    """The decisions about his reason for not finishing, each with what was done then and by whom, newest first."""
    return [
        {
            "key": spoken_instant(one.recorded_at),
            "lines": [
                *excuse_lines(one.excuse, one.excuse_because),
                DISPOSAL_WORDS[one.disposal],
                f"By {one.recorded_by}",
            ],
        }
        for one in recorded
        if one.excuse and one.disposal
    ]


def _rows(offer: CaseOffer, caution: CaseCaution | None, because: str, *, needs_document: bool) -> list[dict[str, Any]]:
    """`because`: why the case was opened again after the offer before this one."""
    version = version_words(offer.words_version, offer.words_signed_on)
    rows: list[dict[str, Any]] = [
        {"key": "Offer", "value": OFFER_STATE_WORDS[offer.state]},
        {
            "key": "Made",
            "lines": [spoken_instant(offer.made_at), offer.made_by, f"Wording version {version}"],
        },
        {"key": "Authorised by", "lines": [line for line in (offer.authorised_by, offer.authorised_rank) if line]},
        {"key": "Answer by", "value": spoken_instant(offer.answer_by_at)},
    ]
    if because:
        rows.append({"key": "Made again because", "value": because})
    if offer.reopened_reason:
        rows.append({"key": "Opened again because", "value": offer.reopened_reason})
    if offer.lapse_undone_because:
        rows.append({"key": "Had lapsed, and stands because", "value": offer.lapse_undone_because})
    if offer.advice_wanted_at is not None:
        rows.append({"key": "Wanted legal advice first", "value": spoken_instant(offer.advice_wanted_at)})
    if offer.answered_at is not None:
        answered = f"{spoken_instant(offer.answered_at)}, to version {offer.answered_words_version}"
        rows.append({"key": "Answered", "lines": [ANSWER_WORDS[offer.answer] if offer.answer else "", answered]})
    if caution is not None:
        signed = f"Signed {spoken_instant(caution.signed_at)}"
        by = f"Given by {caution.given_by}, {caution.given_by_rank}. He was warned first"
        asked = f"Solicitor: {asked_about_solicitor(caution.advised_by, caution.advice_refused_because)}"
        rows.append({"key": "Caution document", "lines": [signed, by, asked, caution.conditions]})
    elif needs_document and offer.state not in STANDING:
        rows.append({"key": "Caution document", "value": "Not signed"})
    elif needs_document:
        waits = ": he cannot book a date before it is recorded" if offer.state in STANDING else ""
        rows.append({"key": "Caution document", "value": f"Not signed{waits}"})
    return rows


def _explained(explanation: CaseExplanation) -> ToldRow:
    people = [
        f"{who}: {name}"
        for who, name in (
            ("Interpreter", explanation.interpreter),
            ("Solicitor", explanation.solicitor),
            ("Appropriate adult", explanation.appropriate_adult),
        )
        if name
    ]
    how = HOW_WORDS[explanation.how]
    by_himself = explanation.how is ExplainedHow.READ_ONLINE
    return ToldRow(
        explanation.given_at,
        how if by_himself else f"Explained: {how.lower()}",
        [
            f"Version {explanation.words_version}, in {explanation.language}",
            *no_interpreter_words(explanation.no_interpreter_because),
            *([explanation.opened] if by_himself else [*explanation.read_aloud, *_said_back(explanation.told_back)]),
        ],
        ["The person"] if by_himself else [explanation.given_by, *(people or ["Nobody else"])],
    )


def _said_back(told_back: CaseToldBack | None) -> list[str]:
    """The words in which he said it back, each after its question; or that he was not asked, and why."""
    if told_back is None:
        return ["Not on record that he was asked to say it back"]
    said = answers_given(told_back)
    if told_back.evidence_told:
        said.append(f"The solicitor was told about the evidence: {told_back.evidence_told}")
    return [f"Can decide: {FIT_WORDS[told_back.fit]}", *said]


def _answered(moment: Moment) -> ToldRow:
    return ToldRow(moment.happened_at, moment.headline, [moment.words], [moment.who[:1].upper() + moment.who[1:]])
