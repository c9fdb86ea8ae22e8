"""Decline the offer: the case goes back to the force at once, while there is time left to decide it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.bookings.queries import lock_own_standing
from programme.offers.explaining import keep_reading
from programme.offers.queries import telling_of_offer
from programme.outcomes.answers import take_no
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class DeclinedOffer:
    """His no. `refund_pence` go back to his card."""

    reference: str
    refund_pence: int


def decline_offer(
    db: Session, *, actor: Actor, now: datetime, words_version: str, shown: str = "", screens: Sequence[str] = ()
) -> DeclinedOffer:
    """Record the no of the person himself, give up a place he has, and return the case.

    He may change his mind after a yes, until the course begins. Raises AnsweredAlready, AnswerTooLate, WordsChanged,
    and AlreadyBegun once the day of his place has begun.
    """
    standing = lock_own_standing(db, actor)
    read = telling_of_offer(db, standing.offer, now=now)
    refund_pence = take_no(db, standing, words_version=words_version, at=now, actor=actor, now=now)
    keep_reading(db, standing.offer, read, shown=shown, screens=screens, actor=actor, now=now)
    return DeclinedOffer(standing.referral.reference, refund_pence)
