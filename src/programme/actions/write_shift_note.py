"""Write the note that one shift leaves the next."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.duties.models import ShiftNote
from programme.duties.refusals import NothingToHandOver
from programme.duties.shifts import desk_of
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def write_shift_note(db: Session, *, actor: Actor, now: datetime, station: str, text: str) -> int:
    """Leave a note at a desk of the actor's force, that of one station or of the whole force, and return its number.
    Raises NothingToHandOver where nothing is written."""
    text = text.strip()
    if not text:
        raise NothingToHandOver()
    note = ShiftNote(
        force_code=actor.force_code,
        station=desk_of(station),
        text=text,
        written_at=now,
        written_by=actor.label,
        written_by_id=actor.id,
    )
    db.add(note)
    db.flush()
    log_access(db, actor=actor, now=now, what="write_shift_note", subjects=[], operation=Operation.COLLECTION)
    return note.id
