"""The whole of his consent, as one document: exactly the words that he read or was read, what he said back, what he
signed, and what he answered."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.insight.consent import CHAIN, Consent
from programme.insight.words_as_told import WordsAsTold
from programme.offers.models import ExplanationGiven, Offer
from programme.outcomes.models import RecordedDisposal
from programme.outcomes.queries import recorded_disposals
from programme.people.models import Person
from programme.policies.queries import one_route
from programme.policies.rules import Route
from programme.referrals.models import Referral
from programme.referrals.queries import one_referral, person_of
from programme.shared.actor import Actor
from programme.storage.rows import columns_of, rows
from programme.storage.together import Together

_CHAIN = Together(**CHAIN)


@dataclass(frozen=True, slots=True)
class WholeConsent:
    """`as_told` are the words of each explanation of `consent`, in the same order. `recorded` is what was done with the
    case in the end, newest first."""

    referral: Referral
    person: Person
    route: Route
    consent: Consent
    as_told: list[WordsAsTold]
    recorded: list[RecordedDisposal]

    @property
    def references(self) -> list[str]:
        return [self.referral.reference]


def whole_consent(db: Session, reference: str, actor: Actor) -> WholeConsent:
    """The consent of a case; raises NotFound where there is none or it is not the actor's."""
    referral = one_referral(db, reference, actor)
    told = (
        select(*columns_of(WordsAsTold))
        .join(Offer, Offer.id == ExplanationGiven.offer_id)
        .where(Offer.referral_id == referral.id)
        .order_by(ExplanationGiven.id)
    )
    return WholeConsent(
        referral,
        person_of(db, referral),
        one_route(db, referral.route),
        Consent(**_CHAIN.run(db, referral_id=referral.id)),
        list(rows(db, WordsAsTold, told)),
        recorded_disposals(db, referral.id),
    )
