"""What is asked of offers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from programme.offers.models import Offer
from programme.offers.states import OfferState
from programme.people.models import Person
from programme.referrals.models import Referral
from programme.shared.actor import Actor, Door


def find_offer_actor(db: Session, offer_id: int) -> Actor | None:
    """The person an offer was made to, as an actor; None when the offer was withdrawn."""
    referral_id = db.execute(
        select(Offer.referral_id).where(Offer.id == offer_id, Offer.state != OfferState.WITHDRAWN)
    ).scalar_one_or_none()
    return Actor(Door.OFFENDER, offer_id, "", referral_id=referral_id) if referral_id else None


@dataclass(frozen=True, slots=True)
class SecretFacts:
    """What a sign-in is checked against. `born_on` is None where custody did not know it."""

    offer_id: int
    secret_hash: str
    born_on: date | None


_SECRETS = (
    select(Offer.id, Offer.secret_hash, Person.born_on)
    .join(Referral, Referral.id == Offer.referral_id)
    .join(Person, Person.id == Referral.person_id)
)


def find_offer_to_sign_in(db: Session, reference: str, *, now: datetime) -> SecretFacts | None:
    """The newest offer of the case with this reference that can still be signed in to; None for an unknown case and
    for an offer that lapsed, was withdrawn, or is past its time and not yet swept."""
    row = db.execute(
        _SECRETS.where(
            Referral.reference == reference,
            or_(
                Offer.state.in_((OfferState.ACCEPTED, OfferState.DECLINED)),
                and_(Offer.state == OfferState.OPEN, Offer.answer_by_at > now),
            ),
        )
        .order_by(Offer.id.desc())
        .limit(1)
    ).one_or_none()
    return SecretFacts(*row) if row else None


def secret_of_offer(db: Session, offer_id: int) -> SecretFacts:
    """What a step-up of somebody signed in is checked against."""
    return SecretFacts(*db.execute(_SECRETS.where(Offer.id == offer_id)).one())


def lapsed_offers_due(db: Session, *, now: datetime, after_id: int = 0, at_most: int = 100) -> list[int]:
    """Open offers whose time to answer is over, by state: the numbers above `after_id`, in their order."""
    return list(
        db.execute(
            select(Offer.id)
            .where(Offer.state == OfferState.OPEN, Offer.answer_by_at <= now, Offer.id > after_id)
            .order_by(Offer.id)
            .limit(at_most)
        ).scalars()
    )
