"""Choose a PIN of his own, or another one: from now on his sheet alone opens nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.bookings.queries import lock_own_standing
from programme.history import events
from programme.history.timeline import record
from programme.offers.pins import keep_pin
from programme.people.sign_ins import end_sign_ins_of
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def choose_pin(db: Session, *, actor: Actor, now: datetime, pin_hash: str, renew: Callable[[Session], str]) -> str:
    """Keep the hash of his PIN and return the cookie of his new sign-in, which `renew` begins: every other one, which
    was begun without the PIN, ends."""
    referral = lock_own_standing(db, actor).referral
    keep_pin(db, referral.id, pin_hash, now=now)
    end_sign_ins_of(db, offer_id=actor.id)
    record(db, referral.id, events.PinChosen, actor=actor, now=now)
    log_access(
        db, actor=actor, now=now, what="choose_pin", subjects=[referral.reference], operation=Operation.ALTERATION
    )
    return renew(db)
