"""See whose offer waits while nobody knows whether messages reach him."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.offers.reaching import drop_reached, raise_unreached
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def watch_contacts(db: Session, *, actor: Actor, now: datetime, batch: int) -> int:
    """Put them to somebody who rings or hands paper over, and let that fall away where it is not needed any more;
    returns how many tasks were raised or fell away, at most `batch` of each."""
    dropped = drop_reached(db, actor=actor, now=now, batch=batch)
    db.flush()
    return dropped + raise_unreached(db, actor=actor, now=now, batch=batch)
