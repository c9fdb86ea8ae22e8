"""Ask a force whether it has a result that nobody acknowledged."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from programme.duties.people import CaseForces, staff_of
from programme.history import events
from programme.history.timeline import record
from programme.notices.models import Channel
from programme.notices.outbox import owe
from programme.outcomes.chasing import COORDINATOR_FROM, lock_unacknowledged, rung_reached
from programme.shared.actor import Actor, Role
from programme.shared.dates import london_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def chase_result(db: Session, *, actor: Actor, now: datetime, result_id: int) -> bool:
    """Owe a message to the officer in the case and his supervisors, later to the coordinator too, once a rung, and
    note it on the case.

    False when no rung has been reached, or it was asked for on this one already, or there is nobody to ask.
    """
    waiting = lock_unacknowledged(db, result_id)
    rung = rung_reached(waiting.result.returned_at, now) if waiting else None
    if waiting is None or rung is None:
        return False
    referral, returned_on = waiting.referral, london_date(waiting.result.returned_at)
    asked = [
        owe(
            db,
            notice="result_not_acknowledged",
            cause=f"{referral.reference}:{result_id}:{rung}:{sha256(address.encode()).hexdigest()[:16]}",
            channel=Channel.EMAIL,
            address=address,
            facts={
                "reference": referral.reference,
                "returned_on": returned_on,
                "charge_by_on": referral.charge_by_on,
            },
            now=now,
            referral_id=referral.id,
        )
        for address in _who_is_asked(db, waiting.forces, rung)
    ]
    if not any(asked):
        return False
    record(db, referral.id, events.ResultChased, actor=actor, now=now, returned_on=returned_on)
    return True


def _who_is_asked(db: Session, forces: CaseForces, rung: int) -> list[str]:
    staff = staff_of(db, [forces])
    roles = [Role.OFFICER, Role.SUPERVISOR, *([Role.COORDINATOR] if rung >= COORDINATOR_FROM else [])]
    return sorted({address for role in roles for address in staff.told(role, forces)})
