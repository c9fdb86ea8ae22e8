"""Accept the offer: he read the current words and said yes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.bookings.queries import lock_own_standing
from programme.offers.explaining import keep_reading
from programme.offers.queries import telling_of_offer
from programme.outcomes.answers import take_yes
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class AcceptedOffer:
    """His yes, and to which words."""

    reference: str
    words_version: str
    answered_at: datetime


def accept_offer(
    db: Session, *, actor: Actor, now: datetime, words_version: str, shown: str = "", screens: Sequence[str] = ()
) -> AcceptedOffer:
    """Record the yes of the person himself to the words he was shown, of which `shown` is the mark; empty where no page
    showed them. `screens` are the keys of those that he opened. Saying it twice changes nothing.

    Raises AnsweredAlready, AnswerTooLate, WordsChanged.
    """
    standing = lock_own_standing(db, actor)
    offer = standing.offer
    read = telling_of_offer(db, offer, now=now)
    if take_yes(db, standing, words_version=words_version, at=now, actor=actor, now=now):
        keep_reading(db, offer, read, shown=shown, screens=screens, actor=actor, now=now)
    return AcceptedOffer(
        standing.referral.reference, offer.answered_words_version or words_version, offer.answered_at or now
    )
