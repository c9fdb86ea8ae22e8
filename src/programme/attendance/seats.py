"""One seat of a date, as the door shows it and as a mark locks it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from programme.attendance.models import Attendance, IdentityKind
from programme.attendance.refusals import RegisterNotOpen
from programme.attendance.rules import can_mark, check_has_place
from programme.attendance.states import Mark
from programme.bookings.models import Booking, DayNeeds, NeedKind
from programme.bookings.states import BookingState
from programme.courses.models import CourseDate
from programme.courses.scheduling import Times
from programme.courses.states import DateState
from programme.people.models import Person
from programme.referrals.models import Referral
from programme.shared.refusal import NotFound
from programme.storage.rows import columns_of, reads, rows

reads(CourseDate)(Times)


@reads(DayNeeds, answered=DayNeeds.answered_date_id.is_not_distinct_from(CourseDate.id))
@dataclass(frozen=True, slots=True)
class SeatNeeds:
    """His needs, and the answer for this date."""

    kinds: frozenset[NeedKind]
    language: str
    words: str
    answered: bool
    arranged: bool | None
    answer: str


@reads(
    Attendance,
    date_reference=CourseDate.reference,
    state=CourseDate.state,
    booked=Booking.state,
    ended_at=Booking.ended_at,
    reference=Referral.reference,
    forenames=Person.forenames,
    surname=Person.surname,
    born_on=Person.born_on,
    referral_id=Referral.id,
    interpreter=Person.interpreter,
    adjustments=Person.adjustments,
)
@dataclass(frozen=True, slots=True)
class SeatCard:
    """One person at the door: what is needed to see that it is he, and that he can take part."""

    date_reference: str
    state: DateState
    booked: BookingState
    ended_at: datetime | None
    times: Times
    reference: str
    seat: int
    forenames: str
    surname: str
    born_on: date | None
    interpreter: str
    adjustments: str
    needs: SeatNeeds | None
    referral_id: int
    mark: Mark
    identity_kind: IdentityKind | None
    arrived_at: datetime | None
    left_at: datetime | None
    note: str
    marked_at: datetime | None

    @property
    def name(self) -> str:
        """Forenames and surname."""
        return f"{self.forenames} {self.surname}".strip()


_SEAT = (
    CourseDate.reference == bindparam("date_reference"),
    CourseDate.provider_id == bindparam("provider"),
    Attendance.seat == bindparam("seat_number"),
)


def own_seat(db: Session, date_reference: str, seat: int, provider_id: int) -> SeatCard:
    """The card of one seat, while the register is open.

    Raises NotFound for another provider's date, and RegisterNotOpen before opening and once it is signed: from then
    on nobody at the provider needs a name. Raises PlaceGivenUp where the place is not his any more.
    """
    wanted = (
        select(*columns_of(SeatCard))
        .select_from(Attendance)
        .join(CourseDate, CourseDate.id == Attendance.course_date_id)
        .join(Booking, Booking.id == Attendance.booking_id)
        .join(Referral, Referral.id == Booking.referral_id)
        .join(Person, Person.id == Referral.person_id)
        .outerjoin(DayNeeds, DayNeeds.referral_id == Referral.id)
        .where(*_SEAT)
    )
    found = rows(db, SeatCard, wanted, date_reference=date_reference, seat_number=seat, provider=provider_id)
    card = found.one_or_none()
    if card is None:
        raise NotFound()
    if card.state is not DateState.RUNNING:
        raise RegisterNotOpen()
    check_has_place(card.booked, card.ended_at)
    return card


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
        Booking.state.label("booked"),
        Booking.ended_at,
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
    .with_for_update(of=(CourseDate, Booking, Attendance))
)


def lock_seat(db: Session, date_reference: str, seat: int, provider_id: int) -> LockedSeat:
    """One seat of the provider's own open register, locked together with its date and its place in one statement.

    The date is locked too so that no mark can change under a signature, and the place so that he does not give it up
    under a mark. Raises NotFound, RegisterNotOpen, or PlaceGivenUp where he has.
    """
    row = db.execute(
        _LOCKED_SEAT, {"date_reference": date_reference, "seat_number": seat, "provider": provider_id}
    ).one_or_none()
    if row is None:
        raise NotFound()
    can_mark(row.state)
    check_has_place(row.booked, row.ended_at)
    times = Times(row.starts_at, row.ends_at, row.door_closes_at)
    return LockedSeat(row.Attendance, times, row.referral_id, row.reference)
