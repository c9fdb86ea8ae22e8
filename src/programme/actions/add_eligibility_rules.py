"""Add a set of eligibility rules, from a day on. The sets that are there stay as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from programme.audit.alterations import log_alterations
from programme.policies.making import add_rules
from programme.shared.dates import london_date, spoken_day

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from programme.policies.making import NewRules
    from programme.shared.actor import Actor


def add_eligibility_rules(db: Session, *, actor: Actor, now: datetime, wanted: NewRules) -> None:
    """Add it with who made it and when; the access log says so too. Cases keep the rules they began with. Raises
    BegunAlready."""
    add_rules(db, wanted, today=london_date(now), made_at=now, made_by=actor.label)
    said = f"For offences from {spoken_day(wanted.from_on)}: {wanted.reason}"
    log_alterations(db, actor=actor, now=now, what="add_eligibility_rules", subject="policies", lines=[said])
