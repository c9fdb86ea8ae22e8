"""Record whether a drug intervention was considered in custody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.concerns.drugs import drug_step, keep_drug_step
from programme.concerns.models import DrugStep
from programme.referrals.queries import lock_referral
from programme.shared.actor import Actor, Door
from programme.shared.marks import check_shown
from programme.shared.refusal import NotFound

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class RecordedDrugIntervention:
    reference: str
    step: DrugStep


def record_drug_intervention(
    db: Session, *, actor: Actor, now: datetime, reference: str, step: DrugStep, mark: str | None = None
) -> RecordedDrugIntervention:
    """Keep what came of it: not considered, not needed, a voluntary referral, a test authorised. Never a result.

    Custody of the force of the offence records it and is the only one to read it: what is learnt from a sample may be
    disclosed for listed purposes only (PACE s.63B(7)). `mark` is that of the step that the officer was shown. Raises
    NotFound for everybody else, ChangedSinceShown.
    """
    if actor.door is not Door.CUSTODY:
        raise NotFound()
    referral = lock_referral(db, reference, actor)
    standing = drug_step(db, referral.id)
    if step != standing:
        check_shown(standing, mark)
    keep_drug_step(db, referral.id, step, actor=actor, now=now)
    log_access(
        db,
        actor=actor,
        now=now,
        what="record_drug_intervention",
        subjects=[reference],
        operation=Operation.ALTERATION,
    )
    return RecordedDrugIntervention(reference, step)
