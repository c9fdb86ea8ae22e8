"""Say that the note of the shift before was read."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.duties.models import ShiftNote
from programme.duties.refusals import OwnShiftNote
from programme.shared.actor import Actor
from programme.shared.refusal import NotFound
from programme.storage.locks import lock_row

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def read_shift_note(db: Session, *, actor: Actor, now: datetime, note_id: int) -> str:
    """Keep who read it first and when, and return the station of its desk. Once it was read, nothing changes.

    Raises NotFound for another force's, and OwnShiftNote: whoever wrote it is not the next shift.
    """
    note = lock_row(db, ShiftNote, note_id)
    if note is None or note.force_code != actor.force_code:
        raise NotFound()
    if note.written_by_id == actor.id:
        raise OwnShiftNote()
    if note.read_at is None:
        note.read_at, note.read_by = now, actor.label
        log_access(db, actor=actor, now=now, what="read_shift_note", subjects=[])
    return note.station
