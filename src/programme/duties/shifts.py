"""The note that one shift leaves the next, at one desk: that of a station, or of the whole force."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, literal, or_, select
from sqlalchemy.orm import Session

from programme.duties.models import ShiftNote
from programme.shared.actor import Actor
from programme.storage.rows import columns_of, reads, rows

NOTES_SHOWN = 5
_STATION = re.compile(r"[A-Z]{2}")


@reads(ShiftNote)
@dataclass(frozen=True, slots=True)
class NoteOfShift:
    """One note, and who of the next shift read it first."""

    id: int
    text: str
    written_at: datetime
    written_by: str
    written_by_id: int | None
    read_at: datetime | None
    read_by: str | None


def desk_of(station: str) -> str:
    """The desk that is meant: the two letters of a station, and "" for the whole force."""
    letters = station.strip().upper()
    return letters if _STATION.fullmatch(letters) else ""


def notes_to_read(actor: Actor) -> Select[int]:
    """One row for each note of the shift before that nobody has read, at any desk of the actor's force; his own are
    for others to read."""
    return select(literal(1)).select_from(ShiftNote).where(_waits_for(actor))


def _waits_for(actor: Actor) -> ColumnElement[bool]:
    others = or_(ShiftNote.written_by_id.is_(None), ShiftNote.written_by_id != actor.id)
    return and_(ShiftNote.force_code == actor.force_code, ShiftNote.read_at.is_(None), others)


def to_read_by_desk(db: Session, actor: Actor) -> dict[str, int]:
    """How many of them there are at each desk that has any."""
    return dict(Counter(rows(db, str, select(ShiftNote.station).where(_waits_for(actor)))))


def notes_of_desk(db: Session, force_code: str | None, station: str) -> list[NoteOfShift]:
    """The newest notes of the desk and every older one that nobody has read, newest first."""
    at_desk = and_(ShiftNote.force_code == force_code, ShiftNote.station == desk_of(station))
    newest = select(ShiftNote.id).where(at_desk).order_by(ShiftNote.id.desc()).limit(NOTES_SHOWN)
    shown = or_(ShiftNote.read_at.is_(None), ShiftNote.id.in_(newest))
    return list(
        rows(db, NoteOfShift, select(*columns_of(NoteOfShift)).where(at_desk, shown).order_by(ShiftNote.id.desc()))
    )
