"""The chain of consent of a case: its offers, what was explained, what was signed, what he answered.

A caution was quashed because nobody could show that the man knew what he agreed to (R (Stratton) v Chief Constable
of Thames Valley Police [2013] EWHC 1561 (Admin)).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from programme.history.models import HistoryRow
from programme.history.timeline import MOMENTS, Moment
from programme.insight.consent_parts import CaseCaution, CaseExplanation, CaseOffer
from programme.offers.models import CautionDocument, ExplanationGiven, Offer, ToldBack
from programme.storage.rows import columns_of
from programme.storage.together import Listed

ANSWERS = frozenset(
    {
        "offer_accepted",
        "offer_declined",
        "advice_asked_for",
        "court_chosen",
        "offer_lapsed",
        "answer_recorded",
        "offer_reopened",
    }
)
"""The events that say what he answered, or that he did not."""

_OF_OFFERS = Offer.referral_id == bindparam("referral_id")
OFFERS_OF_CASE = Listed(CaseOffer, select(*columns_of(CaseOffer)).where(_OF_OFFERS), Offer.id)
EXPLANATIONS = Listed(
    CaseExplanation,
    select(*columns_of(CaseExplanation))
    .select_from(ExplanationGiven)
    .join(Offer, Offer.id == ExplanationGiven.offer_id)
    .outerjoin(ToldBack, ToldBack.explanation_id == ExplanationGiven.id)
    .where(_OF_OFFERS),
    ExplanationGiven.id,
)
CAUTIONS = Listed(
    CaseCaution,
    select(*columns_of(CaseCaution)).join(Offer, Offer.id == CautionDocument.offer_id).where(_OF_OFFERS),
    CautionDocument.offer_id,
)
CHAIN = {
    "offers": OFFERS_OF_CASE,
    "explanations": EXPLANATIONS,
    "cautions": CAUTIONS,
    "answers": Listed(Moment, MOMENTS.where(HistoryRow.event.in_(sorted(ANSWERS))), HistoryRow.id, newest_first=True),
}
"""The links of the chain of the case `referral_id`, to be read together with whatever else a page shows."""


@dataclass(frozen=True, slots=True)
class Consent:
    """The links of the chain, each kind oldest first, but what he answered newest first."""

    offers: list[CaseOffer]
    explanations: list[CaseExplanation]
    cautions: list[CaseCaution]
    answers: list[Moment]

    @property
    def newest_is_signed(self) -> bool:
        """Whether he signed the document of the newest offer."""
        newest = self.offers[-1].id if self.offers else None
        return any(caution.offer_id == newest for caution in self.cautions)
