"""Take down a reason that he gives on the telephone, for his desk to look at."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.bookings.queries import lock_own_standing
from programme.duties.models import TaskKind
from programme.duties.tasks import TaskToRaise, raise_tasks
from programme.exchange.refusals import NoteMissing
from programme.history import events
from programme.history.timeline import record
from programme.referrals.models import CaseNote
from programme.shared.actor import Actor
from programme.shared.dates import london_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def take_down_reason(db: Session, *, actor: Actor, now: datetime, text: str) -> int:
    """Keep what he says in a note of the force that decides about his case, and ask its desk to look at it; returns the
    note's number. In every state, also once the case has ended: whether it was in time, and good, is not asked here.
    Raises NotFound and NoteMissing."""
    referral = lock_own_standing(db, actor).referral
    if not text.strip():
        raise NoteMissing()
    note = CaseNote(
        referral_id=referral.id,
        text=f"On the telephone he gave this reason: {text.strip()}",
        for_other_side=False,
        side=referral.force_code,
        written_at=now,
        written_by=actor.label,
    )
    db.add(note)
    db.flush()
    record(db, referral.id, events.NoteWritten, actor=actor, now=now, to=" A reason that he gave on the telephone.")
    raise_tasks(db, [TaskToRaise(referral.id, TaskKind.REASON_GIVEN, london_date(now))], actor=actor, now=now)
    return note.id
