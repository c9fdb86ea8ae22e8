"""Queries about registers, and about the people on a provider's dates.

A provider finds only its own dates, and of the people on them only what the day needs: initials and needs on a list,
name and date of birth on the card of one seat while the register is open. Nothing here selects an offence, an
address, a contact or a custody fact, so no page can show one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from programme.attendance.models import Attendance
from programme.attendance.states import Mark
from programme.bookings.models import Booking, DayNeeds
from programme.bookings.states import ACTIVE, BookingState, PlaceLost
from programme.clock.deadlines import ClockPolicy
from programme.clock.keeping import last_safe_course_day, policy_of
from programme.courses.models import CourseDate, Programme
from programme.courses.queries import DateFacts, own_date
from programme.courses.states import DateState
from programme.people.models import Person
from programme.policies.models import DisposalRoute
from programme.referrals.models import Referral
from programme.referrals.supporters import SOMEBODY_COMES
from programme.storage.rows import columns_of, reads, rows


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a register. `seat` and `mark` are None for a place that is not on the register."""

    reference: str
    seat: int | None
    initials: str
    mark: Mark | None
    arrived_at: datetime | None
    left_at: datetime | None
    interpreter: str
    has_adjustments: bool
    with_somebody: bool
    paid: bool

    @property
    def code(self) -> str:
        """The mark of the line on paper: the first half of the reference that the person has on his own sheet."""
        return self.reference.split("-")[0]


@reads(
    Attendance,
    reference=Referral.reference,
    forenames=Person.forenames,
    surname=Person.surname,
    interpreter=Person.interpreter,
    has_adjustments=or_(Person.adjustments != "", DayNeeds.id.is_not(None)),
    with_somebody=SOMEBODY_COMES,
    booked=Booking.state,
    signed_at=CourseDate.signed_at,
    signed_by=CourseDate.signed_by,
)
@dataclass(frozen=True, slots=True)
class _RegisterRow:
    reference: str
    seat: int | None
    forenames: str
    surname: str
    mark: Mark | None
    arrived_at: datetime | None
    left_at: datetime | None
    interpreter: str
    has_adjustments: bool
    with_somebody: bool
    booked: BookingState
    signed_at: datetime | None
    signed_by: str | None

    @property
    def line(self) -> Line:
        return Line(
            reference=self.reference,
            seat=self.seat,
            initials=initials_of(self.forenames, self.surname),
            mark=self.mark,
            arrived_at=self.arrived_at,
            left_at=self.left_at,
            interpreter=self.interpreter,
            has_adjustments=self.has_adjustments,
            with_somebody=self.with_somebody,
            paid=self.booked is not BookingState.HELD,
        )


@dataclass(frozen=True, slots=True)
class Register:
    """A course date with its register as the door sees it."""

    date: DateFacts
    lines: tuple[Line, ...]
    signed_at: datetime | None
    signed_by: str | None

    @property
    def seated(self) -> tuple[Line, ...]:
        """The lines of the register itself."""
        return tuple(line for line in self.lines if line.seat is not None)

    @property
    def not_listed(self) -> tuple[Line, ...]:
        """Paid places without a line: they were paid after the register was opened, or it is not open yet."""
        return tuple(line for line in self.lines if line.seat is None and line.paid)

    @property
    def unpaid(self) -> tuple[Line, ...]:
        """Held places that are not paid: these people may not attend."""
        return tuple(line for line in self.lines if line.seat is None and not line.paid)


def initials_of(forenames: str, surname: str) -> str:
    """First letters of the first forename and of the surname: "J.S."."""
    letters = [name.strip()[:1].upper() for name in (forenames, surname) if name.strip()]
    return "".join(f"{letter}." for letter in letters)


_SIGNED_FOR = and_(
    Attendance.id.is_not(None),
    or_(Booking.state == BookingState.USED, Booking.lost_because == PlaceLost.NOT_TAKEN_IN),
)
"""The lines that the signature closed, each with the result that went out, and no place that ended before."""


def own_register(db: Session, reference: str, provider_id: int) -> Register:
    """The register of the provider's own date; another provider's is NotFound.

    Before signing it has everybody with an active place, afterwards everybody who was signed for.
    """
    facts = own_date(db, reference, provider_id)
    signed = facts.state is DateState.SIGNED
    wanted = (
        select(*columns_of(_RegisterRow))
        .select_from(Booking)
        .join(CourseDate, CourseDate.id == Booking.course_date_id)
        .join(Referral, Referral.id == Booking.referral_id)
        .join(Person, Person.id == Referral.person_id)
        .outerjoin(Attendance, Attendance.booking_id == Booking.id)
        .outerjoin(DayNeeds, DayNeeds.referral_id == Referral.id)
        .where(
            Booking.course_date_id == facts.id,
            _SIGNED_FOR if signed else Booking.state.in_(ACTIVE),
        )
        .order_by(Attendance.seat, Person.surname, Person.forenames, Booking.id)
    )
    found = rows(db, _RegisterRow, wanted)
    first = found.first()
    return Register(
        facts,
        tuple(row.line for row in found),
        first.signed_at if first else None,
        first.signed_by if first else None,
    )


@dataclass(frozen=True, slots=True)
class LockedPlace:
    """A place on a date with its case and person, locked. `attendance` is None where it has no line."""

    booking: Booking
    referral: Referral
    person: Person
    attendance: Attendance | None
    programme: Programme
    route: DisposalRoute

    @property
    def policy(self) -> ClockPolicy:
        """How the dates of this case are reckoned."""
        return policy_of(self.programme, self.route)

    @property
    def complete_by_on(self) -> date:
        """The last day a course of this case may be on, reckoned afresh."""
        return last_safe_course_day(self.referral, self.policy)


def lock_places(db: Session, course_date_id: int) -> list[LockedPlace]:
    """Everybody with an active place on the date, bookings and cases locked in one statement, by case number.

    The caller holds the date's lock, so that nobody can take a place meanwhile.
    """
    found = db.execute(
        select(Booking, Referral, Person, Attendance, Programme, DisposalRoute)
        .join(Referral, Referral.id == Booking.referral_id)
        .join(Person, Person.id == Referral.person_id)
        .join(Programme, Programme.id == Referral.programme_id)
        .join(DisposalRoute, DisposalRoute.key == Referral.route)
        .outerjoin(Attendance, Attendance.booking_id == Booking.id)
        .where(Booking.course_date_id == course_date_id, Booking.state.in_(ACTIVE))
        .order_by(Referral.id)
        .with_for_update(of=(Booking, Referral))
    )
    return [
        LockedPlace(
            booking=row.Booking,
            referral=row.Referral,
            person=row.Person,
            attendance=row.Attendance,
            programme=row.Programme,
            route=row.DisposalRoute,
        )
        for row in found
    ]


@reads(booking_id=Booking.id, reference=Referral.reference)
@dataclass(frozen=True, slots=True)
class NewSeat:
    """A paid place that has no line on the register yet."""

    booking_id: int
    reference: str


def places_without_seat(db: Session, course_date_id: int) -> tuple[list[NewSeat], int]:
    """Paid places without a line, in the order of the names, and the highest seat number so far."""
    wanted = (
        select(*columns_of(NewSeat))
        .join(Referral, Referral.id == Booking.referral_id)
        .join(Person, Person.id == Referral.person_id)
        .outerjoin(Attendance, Attendance.booking_id == Booking.id)
        .where(
            Booking.course_date_id == course_date_id,
            Booking.state == BookingState.CONFIRMED,
            Attendance.id.is_(None),
        )
        .order_by(Person.surname_key, Person.forenames, Booking.id)
    )
    highest = db.execute(select(func.max(Attendance.seat)).where(Attendance.course_date_id == course_date_id))
    return rows(db, NewSeat, wanted), highest.scalar_one() or 0
