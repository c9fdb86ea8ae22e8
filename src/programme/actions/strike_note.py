"""Strike a note on a case out."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.exchange.notes import one_note, side_of
from programme.exchange.refusals import NoteStruckAlready
from programme.history import events
from programme.history.timeline import record
from programme.referrals.models import CaseNote
from programme.referrals.queries import lock_referral
from programme.referrals.refusals import ReasonMissing
from programme.shared.actor import Actor
from programme.shared.refusal import NotFound

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def strike_note(db: Session, *, actor: Actor, now: datetime, reference: str, note_id: int, reason: str) -> None:
    """Strike out a note of the actor's own side: it stays to be read, and why it does not hold stands beside it.

    Raises NotFound, ReasonMissing, and NoteStruckAlready.
    """
    referral = lock_referral(db, reference, actor)
    note = one_note(db, referral.id, note_id)
    side = side_of(db, referral, actor)
    if note is None or note.side != side:
        raise NotFound()
    reason = reason.strip()
    if not reason:
        raise ReasonMissing()
    if note.struck_at is not None:
        raise NoteStruckAlready()
    db.add(
        CaseNote(
            referral_id=referral.id,
            text=reason,
            for_other_side=note.for_other_side,
            side=side,
            strikes_id=note_id,
            written_at=now,
            written_by=actor.label,
        )
    )
    log_access(db, actor=actor, now=now, what="strike_note", subjects=[reference], operation=Operation.ALTERATION)
    record(db, referral.id, events.NoteStruck, actor=actor, now=now)
