"""Tell by hand: somebody passed on a message that no address was safe for, or that could not be sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.history import events
from programme.history.timeline import record
from programme.notices.outbox import delivered_by_hand
from programme.notices.words import notice_words
from programme.outcomes.refusals import ToldAlready
from programme.referrals.queries import lock_referral
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class ToldByHand:
    """Which message was given."""

    reference: str
    notice: str


def tell_by_hand(db: Session, *, actor: Actor, now: datetime, reference: str, message_id: int) -> ToldByHand:
    """Record that the actor told him, or the colleague whom it was for.

    Raises NotFound, and ToldAlready when the message waits for nobody.
    """
    referral = lock_referral(db, reference, actor)
    notice = delivered_by_hand(db, referral.id, message_id, now=now)
    if notice is None:
        raise ToldAlready()
    record(db, referral.id, events.MessageSent, actor=actor, now=now, notice=notice_words(notice), channel="hand")
    return ToldByHand(reference, notice)
