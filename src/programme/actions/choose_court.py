"""Choose court: he would rather have it decided there, which is his right at any time before the course begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.bookings.queries import lock_own_standing
from programme.offers.explaining import keep_reading
from programme.offers.queries import telling_of_offer
from programme.outcomes.answers import take_court
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class ChosenCourt:
    """His choice. `refund_pence` go back to his card."""

    reference: str
    refund_pence: int


def choose_court(db: Session, *, actor: Actor, now: datetime, words_version: str) -> ChosenCourt:
    """Record that the person himself would rather go to court, give up a place he has, and return the case.

    Also after a yes, and after booking and paying: what goes back to his card follows the rule of a no. It says nothing
    about whether he did it. Raises AnsweredAlready, AnswerTooLate, WordsChanged, and AlreadyBegun once the day of his
    place has begun.
    """
    standing = lock_own_standing(db, actor)
    read = telling_of_offer(db, standing.offer, now=now)
    refund_pence = take_court(db, standing, words_version=words_version, actor=actor, now=now)
    keep_reading(db, standing.offer, read, actor=actor, now=now)
    return ChosenCourt(standing.referral.reference, refund_pence)
