"""Queries about bookings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from programme.bookings.models import Booking
from programme.bookings.refusals import NoPlaceBooked
from programme.bookings.rules import LONGEST_HOLD
from programme.bookings.states import ACTIVE, HIS_OWN_DOING, LOST, BookingState
from programme.clock.deadlines import ClockPolicy
from programme.clock.keeping import last_safe_course_day, policy_of
from programme.courses.models import CourseDate, Programme
from programme.courses.queries import end_of_day
from programme.courses.states import DateState
from programme.offers.models import CautionDocument, Offer
from programme.offers.queries import PAPER_OWED
from programme.people.models import Person
from programme.policies.models import DisposalRoute
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor
from programme.shared.dates import london_date
from programme.shared.plausible import latest_possible
from programme.shared.refusal import NotFound


@dataclass(frozen=True, slots=True)
class BookingStanding:
    """One case with what a booking depends on: its locked row, its person, the offer he holds, the programme and the
    version of the route that it keeps. `paper_owed`: that route has a document that he has not signed yet."""

    referral: Referral
    person: Person
    offer: Offer
    programme: Programme
    route: DisposalRoute
    paper_owed: bool

    @property
    def policy(self) -> ClockPolicy:
        """How the dates of this case are reckoned."""
        return policy_of(self.programme, self.route)

    @property
    def complete_by_on(self) -> date:
        """The last day a course of this case may be on, reckoned afresh."""
        return last_safe_course_day(self.referral, self.policy)


_STANDING = (
    select(Referral, Person, Offer, Programme, DisposalRoute, PAPER_OWED.label("paper_owed"))
    .join(Offer, Offer.referral_id == Referral.id)
    .join(Person, Person.id == Referral.person_id)
    .join(Programme, Programme.id == Referral.programme_id)
    .join(DisposalRoute, DisposalRoute.key == Referral.route)
    .outerjoin(CautionDocument, CautionDocument.offer_id == Offer.id)
    .where(Offer.id == bindparam("offer_id"))
    .with_for_update(of=(Referral, Offer))
)


def lock_standing(db: Session, offer_id: int) -> BookingStanding:
    """The case that this offer was made in, its row locked to the end of the transaction; raises NotFound.

    One joined statement: everything that a booking changes hangs on the lock of the case, so no two bookings,
    answers or lapses of one man run at the same time.
    """
    found = db.execute(_STANDING, {"offer_id": offer_id}).one_or_none()
    if found is None:
        raise NotFound()
    return BookingStanding(
        referral=found.Referral,
        person=found.Person,
        offer=found.Offer,
        programme=found.Programme,
        route=found.DisposalRoute,
        paper_owed=found.paper_owed,
    )


def lock_own_standing(db: Session, actor: Actor) -> BookingStanding:
    """The same for the person himself, by the offer he signed in to, and for whoever acts for him while he is on the
    telephone; NotFound for anybody else."""
    if actor.own_offer_id is None:
        raise NotFound()
    return lock_standing(db, actor.own_offer_id)


def lock_booking(db: Session, booking_id: int) -> Booking:
    """The booking's row, locked. Lock its case first."""
    return db.execute(select(Booking).where(Booking.id == booking_id).with_for_update()).scalar_one()


def find_active_booking(db: Session, referral_id: int) -> Booking | None:
    """The case's held or confirmed place, its row locked; None where it has none. Lock the case first."""
    return db.execute(
        select(Booking).where(Booking.referral_id == referral_id, Booking.state.in_(ACTIVE)).with_for_update()
    ).scalar_one_or_none()


def lock_active_booking(db: Session, referral_id: int) -> Booking:
    """The same, or NotFound."""
    found = find_active_booking(db, referral_id)
    if found is None:
        raise NoPlaceBooked()
    return found


def case_of_booking(db: Session, booking_id: int) -> int:
    """The number of the case that a booking belongs to, so that the case can be locked before the booking."""
    return db.execute(select(Booking.referral_id).where(Booking.id == booking_id)).scalar_one()


def unbooked_due(db: Session, *, now: datetime, after_id: int, at_most: int) -> list[int]:
    """Accepted cases whose last safe course day is over, without a place, by state: the numbers above `after_id`."""
    return list(
        db.execute(
            select(Referral.id)
            .where(
                Referral.state == ReferralState.ACCEPTED,
                Referral.complete_by_on < london_date(now),
                Referral.id > after_id,
            )
            .order_by(Referral.id)
            .limit(at_most)
        ).scalars()
    )


def unpaid_lapse_at(db: Session, referral_id: int, *, since_at: datetime | None = None) -> datetime | None:
    """When the case's newest booking, made after `since_at` where that is given, was lost because it was not paid; None
    where that is not how it stands."""
    wanted = select(Booking).where(Booking.referral_id == referral_id)
    if since_at is not None:
        wanted = wanted.where(Booking.booked_at > since_at)
    newest = db.execute(wanted.order_by(Booking.id.desc()).limit(1)).scalar_one_or_none()
    return newest.ended_at if newest is not None and newest.state is BookingState.LAPSED else None


def was_taken_from_him(db: Session, referral_id: int) -> bool:
    """Whether the last place that the case had and lost was taken away by us, and not given up by him."""
    lost = select(Booking.lost_because).where(Booking.referral_id == referral_id, Booking.state.in_(LOST))
    newest = db.execute(lost.order_by(Booking.id.desc()).limit(1)).first()
    return newest is not None and newest.lost_because not in HIS_OWN_DOING


def was_there_a_place(db: Session, *, since_at: datetime, complete_by_on: date) -> bool:
    """Whether any date from `since_at` to the end of `complete_by_on` took place with a seat left empty: one that
    somebody who could book since then could have had."""
    return (
        db.execute(
            select(CourseDate.id)
            .where(
                CourseDate.state != DateState.CANCELLED,
                CourseDate.starts_at > since_at,
                CourseDate.ends_at < end_of_day(complete_by_on),
                CourseDate.places_taken < CourseDate.capacity,
            )
            .limit(1)
        ).first()
        is not None
    )


def lapsed_holds_due(db: Session, *, now: datetime, after_id: int, at_most: int) -> list[int]:
    """Unpaid holds whose time is over, by state: the numbers above `after_id`, in their order."""
    return list(
        db.execute(
            select(Booking.id)
            .where(
                Booking.state == BookingState.HELD,
                or_(Booking.held_until_at <= now, Booking.held_until_at > latest_possible(now, LONGEST_HOLD)),
                Booking.id > after_id,
            )
            .order_by(Booking.id)
            .limit(at_most)
        ).scalars()
    )
