"""Ask the provider for a register that is not signed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.attendance.chasing import cases_waiting, lock_unsigned, rung_reached, staff_of
from programme.history import events
from programme.history.timeline import record
from programme.notices.models import Channel
from programme.notices.outbox import owe
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def chase_register(db: Session, *, actor: Actor, now: datetime, course_date_id: int) -> bool:
    """Owe a message to everybody at the provider, once a rung, and note it on each case that waits for its result.

    False when no rung has been reached, or it was asked for on this one already, or there is nobody to ask.
    """
    date = lock_unsigned(db, course_date_id)
    rung = rung_reached(date.ends_at, now) if date else None
    if date is None or rung is None:
        return False
    asked = [
        owe(
            db,
            notice="register_unsigned",
            cause=f"{date.reference}:{rung}:{number}",
            channel=Channel.EMAIL,
            address=address,
            facts={"date_reference": date.reference, "starts_at": date.starts_at},
            now=now,
        )
        for number, address in staff_of(db, date.provider_id)
    ]
    if not any(asked):
        return False
    for referral_id in cases_waiting(db, date.id):
        record(db, referral_id, events.RegisterChased, actor=actor, now=now, date_reference=date.reference)
    return True
