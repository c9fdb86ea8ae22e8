"""Taking an offer back: the step that withdrawing a case and returning it before an answer share."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from programme.history import events
from programme.history.timeline import record
from programme.notices.models import Channel
from programme.offers.models import Offer
from programme.offers.queries import find_standing_offer
from programme.offers.states import OfferEvent, OfferState
from programme.people.telling import tell_person
from programme.referrals.models import Referral
from programme.referrals.queries import person_of
from programme.shared.actor import Actor


def take_offer_back(
    db: Session, referral: Referral, *, refund_pence: int, actor: Actor, now: datetime
) -> Channel | None:
    """Withdraw the open or accepted offer of the case and tell him; None when none stands."""
    offer = find_standing_offer(db, referral.id)
    if offer is None:
        return None
    _take_back(db, referral, offer, actor=actor, now=now)
    return tell_person(
        db,
        person_of(db, referral),
        notice="offer_withdrawn",
        cause=f"{referral.reference}:{offer.id}",
        referral_id=referral.id,
        facts={"refund_pence": refund_pence},
        now=now,
    )


def take_open_offer_back(db: Session, referral: Referral, *, actor: Actor, now: datetime) -> None:
    """Withdraw an offer that waits for his answer, where the case is returned: the message of its result says so, and
    why. One that he accepted stays: he reads there what became of it."""
    offer = find_standing_offer(db, referral.id)
    if offer is not None and offer.state is OfferState.OPEN:
        _take_back(db, referral, offer, actor=actor, now=now)


def _take_back(db: Session, referral: Referral, offer: Offer, *, actor: Actor, now: datetime) -> None:
    offer.apply(OfferEvent.WITHDRAWN)
    record(db, referral.id, events.OfferWithdrawn, actor=actor, now=now)
