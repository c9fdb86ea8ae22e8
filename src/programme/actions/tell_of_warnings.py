"""Tell those whom warnings wait for: in one message each working morning, and in the last week at once."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.duties.digest import tell_at_once, tell_of_day
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def tell_of_warnings(db: Session, *, actor: Actor, now: datetime, batch: int) -> int:
    """Owe the morning's messages where they are due, and else what cannot wait for the next; returns how many."""
    told = tell_of_day(db, actor=actor, now=now)
    return tell_at_once(db, actor=actor, now=now, batch=batch) if told is None else told
