"""Send again a message that could not be delivered: somebody has confirmed the address, or put right what was wrong."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.history import events
from programme.history.timeline import record
from programme.notices.catalogue import FOR_A_PERSON
from programme.notices.outbox import send_again
from programme.notices.words import notice_words
from programme.outcomes.refusals import ToldAlready
from programme.people.ways import believe_again
from programme.referrals.queries import lock_referral
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def send_message_again(db: Session, *, actor: Actor, now: datetime, reference: str, message_id: int) -> None:
    """Make it due now, and believe in its address again. Raises NotFound, and ToldAlready when it waits for nobody."""
    referral = lock_referral(db, reference, actor)
    notice = send_again(db, referral.id, message_id, now=now)
    if notice is None:
        raise ToldAlready()
    if notice in FOR_A_PERSON:
        believe_again(db, [referral.person_id], by=actor.label, now=now)
    record(db, referral.id, events.MessageSentAgain, actor=actor, now=now, notice=notice_words(notice))
