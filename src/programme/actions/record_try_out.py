"""Record what came of trying the mail server or the payment gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING

from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.storage.try_outs import TriedPart, TryOut

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from programme.shared.actor import Actor

_LONGEST = 300


def record_try_out(
    db: Session, *, actor: Actor, now: datetime, part: TriedPart, problem: str, settings_mark: str
) -> None:
    """Keep it with who tried and when, and with which settings. `problem` is empty where it worked."""
    said = problem[:_LONGEST]
    db.add(TryOut(part=part, at=now, by=actor.label, worked=not said, said=said, settings_mark=settings_mark))
    log_access(
        db,
        actor=actor,
        now=now,
        what="record_try_out",
        subjects=[],
        operation=Operation.ALTERATION,
        reason=f"{part.value}: {said or 'worked'}",
    )
