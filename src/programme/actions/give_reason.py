"""Keep a reason that he gives, on his own page or on the telephone, for his desk to look at."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.bookings.queries import lock_own_standing
from programme.duties.models import TaskKind
from programme.duties.tasks import TaskToRaise, raise_tasks
from programme.exchange.notes import find_same_note
from programme.exchange.refusals import NoteMissing
from programme.history import events
from programme.history.timeline import record
from programme.notices.models import Channel
from programme.people.telling import safe_address, tell_person
from programme.referrals.models import CaseNote
from programme.shared.actor import Actor
from programme.shared.dates import london_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

REASON_LENGTH = 900


def give_reason(db: Session, *, actor: Actor, now: datetime, text: str) -> int:
    """Keep what he says in a note of the force that decides about his case, ask its desk to look at it, and tell him
    where that is safe that we have it; returns the note's number. In every state, also once the case has ended: whether
    it was in time, and good, is not asked here. The same sent twice is one. Raises NotFound and NoteMissing."""
    standing = lock_own_standing(db, actor)
    referral = standing.referral
    if not text.strip():
        raise NoteMissing()
    where = "On the telephone" if actor.by_telephone else "On his own page"
    said = f"{where} he gave this reason: {text.strip()}"
    before = find_same_note(db, referral.id, said)
    if before is not None:
        return before
    note = CaseNote(
        referral_id=referral.id,
        text=said,
        for_other_side=False,
        side=referral.force_code,
        written_at=now,
        written_by=actor.label,
    )
    db.add(note)
    db.flush()
    record(db, referral.id, events.ReasonGiven, actor=actor, now=now, where=where, note=note.id)
    raise_tasks(db, [TaskToRaise(referral.id, TaskKind.REASON_GIVEN, london_date(now))], actor=actor, now=now)
    if safe_address(standing.person)[0] is not Channel.HAND:  # nobody goes to tell him by hand what he did himself
        tell_person(
            db,
            standing.person,
            notice="reason_given",
            cause=str(note.id),
            referral_id=referral.id,
            facts={},
            now=now,
            he_acted_at=now,
        )
    return note.id
