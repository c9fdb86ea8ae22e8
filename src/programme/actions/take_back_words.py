"""Take the lawyer's signature under what he is told on a route back: no new offer is made on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.courses.setting_up import lock_programme_of
from programme.offers.signing_words import take_signature_back
from programme.policies.words import ROUTE_NAMES

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from programme.shared.actor import Actor


def take_back_words(
    db: Session, *, actor: Actor, now: datetime, force_code: str, route: str, shown: str, reason: str
) -> None:
    """Take back the signature of which `shown` is the mark; one that was there before does not come back for it. It
    stays on record, with who took it back and why. An offer that was made stands: he answers to the words that he was
    told.

    Raises NotFound where the programme is not the actor's, NoSignatureStands, and OtherSignatureNow.
    """
    lock_programme_of(db, force_code, actor)
    gone = take_signature_back(db, force_code, route, shown=shown, reason=reason, by=actor.label, now=now)
    log_access(
        db,
        actor=actor,
        now=now,
        what="take_back_words",
        subjects=[f"programme-{force_code}"],
        operation=Operation.ALTERATION,
        reason=f"{ROUTE_NAMES[route]}, version {gone.words_version}, signed by {gone.lawyer}: {reason}"[:400],
    )
