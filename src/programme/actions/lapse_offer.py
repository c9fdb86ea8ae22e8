"""Lapse an offer that was not answered in time: the case goes back to the force."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.bookings.queries import lock_standing
from programme.history import events
from programme.history.timeline import record
from programme.offers import answering
from programme.outcomes.models import ResultReason
from programme.outcomes.returning import return_case
from programme.people.telling import tell_person
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def lapse_offer(db: Session, *, actor: Actor, now: datetime, offer_id: int) -> bool:
    """Lapse the offer and return the case. False when there is nothing to lapse any more: it was
    answered or withdrawn meanwhile."""
    standing = lock_standing(db, offer_id)
    offer, referral = standing.offer, standing.referral
    if not answering.is_unanswered_in_time(offer, now):
        return False
    answering.let_lapse(offer)
    record(db, referral.id, events.OfferLapsed, actor=actor, now=now, answer_by_at=offer.answer_by_at)
    tell_person(
        db,
        standing.person,
        notice="offer_lapsed",
        cause=str(offer.id),
        referral_id=referral.id,
        facts={"answer_by_at": offer.answer_by_at},
        now=now,
    )
    return_case(db, referral, ResultReason.OFFER_LAPSED, actor=actor, now=now)
    return True
