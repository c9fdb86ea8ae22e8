"""Remove the PIN of his own: his sheet and his date of birth are enough again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.bookings.queries import lock_own_standing
from programme.history import events
from programme.history.timeline import record
from programme.offers.pins import forget_pin
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def remove_pin(db: Session, *, actor: Actor, now: datetime) -> None:
    """Forget it. The door has asked for it first; where there is none any more, nothing happens."""
    referral = lock_own_standing(db, actor).referral
    if not forget_pin(db, referral.id):
        return
    record(db, referral.id, events.PinRemoved, actor=actor, now=now)
    log_access(
        db, actor=actor, now=now, what="remove_pin", subjects=[referral.reference], operation=Operation.ALTERATION
    )
