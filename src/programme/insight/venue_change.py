"""Who has a place at a venue: shown before its address changes, to whoever may know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.attendance.queries import initials_of
from programme.bookings.models import Booking
from programme.bookings.states import ACTIVE
from programme.courses.models import CourseDate, Programme
from programme.courses.providers import DateToMove
from programme.courses.venues import VenueShown, dates_at, one_venue
from programme.people.models import Person
from programme.referrals.models import Referral
from programme.shared.actor import Actor, Door, Role


@dataclass(frozen=True, slots=True)
class WhoIsThere:
    """One person with a place on a date to come."""

    reference: str
    initials: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class VenueInUse:
    """A venue, its dates to come with a place taken, and who has them as far as the reader may know it: the provider
    its own people, a coordinator those of his force's programme, somebody who only sets the programme up nobody."""

    venue: VenueShown
    dates: list[DateToMove]
    people: list[WhoIsThere]

    @property
    def told(self) -> int:
        """How many people are told of a change."""
        return sum(date.places_taken for date in self.dates)


def venue_in_use(db: Session, actor: Actor, venue_id: int, provider_id: int, *, now: datetime) -> VenueInUse:
    """Raises NotFound."""
    venue = one_venue(db, venue_id, provider_id)
    dates = [
        date for date in dates_at(db, venue_id, now=now, at_most=500) if date.starts_at > now and date.places_taken
    ]
    wanted = (
        select(Referral.reference, Person.forenames, Person.surname, CourseDate.starts_at)
        .join(Booking, Booking.referral_id == Referral.id)
        .join(CourseDate, CourseDate.id == Booking.course_date_id)
        .join(Person, Person.id == Referral.person_id)
        .join(Programme, Programme.id == Referral.programme_id)
        .where(Booking.course_date_id.in_([date.id for date in dates]), Booking.state.in_(ACTIVE))
        .order_by(CourseDate.starts_at, Person.surname, Booking.id)
    )
    if actor.door is Door.ADMIN and actor.force_code is not None:
        wanted = wanted.where(Programme.force_code == actor.force_code)
    may_know = actor.door is Door.PROVIDER or Role.COORDINATOR in actor.roles
    people = [
        WhoIsThere(row.reference, initials_of(row.forenames, row.surname), row.starts_at)
        for row in (db.execute(wanted) if may_know and dates else ())
    ]
    return VenueInUse(venue, dates, people)
