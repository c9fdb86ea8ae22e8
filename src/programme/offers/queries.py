"""What is asked of offers."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.offers.models import Offer
from programme.offers.states import OfferState
from programme.shared.actor import Actor, Door


def find_offer_actor(db: Session, offer_id: int) -> Actor | None:
    """The person an offer was made to, as an actor; None when the offer was withdrawn."""
    referral_id = db.execute(
        select(Offer.referral_id).where(Offer.id == offer_id, Offer.state != OfferState.WITHDRAWN)
    ).scalar_one_or_none()
    return Actor(Door.OFFENDER, offer_id, "", referral_id=referral_id) if referral_id else None
