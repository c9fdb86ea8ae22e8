"""Offer a course date: from then on people in time for it can book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.courses.models import CourseDate
from programme.courses.providers import check_provider_goes_on
from programme.courses.queries import venue_is_busy
from programme.courses.refusals import VenueBusy
from programme.courses.scheduling import Times, check_in_future
from programme.courses.venues import check_spot
from programme.shared.actor import Actor
from programme.shared.dates import london_date
from programme.shared.references import new_reference
from programme.shared.refusal import NotFound

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class CourseDateOffered:
    """A new date."""

    reference: str


def offer_course_date(
    db: Session,
    *,
    actor: Actor,
    now: datetime,
    venue_id: int,
    times: Times,
    capacity: int,
    room_id: int | None = None,
) -> CourseDateOffered:
    """Put a new date of the actor's provider on sale, with 1 to 20 places and no more than its room holds. A room is
    named where the venue has rooms.

    Raises VenueNotYours, RoomNotNamed, PlacesBeyondRoom, VenueBusy, VenueEnded, ProviderEnded or DateInThePast, each
    naming its field.
    """
    if actor.provider_id is None:
        raise NotFound()
    check_in_future(times, now=now)
    on = london_date(times.starts_at)
    check_provider_goes_on(db, actor.provider_id, on)
    check_spot(db, actor.provider_id, venue_id=venue_id, room_id=room_id, on=on, capacity=capacity)
    if venue_is_busy(db, venue_id, room_id, starts_at=times.starts_at, ends_at=times.ends_at):
        raise VenueBusy()
    date = CourseDate(
        reference=new_reference(),
        provider_id=actor.provider_id,
        venue_id=venue_id,
        room_id=room_id,
        starts_at=times.starts_at,
        ends_at=times.ends_at,
        door_closes_at=times.door_closes_at,
        capacity=capacity,
        created_at=now,
    )
    db.add(date)
    return CourseDateOffered(date.reference)
