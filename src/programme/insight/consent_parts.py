"""The parts of a case that are its consent: of each table, what pages of custody say. To say more, name one more column
here (`case_parts`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from programme.offers.models import (
    Answer,
    CautionDocument,
    ExplainedHow,
    ExplanationGiven,
    FitToDecide,
    Offer,
    ToldBack,
    WordsSigned,
)
from programme.offers.states import OfferState
from programme.offers.told.released import words_for
from programme.offers.told.shapes import SUMMARY
from programme.offers.words import opened_words, read_words
from programme.storage.rows import reads

_SIGNED_ON = (
    select(WordsSigned.signed_on).where(WordsSigned.id == Offer.words_signed_id).correlate(Offer).scalar_subquery()
)


@reads(Offer, words_signed_on=_SIGNED_ON)
@dataclass(frozen=True, slots=True)
class CaseOffer:
    id: int
    state: OfferState
    words_version: str
    words_signed_on: date | None
    made_at: datetime
    made_by: str
    answer_by_at: datetime
    answered_at: datetime | None
    answered_words_version: str | None
    answer: Answer | None
    answer_limit_at: datetime | None
    advice_wanted_at: datetime | None
    authorised_by: str
    authorised_rank: str
    reopened_reason: str
    lapse_undone_because: str


@reads(ToldBack)
@dataclass(frozen=True, slots=True)
class CaseToldBack:
    """The answers in which he said it back, or why he was not asked."""

    explanation_id: int
    fit: FitToDecide
    offered: str
    follows: str
    may_refuse: str
    not_asked_because: str
    evidence_told: str


@reads(ExplanationGiven)
@dataclass(frozen=True, slots=True)
class CaseExplanation:
    """One time that the words of an offer were brought to him."""

    offer_id: int
    words_version: str
    language: str
    how: ExplainedHow
    given_at: datetime
    given_by: str
    interpreter: str
    solicitor: str
    appropriate_adult: str
    no_interpreter_because: str
    route: str
    words_language: str
    screens: list[str]
    told_back: CaseToldBack | None

    @property
    def opened(self) -> str:
        """The pages of the words that he opened himself, in words."""
        return opened_words(self._headings, summary=SUMMARY in self.screens)

    @property
    def read_aloud(self) -> list[str]:
        """The parts of the words that were read to him, in words; none where he was told all."""
        return [read_words(self._headings)] if self.screens else []

    @property
    def _headings(self) -> list[str]:
        if not self.screens:
            return []
        words = words_for(self.route, self.words_version, self.words_language)
        return [screen.heading for screen in words.screens if screen.key in self.screens]


@reads(CautionDocument)
@dataclass(frozen=True, slots=True)
class CaseCaution:
    """The document that he signed for an offer."""

    offer_id: int
    offence: str
    admission: str
    consent: str
    conditions: str
    kind: str
    warning: str
    fee_note: str
    advised_by: str
    advice_refused_because: str
    fit: FitToDecide | None
    offered: str
    follows: str
    may_refuse: str
    not_asked_because: str
    interpreter: str
    appropriate_adult: str
    no_interpreter_because: str
    printed_at: datetime | None
    changed_by_hand: list[str]
    signed_at: datetime
    given_by: str
    given_by_rank: str
    warning_given: bool
    recorded_at: datetime
    recorded_by: str
