"""Say that somebody helps him no more."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.history import events
from programme.history.timeline import record
from programme.referrals.queries import lock_referral
from programme.referrals.supporters import find_supporter
from programme.referrals.words import SUPPORTER_WORDS
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def end_supporter(db: Session, *, actor: Actor, now: datetime, reference: str, supporter_id: int) -> bool:
    """From now on they are told nothing. False where they had ended before. Raises NotFound."""
    referral = lock_referral(db, reference, actor)
    supporter = find_supporter(db, referral.id, supporter_id)
    if supporter is None:
        return False
    supporter.ended_at, supporter.ended_by = now, actor.label
    record(db, referral.id, events.SupporterEnded, actor=actor, now=now, kind=SUPPORTER_WORDS[supporter.kind])
    log_access(db, actor=actor, now=now, what="end_supporter", subjects=[reference], operation=Operation.ALTERATION)
    return True
