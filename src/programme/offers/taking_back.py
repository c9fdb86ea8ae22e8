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
from programme.people.sign_ins import end_sign_ins_of
from programme.people.telling import tell_person
from programme.referrals.models import Referral
from programme.referrals.queries import person_of
from programme.shared.actor import Actor


def take_offer_back(
    db: Session, referral: Referral, *, refund_pence: int, actor: Actor, now: datetime
) -> Channel | None:
    """Withdraw the open or accepted offer of the case, end its sign-ins and tell him; None when none stands."""
    offer = find_standing_offer(db, referral.id)
    return (
        _take_back(db, referral, offer, refund_pence=refund_pence, actor=actor, now=now) if offer is not None else None
    )


def take_open_offer_back(db: Session, referral: Referral, *, actor: Actor, now: datetime) -> Channel | None:
    """The same for an offer that waits for his answer. One that he accepted stays: he reads there what became of it."""
    offer = find_standing_offer(db, referral.id)
    if offer is None or offer.state is not OfferState.OPEN:
        return None
    return _take_back(db, referral, offer, refund_pence=0, actor=actor, now=now)


def _take_back(
    db: Session, referral: Referral, offer: Offer, *, refund_pence: int, actor: Actor, now: datetime
) -> Channel:
    offer.apply(OfferEvent.WITHDRAWN)
    record(db, referral.id, events.OfferWithdrawn, actor=actor, now=now)
    end_sign_ins_of(db, offer_id=offer.id)
    return tell_person(
        db,
        person_of(db, referral),
        notice="offer_withdrawn",
        cause=f"{referral.reference}:{offer.id}",
        referral_id=referral.id,
        facts={"reference": referral.reference, "refund_pence": refund_pence},
        now=now,
    )
