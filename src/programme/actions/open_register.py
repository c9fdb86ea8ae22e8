"""Open the register of a course date: a numbered line for everybody who has paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.attendance.models import Attendance
from programme.attendance.queries import places_without_seat
from programme.attendance.rules import can_open_register
from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.courses.queries import lock_date
from programme.courses.states import DateEvent
from programme.shared.actor import Actor
from programme.shared.refusal import NotFound

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class RegisterOpened:
    """How many lines were added."""

    date_reference: str
    added: int


def open_register(db: Session, *, actor: Actor, now: datetime, date_reference: str) -> RegisterOpened:
    """Open the provider's own register from two hours before the course; booking the date ends.

    Opening it again adds whoever paid since then, and changes nothing else. Held places that are not paid get no
    line. Raises TooEarlyToOpen, IllegalMove (signed or cancelled) or NotFound.
    """
    if actor.provider_id is None:
        raise NotFound()
    date = lock_date(db, date_reference, provider_id=actor.provider_id)
    can_open_register(date.state, starts_at=date.starts_at, now=now)
    date.apply(DateEvent.REGISTER_OPENED)
    places, highest = places_without_seat(db, date.id)
    db.add_all(
        Attendance(booking_id=place.booking_id, course_date_id=date.id, seat=seat)
        for seat, place in enumerate(places, highest + 1)
    )
    log_access(
        db,
        actor=actor,
        now=now,
        what="open_register",
        subjects=[place.reference for place in places],
        operation=Operation.ALTERATION,
    )
    return RegisterOpened(date_reference, len(places))
