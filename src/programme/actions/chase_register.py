"""Ask the provider for a register that is not signed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.attendance.chasing import cases_waiting, lock_unsigned
from programme.duties.forces import forces_of
from programme.duties.ladders import REGISTER_CHASES
from programme.duties.provider_people import provider_told
from programme.duties.telling import StaffNotice, ask_staff
from programme.history import events
from programme.history.timeline import record
from programme.shared.actor import Actor, Role

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def chase_register(db: Session, *, actor: Actor, now: datetime, course_date_id: int) -> bool:
    """Owe a message to everybody at the provider, once a rung, and note it on each case that waits for its result.

    Where the provider has nobody, the coordinators of these cases are asked to ring it, or whoever is there for them.
    False when no rung has been reached, or it was asked for on this one already.
    """
    date = lock_unsigned(db, course_date_id)
    rung = REGISTER_CHASES.rung_reached(date.ends_at, now) if date else None
    if date is None or rung is None:
        return False
    waiting = cases_waiting(db, date.id)
    to = provider_told(db, date.provider_id, forces_of(db, waiting).values())
    notice = StaffNotice(
        notice="register_unsigned",
        cause=f"{date.reference}:{rung.days}",
        to=to,
        facts={
            "date_reference": date.reference,
            "starts_at": date.starts_at,
            "own": to.role is Role.PROVIDER_STAFF,
        },
        about=None,
        what="A list is not signed",
    )
    if not ask_staff(db, notice, waiting, actor=actor, now=now):
        return False
    if to.nobody:
        return True
    event = events.RegisterChased if to.role is Role.PROVIDER_STAFF else events.RegisterChasedAbove
    for referral_id in waiting:
        record(db, referral_id, event, actor=actor, now=now, date_reference=date.reference)
    return True
