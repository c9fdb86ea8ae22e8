"""Offer a course date: from then on people in time for it can book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.courses.models import CourseDate
from programme.courses.providers import check_provider_goes_on
from programme.courses.queries import venue_is_busy, venues_of
from programme.courses.refusals import VenueBusy, VenueNotYours
from programme.courses.scheduling import Times, check_in_future
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
    db: Session, *, actor: Actor, now: datetime, venue_id: int, times: Times, capacity: int
) -> CourseDateOffered:
    """Put a new date of the actor's provider on sale, with 1 to 20 places.

    Raises VenueNotYours, VenueBusy, DateInThePast or ProviderEnded, each naming its field.
    """
    if actor.provider_id is None:
        raise NotFound()
    check_in_future(times, now=now)
    check_provider_goes_on(db, actor.provider_id, london_date(times.starts_at))
    if venue_id not in {venue.id for venue in venues_of(db, actor.provider_id)}:
        raise VenueNotYours()
    if venue_is_busy(db, venue_id, starts_at=times.starts_at, ends_at=times.ends_at):
        raise VenueBusy()
    date = CourseDate(
        reference=new_reference(),
        provider_id=actor.provider_id,
        venue_id=venue_id,
        starts_at=times.starts_at,
        ends_at=times.ends_at,
        door_closes_at=times.door_closes_at,
        capacity=capacity,
        created_at=now,
    )
    db.add(date)
    return CourseDateOffered(date.reference)
