"""Ask the provider for an answer to what somebody needs on a day that is near."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.bookings.needs import cases_that_wait
from programme.courses.queries import date_by_id
from programme.duties.forces import forces_of
from programme.duties.ladders import NEEDS_CHASES
from programme.duties.provider_people import provider_told
from programme.duties.telling import StaffNotice, ask_staff
from programme.history import events
from programme.history.timeline import record
from programme.shared.actor import Actor, Role

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def chase_needs(db: Session, *, actor: Actor, now: datetime, course_date_id: int) -> bool:
    """Owe a message to everybody at the provider, once a rung, and note it on each case that waits for an answer. False
    when no rung has been reached, nobody waits any more, or it was asked for on this rung already."""
    date = date_by_id(db, course_date_id)
    rung, waiting = NEEDS_CHASES.rung_reached(date.starts_at, now), cases_that_wait(db, course_date_id)
    if rung is None or not waiting:
        return False
    to = provider_told(db, date.provider_id, forces_of(db, waiting).values())
    own = to.role is Role.PROVIDER_STAFF
    notice = StaffNotice(
        notice="needs_unanswered",
        cause=f"{date.reference}:{rung.days}",
        to=to,
        facts={"date_reference": date.reference, "starts_at": date.starts_at, "own": own},
        about=None,
        what="Somebody waits for an answer about a day",
    )
    if not ask_staff(db, notice, waiting, actor=actor, now=now):
        return False
    if to.nobody:
        return True
    event = events.NeedsChased if own else events.NeedsChasedAbove
    for referral_id in waiting:
        record(db, referral_id, event, actor=actor, now=now, date_reference=date.reference)
    return True
