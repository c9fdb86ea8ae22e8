"""Leave it unchecked whether messages reach him, with the reason."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.history import events
from programme.history.timeline import record
from programme.people.states import NotCheckedBecause
from programme.people.words import NOT_CHECKED_WORDS
from programme.referrals.queries import lock_referral
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def skip_contact_check(db: Session, *, actor: Actor, now: datetime, reference: str, reason: NotCheckedBecause) -> None:
    """Record why. Raises NotFound."""
    referral = lock_referral(db, reference, actor)
    record(db, referral.id, events.ContactCheckSkipped, actor=actor, now=now, reason=NOT_CHECKED_WORDS[reason])
