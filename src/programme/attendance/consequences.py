"""The consequences of cancelling a date for each person on it, shown before the button."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from programme.attendance.queries import initials_of
from programme.bookings.models import Booking
from programme.bookings.states import ACTIVE
from programme.clock.keeping import last_safe_course_day, policy_of
from programme.courses.models import Programme
from programme.courses.queries import DateFacts, dates_in_time, own_date
from programme.courses.scheduling import who_still_fits
from programme.payments.models import Fee
from programme.payments.states import FeeState
from programme.people.models import Person
from programme.policies.models import DisposalRoute
from programme.referrals.models import Referral

DATES_LOOKED_AT = 60
"""How many later dates are searched for free places: more than any programme offers at once."""


@dataclass(frozen=True, slots=True)
class Consequence:
    """One person's part when the date is cancelled."""

    reference: str
    initials: str
    refund_pence: int
    can_book_again: bool


@dataclass(frozen=True, slots=True)
class CancellationPreview:
    """A date and what its cancelling would do, at this moment."""

    date: DateFacts
    people: tuple[Consequence, ...]

    @property
    def refund_pence(self) -> int:
        """The money that would be owed back, all together."""
        return sum(person.refund_pence for person in self.people)


def preview_cancellation(db: Session, reference: str, provider_id: int, *, now: datetime) -> CancellationPreview:
    """Who is on the provider's own date and what would happen to each. Raises NotFound.

    Nothing is held for anybody: by the time the date is cancelled somebody else may have taken a place.
    """
    date = own_date(db, reference, provider_id)
    rows = db.execute(
        select(Referral, Person.forenames, Person.surname, Programme, DisposalRoute, Fee.amount_pence)
        .select_from(Booking)
        .join(Referral, Referral.id == Booking.referral_id)
        .join(Person, Person.id == Referral.person_id)
        .join(Programme, Programme.id == Referral.programme_id)
        .join(DisposalRoute, DisposalRoute.key == Referral.route)
        .outerjoin(Fee, and_(Fee.referral_id == Referral.id, Fee.state == FeeState.PAID))
        .where(Booking.course_date_id == date.id, Booking.state.in_(ACTIVE))
        .order_by(Person.surname, Person.forenames, Booking.id)
    ).all()
    last_days = [
        (row.Referral.id, last_safe_course_day(row.Referral, policy_of(row.Programme, row.DisposalRoute)))
        for row in rows
    ]
    fitting: frozenset[int] = frozenset()
    if last_days:
        until_on = max(last_day for _, last_day in last_days)
        found = dates_in_time(db, now=now, complete_by_on=until_on, at_most=DATES_LOOKED_AT)
        fitting = who_still_fits(last_days, [other for other in found if other.id != date.id])
    return CancellationPreview(
        date,
        tuple(
            Consequence(
                row.Referral.reference,
                initials_of(row.forenames, row.surname),
                row.amount_pence or 0,
                row.Referral.id in fitting,
            )
            for row in rows
        ),
    )
