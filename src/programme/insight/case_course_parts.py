"""The parts of a case file that come with a course: place, fee, mark and result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from programme.attendance.models import Attendance, IdentityKind
from programme.attendance.states import Mark
from programme.bookings.models import Booking, PlaceElsewhere
from programme.bookings.states import BookingState, ElsewhereState
from programme.courses.models import CourseDate, Venue
from programme.outcomes.models import Disposal, Result, ResultReason, Verdict
from programme.outcomes.states import ReturnState
from programme.payments.models import Fee
from programme.payments.money import Money, money_of
from programme.payments.outside import LAST_OUTSIDE
from programme.payments.queries import GIVEN_BACK
from programme.payments.states import FeeState
from programme.people.reference import force_name
from programme.storage.rows import reads


@reads(Booking)
@dataclass(frozen=True, slots=True)
class CaseBooking:
    """The newest booking."""

    state: BookingState
    booked_at: datetime
    held_until_at: datetime


@reads(CourseDate)
@dataclass(frozen=True, slots=True)
class CaseCourse:
    """The course of that booking."""

    starts_at: datetime


@reads(Venue)
@dataclass(frozen=True, slots=True)
class CaseVenue:
    """Where it is."""

    name: str
    postcode: str


@reads(PlaceElsewhere)
@dataclass(frozen=True, slots=True)
class CasePlaceElsewhere:
    """The newest place at a neighbouring programme."""

    force_code: str
    course_on: date
    their_reference: str
    state: ElsewhereState
    arranged_at: datetime
    arranged_by: str
    ended_at: datetime | None
    told_by: str
    told_on: date | None

    @property
    def neighbour(self) -> str:
        """The name of the force whose programme it is."""
        return force_name(self.force_code)

    @property
    def stands(self) -> bool:
        """Whether he has it, or had it to the end: it was not called off."""
        return self.state is not ElsewhereState.CALLED_OFF


@reads(Fee, back_pence=GIVEN_BACK, outside_id=LAST_OUTSIDE)
@dataclass(frozen=True, slots=True)
class CaseFee:
    """The newest fee. `back_pence`: what went back, or is on its way, of all fees of the case. `outside_id`: of
    what was paid in another way than by card."""

    state: FeeState
    amount_pence: int
    back_pence: int
    outside_id: int | None


def money_in(fee: CaseFee | None) -> Money:
    """Payments, debts and refunds in the case of this fee, for every page that says so."""
    if fee is None:
        return Money()
    return money_of(fee.state, fee.amount_pence, fee.back_pence, by_card=fee.outside_id is None)


@reads(Attendance)
@dataclass(frozen=True, slots=True)
class CaseAttendance:
    """His line on the register."""

    mark: Mark
    identity_kind: IdentityKind | None
    identity_checked_by: str | None
    arrived_at: datetime | None
    left_at: datetime | None
    marked_at: datetime | None
    marked_by: str | None


@reads(Result)
@dataclass(frozen=True, slots=True)
class CaseResult:
    """The result, its return and what was then done."""

    state: ReturnState
    verdict: Verdict
    reason: ResultReason
    returned_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    disposal: Disposal | None
    disposed_at: datetime | None
    proposed_outcome: int | None
    proposed_finalisation: str
