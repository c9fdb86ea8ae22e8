"""End a cover before its last day, or call it off before its first: the cases are with the officer again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.duties.covering import give_back_what_waits, lock_cover, record_cover, tell_cover_ended
from programme.history import events
from programme.insight.covers import cases_of_cover, one_cover
from programme.shared.dates import london_date

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from programme.shared.actor import Actor


def end_cover(db: Session, *, actor: Actor, now: datetime, cover_id: int) -> list[str]:
    """End it now, and return the references of its running cases. Both are told, and what has not gone goes to the
    officer. Raises NotFound where the actor finds no case of its force or it is over, and
    CoverOver where somebody else has just ended it."""
    one_cover(db, cover_id, actor, today=london_date(now))
    cover = lock_cover(db, cover_id, now=now)
    cases = cases_of_cover(db, cover)
    cover.ended_at, cover.ended_by = now, actor.label
    db.flush()  # who is told from now on is asked of the row
    if cases:
        record_cover(db, cover, cases, events.CoverEnded, actor=actor, now=now)
        if cover.from_on <= london_date(now):
            give_back_what_waits(db, cover, cases, now=now)
        tell_cover_ended(db, cover, cases, actor=actor, now=now)
    references = [case.reference for case in cases]
    log_access(db, actor=actor, now=now, what="end_cover", subjects=references, operation=Operation.ALTERATION)
    return references
