"""Whether a drug intervention was considered in custody: the step that the referral form and the case page share.

It stays with custody of the force of the offence. No query that shows a case to a provider, a neighbouring force or the
person himself reads this table, and what a test found is never kept here at all (PACE s.63B(7)).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from programme.concerns.models import DrugIntervention, DrugStep
from programme.history import events
from programme.history.timeline import record
from programme.shared.actor import Actor


def add_drug_step(db: Session, referral_id: int, step: DrugStep, *, actor: Actor, now: datetime) -> None:
    """Keep what came of considering it with a case that is being made: its history begins with the referral."""
    db.add(DrugIntervention(referral_id=referral_id, step=step, recorded_at=now, recorded_by=actor.label))


def drug_step(db: Session, referral_id: int) -> DrugStep | None:
    """The outcome of considering it, as it is kept now."""
    kept = db.get(DrugIntervention, referral_id)
    return DrugStep(kept.step) if kept is not None else None


def keep_drug_step(db: Session, referral_id: int, step: DrugStep, *, actor: Actor, now: datetime) -> None:
    """Keep what came of considering it, in place of what was there. The case's history says only that it was kept."""
    kept = db.get(DrugIntervention, referral_id)
    if kept is None:
        add_drug_step(db, referral_id, step, actor=actor, now=now)
    else:
        kept.step, kept.recorded_at, kept.recorded_by = step, now, actor.label
    record(db, referral_id, events.DrugInterventionRecorded, actor=actor, now=now)
