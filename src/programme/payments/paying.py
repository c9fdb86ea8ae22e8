"""The facts that somebody who must pay needs to see, in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from programme.bookings.models import Booking
from programme.bookings.rules import is_over
from programme.bookings.states import ACTIVE, BookingState
from programme.courses.help_line import HelpLine
from programme.courses.models import CourseDate, Programme
from programme.payments.models import Fee
from programme.payments.queries import LIVE_FEES
from programme.payments.states import FeeState
from programme.referrals.models import Referral

_ANY_FEE = aliased(Fee)


class FeeSeen(StrEnum):
    """How the fee of a case stands for the person. RELEASED: the time to pay for his place is over. NOTHING: he has no
    place; a fee that is settled may be waiting for another."""

    TO_PAY = "to_pay"
    PAID = "paid"
    WAIVED = "waived"
    RELEASED = "released"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Paying:
    """The fee of a case as the person sees it; `amount_pence` is 0 where none is charged now, `was_asked` whether one
    ever was."""

    reference: str
    state: FeeSeen
    amount_pence: int
    held_until_at: datetime | None
    starts_at: datetime | None
    booking_reference: str | None
    statement_text: str
    help_line: HelpLine
    was_asked: bool


def paying(db: Session, referral_id: int, *, now: datetime) -> Paying:
    """How the case's fee stands at `now`."""
    row = db.execute(
        select(
            Referral.reference,
            Programme,
            Booking.reference.label("booking_reference"),
            Booking.state.label("booking_state"),
            Booking.held_until_at,
            CourseDate.starts_at,
            Fee.state.label("fee_state"),
            Fee.amount_pence,
            func.coalesce(Fee.statement_text, Programme.statement_text).label("statement_text"),
            exists().where(_ANY_FEE.referral_id == Referral.id, _ANY_FEE.amount_pence > 0).label("was_asked"),
        )
        .join(Programme, Programme.id == Referral.programme_id)
        .outerjoin(Booking, and_(Booking.referral_id == Referral.id, Booking.state.in_(ACTIVE)))
        .outerjoin(CourseDate, CourseDate.id == Booking.course_date_id)
        .outerjoin(Fee, and_(Fee.referral_id == Referral.id, Fee.state.in_(LIVE_FEES)))
        .where(Referral.id == referral_id)
    ).one()
    return Paying(
        reference=row.reference,
        state=_state(row.booking_state, row.fee_state, row.held_until_at, now),
        amount_pence=row.amount_pence or 0,
        held_until_at=row.held_until_at,
        starts_at=row.starts_at,
        booking_reference=row.booking_reference,
        statement_text=row.statement_text,
        help_line=HelpLine.of(row.Programme),
        was_asked=row.was_asked,
    )


def _state(
    booking: BookingState | None, fee: FeeState | None, held_until_at: datetime | None, now: datetime
) -> FeeSeen:
    if booking is None or fee is None:
        return FeeSeen.NOTHING
    if fee is FeeState.PAID:
        return FeeSeen.PAID
    if fee is FeeState.WAIVED:
        return FeeSeen.WAIVED
    if booking is BookingState.HELD and held_until_at is not None and is_over(held_until_at, now):
        return FeeSeen.RELEASED
    return FeeSeen.TO_PAY
