"""See for which cases no date is in time, and for which one is again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.bookings.no_place import drop_tasks_not_needed, raise_no_place
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def watch_places(db: Session, *, actor: Actor, now: datetime, batch: int) -> int:
    """Put cases that no date fits to their officer, supervisors and coordinators at once, and let what is not needed
    any more fall away; returns how many tasks were raised or fell away, at most `batch` of each."""
    dropped = drop_tasks_not_needed(db, actor=actor, now=now, batch=batch)
    db.flush()  # a task that fell away makes room for the next of its kind
    return dropped + raise_no_place(db, actor=actor, now=now, batch=batch)
