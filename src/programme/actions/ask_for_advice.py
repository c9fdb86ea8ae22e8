"""Ask for legal advice first: the day to answer moves to its limit, once and no further."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from programme.bookings.queries import lock_own_standing
from programme.offers.explaining import keep_reading
from programme.offers.queries import telling_of_offer
from programme.outcomes.answers import take_wish_for_advice
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def ask_for_advice(
    db: Session, *, actor: Actor, now: datetime, words_version: str, shown: str = "", screens: Sequence[str] = ()
) -> datetime:
    """Record that the person himself wants legal advice before he answers; returns until when he can answer now.

    Saying it twice changes nothing. Raises AnsweredAlready, AnswerTooLate, WordsChanged.
    """
    standing = lock_own_standing(db, actor)
    read = telling_of_offer(db, standing.offer, now=now)
    if take_wish_for_advice(db, standing, words_version=words_version, at=now, actor=actor, now=now):
        keep_reading(db, standing.offer, read, shown=shown, screens=screens, actor=actor, now=now)
    return standing.offer.answer_by_at
