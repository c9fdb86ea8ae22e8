"""What is asked of registers, and of the people on a provider's dates.

A provider finds only its own dates, and of the people on them only what the day needs: initials and needs on a list,
name and date of birth on the card of one seat while the register is open. Nothing here selects an offence, an
address, a contact or a custody fact, so no page can show one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, literal_column, or_, select
from sqlalchemy.orm import Session

from programme.attendance.models import Attendance, IdentityKind
from programme.attendance.refusals import RegisterNotOpen
from programme.attendance.states import Mark
from programme.bookings.models import Booking
from programme.bookings.states import ACTIVE, BookingState
from programme.clock.deadlines import ClockPolicy
from programme.clock.keeping import last_safe_course_day, policy_of
from programme.courses.models import CourseDate, Programme
from programme.courses.queries import DateFacts, own_date
from programme.courses.scheduling import Times
from programme.courses.states import DateState
from programme.people.models import Person
from programme.policies.models import DisposalRoute
from programme.referrals.models import Referral
from programme.shared.refusal import NotFound
from programme.storage.statements import is_one_of


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
    paid: bool

    @property
    def code(self) -> str:
        """What tells the line on paper: the first half of the reference that the person has on his own sheet."""
        return self.reference.split("-")[0]


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


def own_register(db: Session, reference: str, provider_id: int) -> Register:
    """The register of the provider's own date; another provider's is NotFound.

    Before signing it has everybody with an active place, afterwards everybody who was on it.
    """
    facts, _ = own_date(db, reference, provider_id)
    signed = facts.state is DateState.SIGNED
    rows = db.execute(
        select(
            Referral.reference,
            Attendance.seat,
            Person.forenames,
            Person.surname,
            Attendance.mark,
            Attendance.arrived_at,
            Attendance.left_at,
            Person.interpreter,
            Person.adjustments != "",
            Booking.state,
            CourseDate.signed_at,
            CourseDate.signed_by,
        )
        .select_from(Booking)
        .join(CourseDate, CourseDate.id == Booking.course_date_id)
        .join(Referral, Referral.id == Booking.referral_id)
        .join(Person, Person.id == Referral.person_id)
        .outerjoin(Attendance, Attendance.booking_id == Booking.id)
        .where(
            Booking.course_date_id == facts.id,
            Attendance.id.is_not(None) if signed else Booking.state.in_(ACTIVE),
        )
        .order_by(Attendance.seat, Person.surname, Person.forenames, Booking.id)
    ).all()
    lines = tuple(
        Line(row[0], row[1], initials_of(row[2], row[3]), *row[4:8], bool(row[8]), row[9] is not BookingState.HELD)
        for row in rows
    )
    return Register(facts, lines, rows[0].signed_at if rows else None, rows[0].signed_by if rows else None)


@dataclass(frozen=True, slots=True)
class SeatCard:
    """One person at the door: what is needed to see that it is he, and that he can take part."""

    date_reference: str
    times: Times
    reference: str
    seat: int
    name: str
    born_on: date | None
    interpreter: str
    adjustments: str
    mark: Mark
    identity_kind: IdentityKind | None
    arrived_at: datetime | None
    left_at: datetime | None
    note: str
    marked_at: datetime | None


_SEAT = (
    CourseDate.reference == bindparam("date_reference"),
    CourseDate.provider_id == bindparam("provider"),
    Attendance.seat == bindparam("seat_number"),
    or_(is_one_of(Booking.state, ACTIVE), is_one_of(CourseDate.state, {DateState.SIGNED})),
)


def own_seat(db: Session, date_reference: str, seat: int, provider_id: int) -> SeatCard:
    """The card of one seat, while the register is open.

    Raises NotFound for another provider's date, and RegisterNotOpen before opening and once it is signed: from then
    on nobody at the provider needs a name.
    """
    row = db.execute(
        select(
            CourseDate.state,
            CourseDate.starts_at,
            CourseDate.ends_at,
            CourseDate.door_closes_at,
            Referral.reference,
            Person.forenames,
            Person.surname,
            Person.born_on,
            Person.interpreter,
            Person.adjustments,
            Attendance.mark,
            Attendance.identity_kind,
            Attendance.arrived_at,
            Attendance.left_at,
            Attendance.note,
            Attendance.marked_at,
        )
        .select_from(Attendance)
        .join(CourseDate, CourseDate.id == Attendance.course_date_id)
        .join(Booking, Booking.id == Attendance.booking_id)
        .join(Referral, Referral.id == Booking.referral_id)
        .join(Person, Person.id == Referral.person_id)
        .where(*_SEAT),
        {"date_reference": date_reference, "seat_number": seat, "provider": provider_id},
    ).one_or_none()
    if row is None:
        raise NotFound()
    if row.state is not DateState.RUNNING:
        raise RegisterNotOpen()
    return SeatCard(
        date_reference,
        Times(row.starts_at, row.ends_at, row.door_closes_at),
        row.reference,
        seat,
        f"{row.forenames} {row.surname}".strip(),
        *tuple(row)[7:],
    )


@dataclass(frozen=True, slots=True)
class LockedSeat:
    """A seat's row, locked with its date, and what a mark needs to know beside it."""

    attendance: Attendance
    times: Times
    referral_id: int
    reference: str


_LOCKED_SEAT = (
    select(
        Attendance,
        CourseDate.state,
        CourseDate.starts_at,
        CourseDate.ends_at,
        CourseDate.door_closes_at,
        Booking.referral_id,
        Referral.reference,
    )
    .join(CourseDate, CourseDate.id == Attendance.course_date_id)
    .join(Booking, Booking.id == Attendance.booking_id)
    .join(Referral, Referral.id == Booking.referral_id)
    .where(*_SEAT)
    .with_for_update(of=(Attendance, CourseDate))
)


def lock_seat(db: Session, date_reference: str, seat: int, provider_id: int) -> LockedSeat:
    """One seat of the provider's own open register, locked together with its date in one statement.

    The date is locked too so that no mark can change under a signature. Raises NotFound, or RegisterNotOpen.
    """
    row = db.execute(
        _LOCKED_SEAT, {"date_reference": date_reference, "seat_number": seat, "provider": provider_id}
    ).one_or_none()
    if row is None:
        raise NotFound()
    attendance, state, starts_at, ends_at, door_closes_at, referral_id, reference = row
    if state is not DateState.RUNNING:
        raise RegisterNotOpen()
    return LockedSeat(attendance, Times(starts_at, ends_at, door_closes_at), referral_id, reference)


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
    rows = db.execute(
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
    return [LockedPlace(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class NewSeat:
    """A paid place that has no line on the register yet."""

    booking_id: int
    reference: str


def places_without_seat(db: Session, course_date_id: int) -> tuple[list[NewSeat], int]:
    """Paid places without a line, in the order of the names, and the highest seat number so far."""
    rows = db.execute(
        select(Booking.id, Referral.reference)
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
    return [NewSeat(*row) for row in rows], highest.scalar_one() or 0


@dataclass(frozen=True, slots=True)
class Readiness:
    """Who is booked on a date, counted, and what has to be arranged. Nobody can be told from it."""

    paid: int = 0
    held: int = 0
    interpreters: tuple[str, ...] = ()
    with_adjustments: int = 0


def readiness_of(db: Session, course_date_ids: Sequence[int]) -> dict[int, Readiness]:
    """How ready each of these dates is, by number, in one statement."""
    # Written out: PostgreSQL would take two parameters, selected and grouped by, for two different columns.
    adjusted = Person.adjustments != literal_column("''")
    rows = db.execute(
        select(Booking.course_date_id, Booking.state, Person.interpreter, adjusted, func.count(Booking.id))
        .join(Referral, Referral.id == Booking.referral_id)
        .join(Person, Person.id == Referral.person_id)
        .where(Booking.course_date_id.in_(course_date_ids), Booking.state.in_(ACTIVE))
        .group_by(Booking.course_date_id, Booking.state, Person.interpreter, adjusted)
        .order_by(Booking.course_date_id, Person.interpreter)
    ).all()
    return {number: _readiness([row for row in rows if row[0] == number]) for number in course_date_ids}


def _readiness(rows: Sequence[tuple[int, BookingState, str, bool, int]]) -> Readiness:
    return Readiness(
        paid=sum(count for _, state, _, _, count in rows if state is BookingState.CONFIRMED),
        held=sum(count for _, state, _, _, count in rows if state is BookingState.HELD),
        interpreters=tuple(dict.fromkeys(language for _, _, language, _, _ in rows if language)),
        with_adjustments=sum(count for _, _, _, adjusted, count in rows if adjusted),
    )
