"""How ready a date is: who is booked on it, counted, and what has to be arranged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, literal_column, select
from sqlalchemy.orm import Session

from programme.bookings.models import Booking, DayNeeds
from programme.bookings.needs import waits_for_answer
from programme.bookings.states import ACTIVE, BookingState
from programme.people.models import Person
from programme.referrals.models import Referral
from programme.storage.rows import columns_of, reads, rows


@dataclass(frozen=True, slots=True)
class Readiness:
    """Who is booked on a date, counted, and what has to be arranged. Nobody can be told from it."""

    paid: int = 0
    held: int = 0
    interpreters: tuple[str, ...] = ()
    with_adjustments: int = 0
    asking: int = 0
    unanswered: int = 0


# Written out: PostgreSQL would take two parameters, selected and grouped by, for two different columns.
_ADJUSTED = Person.adjustments != literal_column("''")
_WAITS = func.sum(case((waits_for_answer(), 1), else_=0))
_COUNTS = {"people": func.count(Booking.id), "asking": func.count(DayNeeds.id), "unanswered": _WAITS}


@reads(Booking, interpreter=Person.interpreter, adjusted=_ADJUSTED, **_COUNTS)
@dataclass(frozen=True, slots=True)
class _Booked:
    """So many people of a date who stand alike."""

    course_date_id: int
    state: BookingState
    interpreter: str
    adjusted: bool
    people: int
    asking: int
    unanswered: int


def readiness_of(db: Session, course_date_ids: Sequence[int]) -> dict[int, Readiness]:
    """How ready each of these dates is, by number, in one statement."""
    wanted = (
        select(*columns_of(_Booked))
        .join(Referral, Referral.id == Booking.referral_id)
        .join(Person, Person.id == Referral.person_id)
        .outerjoin(DayNeeds, DayNeeds.referral_id == Referral.id)
        .where(Booking.course_date_id.in_(course_date_ids), Booking.state.in_(ACTIVE))
        .group_by(Booking.course_date_id, Booking.state, Person.interpreter, _ADJUSTED)
        .order_by(Booking.course_date_id, Person.interpreter)
    )
    found = rows(db, _Booked, wanted)
    return {number: _readiness([one for one in found if one.course_date_id == number]) for number in course_date_ids}


def _readiness(booked: Sequence[_Booked]) -> Readiness:
    return Readiness(
        paid=sum(one.people for one in booked if one.state is BookingState.CONFIRMED),
        held=sum(one.people for one in booked if one.state is BookingState.HELD),
        interpreters=tuple(dict.fromkeys(one.interpreter for one in booked if one.interpreter)),
        with_adjustments=sum(one.people for one in booked if one.adjusted),
        asking=sum(one.asking for one in booked),
        unanswered=sum(one.unanswered for one in booked),
    )
