"""Change a course date: freely while nobody has a place; afterwards within its day, and everybody is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.attendance.queries import LockedPlace, lock_places
from programme.clock.keeping import recalculate_deadlines
from programme.courses.models import CourseDate
from programme.courses.providers import check_provider_goes_on
from programme.courses.queries import lock_date, venue_is_busy, venues_of
from programme.courses.refusals import ChangeNotAgreed, VenueBusy, VenueNotYours
from programme.courses.rules import can_change_date
from programme.courses.scheduling import Times, check_change, check_in_future
from programme.history import events
from programme.history.timeline import record
from programme.outcomes.out_of_time import end_what_is_too_late
from programme.people.telling import tell_person
from programme.shared.actor import Actor
from programme.shared.dates import london_date
from programme.shared.refusal import NotFound

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class ChangedCourseDate:
    """A changed date, and how many people were told."""

    reference: str
    told: int


def change_course_date(
    db: Session,
    *,
    actor: Actor,
    now: datetime,
    reference: str,
    venue_id: int,
    times: Times,
    capacity: int,
    agreed: bool = False,
) -> ChangedCourseDate:
    """Change venue, times or places of the provider's own open date.

    Where people have places and the venue or a time changes, `agreed` says that whoever asks has seen that they will
    be told; without it ChangeNotAgreed is raised. Raises DateNotOpen, DateInThePast, DayFixed, CapacityBelowTaken,
    VenueNotYours, VenueBusy, ProviderEnded or NotFound.
    """
    if actor.provider_id is None:
        raise NotFound()
    check_provider_goes_on(db, actor.provider_id, london_date(times.starts_at))
    date = lock_date(db, reference, provider_id=actor.provider_id)
    can_change_date(date.state)
    was = Times(date.starts_at, date.ends_at, date.door_closes_at)
    check_in_future(times, now=now)
    check_change(was=was, will_be=times, places_taken=date.places_taken, capacity=capacity)
    _check_venue(db, date, venue_id, times)
    moved = times != was or venue_id != date.venue_id
    if moved and date.places_taken and not agreed:
        raise ChangeNotAgreed()
    date.venue_id, date.capacity = venue_id, capacity
    date.starts_at, date.ends_at, date.door_closes_at = times.starts_at, times.ends_at, times.door_closes_at
    if not moved:
        return ChangedCourseDate(reference, 0)
    db.flush()  # whoever can no longer make it looks for other dates, this one as it is now among them
    places = lock_places(db, date.id)
    _tell_everybody(db, date, places, actor=actor, now=now)
    for place in places:
        _look_at_clock(db, place, actor=actor, now=now)
    return ChangedCourseDate(reference, len(places))


def _check_venue(db: Session, date: CourseDate, venue_id: int, times: Times) -> None:
    if venue_id not in {venue.id for venue in venues_of(db, date.provider_id)}:
        raise VenueNotYours()
    if venue_is_busy(db, venue_id, starts_at=times.starts_at, ends_at=times.ends_at, but_not_id=date.id):
        raise VenueBusy()


def _look_at_clock(db: Session, place: LockedPlace, *, actor: Actor, now: datetime) -> None:
    """A date is changed within its day, but his last safe day may have moved before it meanwhile."""
    moved = recalculate_deadlines(db, place.referral, place.policy, now=now)
    end_what_is_too_late(db, place.referral, dates_moved=moved, actor=actor, now=now)


def _tell_everybody(db: Session, date: CourseDate, places: list[LockedPlace], *, actor: Actor, now: datetime) -> None:
    for place in places:
        record(
            db,
            place.referral.id,
            events.CourseDateChanged,
            actor=actor,
            now=now,
            date_reference=date.reference,
            starts_at=date.starts_at,
        )
        tell_person(
            db,
            place.person,
            notice="course_date_changed",
            cause=f"{place.booking.reference}:{now:%Y%m%d%H%M%S%f}",
            referral_id=place.referral.id,
            facts={"reference": place.referral.reference, "starts_at": date.starts_at},
            now=now,
            stale_at=date.starts_at,
        )
