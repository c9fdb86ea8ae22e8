"""Mark everybody who is left at the end of the day: those expected did not come, those in stayed throughout."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.attendance.queries import LockedPlace, lock_places
from programme.attendance.rules import RegisterStanding, can_mark, check_at_door
from programme.attendance.states import Mark, MarkEvent
from programme.attendance.words import MARK_WORDS
from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.courses.queries import lock_date
from programme.courses.scheduling import Times
from programme.history import events
from programme.history.timeline import record
from programme.shared.actor import Actor
from programme.shared.refusal import NotFound

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_WHO = {MarkEvent.DID_NOT_COME: Mark.EXPECTED, MarkEvent.COMPLETED: Mark.ARRIVED}


@dataclass(frozen=True, slots=True)
class RestMarked:
    """How many people were marked."""

    date_reference: str
    marked: int


def mark_the_rest(db: Session, *, actor: Actor, now: datetime, date_reference: str, event: MarkEvent) -> RestMarked:
    """Mark everybody still expected as DID_NOT_COME, or everybody in as COMPLETED, on the provider's own register.

    Raises DoorStillOpen or CourseNotOver where it is too early for that, RegisterNotOpen or NotFound.
    """
    if actor.provider_id is None or event not in _WHO:
        raise NotFound()
    date = lock_date(db, date_reference, provider_id=actor.provider_id)
    can_mark(date.state)
    times = Times(date.starts_at, date.ends_at, date.door_closes_at)
    left = [place for place in lock_places(db, date.id) if _mark_of(place) is _WHO[event]]
    for place in left:
        line = place.attendance
        assert line is not None
        check_at_door(
            RegisterStanding(line.mark, times, line.arrived_at), event, happened_at=now, now=now, identity_shown=True
        )
        line.apply(event)
        line.marked_at, line.marked_by = now, actor.label
        record(db, place.referral.id, events.AttendanceMarked, actor=actor, now=now, mark=MARK_WORDS[line.mark])
    if left:
        log_access(
            db,
            actor=actor,
            now=now,
            what="mark_the_rest",
            subjects=[place.referral.reference for place in left],
            operation=Operation.ALTERATION,
        )
    return RestMarked(date_reference, len(left))


def _mark_of(place: LockedPlace) -> Mark | None:
    return place.attendance.mark if place.attendance else None
