"""Change a course date: freely while nobody has a place; afterwards within its day, and everybody is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.attendance.date_changes import tell_of_change
from programme.attendance.queries import LockedPlace, lock_places
from programme.clock.keeping import recalculate_deadlines
from programme.courses.providers import check_provider_goes_on
from programme.courses.queries import lock_date, own_date, venue_is_busy
from programme.courses.refusals import ChangeNotAgreed, VenueBusy
from programme.courses.rules import can_change_date
from programme.courses.scheduling import Times, as_it_runs, check_change, check_in_future
from programme.courses.venues import check_spot
from programme.outcomes.out_of_time import end_what_is_too_late
from programme.shared.actor import Actor
from programme.shared.dates import london_date
from programme.shared.marks import check_shown
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
    room_id: int | None = None,
    agreed: bool = False,
    mark: str | None = None,
) -> ChangedCourseDate:
    """Change venue, times or places of the provider's own open date.

    Where people have places and the venue or a time changes, `agreed` says that whoever asks has seen that they will
    be told; without it ChangeNotAgreed is raised. Another room of the same venue is told to nobody: his page has it.
    `mark` is that of the date as whoever asks was shown it. Raises ChangedSinceShown, DateNotOpen, DateInThePast,
    DayFixed, CapacityBelowTaken, VenueNotYours, RoomNotNamed, PlacesBeyondRoom, VenueBusy, VenueEnded, ProviderEnded
    or NotFound.
    """
    if actor.provider_id is None:
        raise NotFound()
    own_date(db, reference, actor.provider_id)  # before its venue is spoken of: a venue is locked before a date is
    on = london_date(times.starts_at)
    check_provider_goes_on(db, actor.provider_id, on)
    check_spot(db, actor.provider_id, venue_id=venue_id, room_id=room_id, on=on, capacity=capacity)
    date = lock_date(db, reference, provider_id=actor.provider_id)
    can_change_date(date.state)
    wanted = (venue_id, room_id, times.starts_at, times.ends_at, times.door_closes_at, capacity)
    if wanted != as_it_runs(date):
        check_shown(as_it_runs(date), mark)
    was = Times(date.starts_at, date.ends_at, date.door_closes_at)
    check_in_future(times, now=now)
    check_change(was=was, will_be=times, places_taken=date.places_taken, capacity=capacity)
    if venue_is_busy(db, venue_id, room_id, starts_at=times.starts_at, ends_at=times.ends_at, but_not_id=date.id):
        raise VenueBusy()
    moved = times != was or venue_id != date.venue_id
    if moved and date.places_taken and not agreed:
        raise ChangeNotAgreed()
    date.venue_id, date.room_id, date.capacity = venue_id, room_id, capacity
    date.starts_at, date.ends_at, date.door_closes_at = times.starts_at, times.ends_at, times.door_closes_at
    if not moved:
        return ChangedCourseDate(reference, 0)
    db.flush()  # whoever can no longer make it looks for other dates, this one as it is now among them
    places = lock_places(db, date.id)
    tell_of_change(db, date, places, actor=actor, now=now)
    for place in places:
        _look_at_clock(db, place, actor=actor, now=now)
    return ChangedCourseDate(reference, len(places))


def _look_at_clock(db: Session, place: LockedPlace, *, actor: Actor, now: datetime) -> None:
    """A date is changed within its day, but his last safe day may have moved before it meanwhile."""
    moved = recalculate_deadlines(db, place.referral, place.policy, now=now)
    end_what_is_too_late(db, place.referral, dates_moved=moved, actor=actor, now=now)
