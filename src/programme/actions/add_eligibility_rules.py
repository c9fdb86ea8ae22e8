"""Add a set of eligibility rules, from a day on. The sets that are there stay as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from programme.audit.alterations import log_alterations
from programme.courses.refusals import ChangedByAnother
from programme.policies.making import add_rules, is_same, rules_mark
from programme.policies.queries import all_rules
from programme.shared.dates import london_date, spoken_day
from programme.storage.locks import queue_up

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from programme.policies.making import NewRules
    from programme.shared.actor import Actor


def add_eligibility_rules(
    db: Session, *, actor: Actor, now: datetime, wanted: NewRules, mark: str | None = None
) -> None:
    """Add it with who made it and when; the access log says so too. Cases keep the rules they began with. `mark` is
    that of the sets he was shown; None where nobody was shown any. Pressed twice it is added once. Raises BegunAlready,
    ChangedByAnother."""
    queue_up(db, "rules", now=now)
    kept = all_rules(db)
    if mark is not None and mark != rules_mark(kept):
        if is_same(kept[-1], wanted):
            return
        raise ChangedByAnother()
    add_rules(db, wanted, today=london_date(now), made_at=now, made_by=actor.label)
    said = f"For offences from {spoken_day(wanted.from_on)}: {wanted.reason}"
    log_alterations(db, actor=actor, now=now, what="add_eligibility_rules", subject="policies", lines=[said])
