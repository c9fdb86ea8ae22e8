"""Write a note on a case."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.exchange.notes import other_side, side_of, tell_the_other_side
from programme.exchange.refusals import NoteMissing, NotesDoNotTravel
from programme.history import events
from programme.history.timeline import record
from programme.referrals.models import CaseNote
from programme.referrals.queries import lock_referral
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def write_note(
    db: Session, *, actor: Actor, now: datetime, reference: str, text: str, for_other_side: bool = False
) -> int:
    """Keep a note of the actor's side, in every state, and return its number. It is not changed afterwards. Where it is
    for the other side, the neighbour who sent the case or the programme that has it, that reads it too and is told that
    there is one. The man never does. Raises NotFound, NoteMissing, and NotesDoNotTravel where there is no other side or
    the agreement lets no notes travel.
    """
    referral = lock_referral(db, reference, actor)
    text = text.strip()
    if not text:
        raise NoteMissing()
    other = other_side(db, referral, actor)
    if for_other_side and not (other and other.may_travel):
        raise NotesDoNotTravel()
    note = CaseNote(
        referral_id=referral.id,
        text=text,
        for_other_side=for_other_side,
        side=side_of(db, referral, actor),
        written_at=now,
        written_by=actor.label,
    )
    db.add(note)
    db.flush()
    log_access(db, actor=actor, now=now, what="write_note", subjects=[reference], operation=Operation.COLLECTION)
    to = f" For {other.words} too." if for_other_side and other else ""
    record(db, referral.id, events.NoteWritten, actor=actor, now=now, to=to)
    if for_other_side:
        tell_the_other_side(db, referral, note.id, actor=actor, now=now)
    return note.id
