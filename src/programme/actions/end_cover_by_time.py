"""A cover is over with its last day: what was owed to whoever covered and has not gone goes to the officer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from programme.duties.covering import give_back_what_waits, lock_ran_out
from programme.insight.covers import cases_of_cover

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from programme.shared.actor import Actor


def end_cover_by_time(db: Session, *, actor: Actor, now: datetime, cover_id: int) -> bool:
    """Give it back, once. False where it was ended meanwhile. Nobody is told: both knew the last day."""
    cover = lock_ran_out(db, cover_id, now=now)
    if cover is None:
        return False
    if cases := cases_of_cover(db, cover):
        give_back_what_waits(db, cover, cases, now=now)
    cover.ended_at, cover.ended_by = now, actor.label
    return True
