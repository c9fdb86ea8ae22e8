"""Accept the offer: he read the current words and said yes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.bookings.no_place import raise_no_place_of
from programme.bookings.queries import lock_own_standing
from programme.history import events
from programme.history.timeline import record
from programme.offers import answering
from programme.offers.states import OfferState
from programme.referrals.clock import rerun
from programme.referrals.states import ReferralEvent
from programme.shared.actor import WORKER, Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class OfferAccepted:
    """His yes, and to which words."""

    reference: str
    words_version: str
    answered_at: datetime


def accept_offer(db: Session, *, actor: Actor, now: datetime, words_version: str) -> OfferAccepted:
    """Record the yes of the person himself to the words he was shown. Saying it twice changes nothing.

    Raises AnsweredAlready, AnswerTooLate, WordsChanged.
    """
    standing = lock_own_standing(db, actor)
    offer, referral = standing.offer, standing.referral
    if offer.state is not OfferState.ACCEPTED:
        answering.accept(offer, words_version=words_version, now=now)
        referral.happens(ReferralEvent.OFFER_ACCEPTED)
        record(db, referral.id, events.OfferAccepted, actor=actor, now=now, version=words_version)
        rerun(db, referral, standing.policy, now=now)
        raise_no_place_of(db, referral, actor=WORKER, now=now)
    return OfferAccepted(referral.reference, offer.answered_words_version or words_version, offer.answered_at or now)
