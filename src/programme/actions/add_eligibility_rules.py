"""Add a set of eligibility rules, from a day on. The sets that are there stay as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from programme.policies.making import add_rules
from programme.shared.dates import london_date

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from programme.policies.making import NewRules
    from programme.shared.actor import Actor


def add_eligibility_rules(db: Session, *, actor: Actor, now: datetime, wanted: NewRules) -> None:
    """Add it with who made it and when. Cases keep the rules they began with. Raises BegunAlready."""
    add_rules(db, wanted, today=london_date(now), made_at=now, made_by=actor.label)
