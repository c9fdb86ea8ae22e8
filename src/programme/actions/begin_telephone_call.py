"""Begin a telephone call: he has said who he is, and whoever asked him acts for him from now on."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.history import events
from programme.history.timeline import record
from programme.offers.queries import SecretFacts
from programme.offers.telephone import begin_call, forget_wrong_words, limits_on_telephone
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def begin_telephone_call(db: Session, *, actor: Actor, now: datetime, said: SecretFacts, sign_in: str) -> str:
    """Open the call in the sign-in with this hash, for the offer that `said` was found right of, and return its key.
    The door has proved that, and counted the try."""
    forget_wrong_words(db, limits_on_telephone(said.reference, actor))
    key = begin_call(db, said.offer_id, sign_in=sign_in, actor=actor, now=now)
    record(db, said.referral_id, events.TelephoneCallBegun, actor=actor, now=now)
    log_access(db, actor=actor, now=now, what="begin_telephone_call", subjects=[said.reference])
    return key
