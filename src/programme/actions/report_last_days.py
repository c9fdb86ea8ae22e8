"""Report the cases whose last day to charge has passed, and look whether somebody is there by now who can be told."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.duties.last_days import drop_passed, report_passed, tell_who_is_there_now
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def report_last_days(db: Session, *, actor: Actor, now: datetime, batch: int) -> int:
    """One incident for each case that ran out of time without a charge or another final disposal (Home Office outcome
    17); it stands until that is on record. Returns how many tasks were raised or fell away, at most `batch` of each."""
    dropped = drop_passed(db, actor=actor, now=now, batch=batch)
    told = tell_who_is_there_now(db, actor=actor, now=now, batch=batch)
    db.flush()  # a task that fell away makes room for the next of its kind
    return dropped + told + report_passed(db, actor=actor, now=now, batch=batch)
