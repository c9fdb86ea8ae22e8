"""Every payment of his and what became of it, a line each: the same on his pages, on his copy and read out to him."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, String, bindparam, cast, func, literal, select
from sqlalchemy.orm import Session, aliased

from programme.bookings.models import Booking
from programme.bookings.states import BookingState
from programme.courses.models import CourseDate
from programme.insight.own_case import OwnCase
from programme.offers.models import Offer
from programme.payments.for_a_person import BY_HAND
from programme.payments.models import Fee, LedgerEntry, LedgerKind, Refund
from programme.payments.money import BANK_TAKES
from programme.payments.states import RefundReason, RefundState
from programme.payments.words import REFUND_REASON_TO_HIM
from programme.shared.dates import london_date, spoken_day
from programme.shared.money import spoken_pounds
from programme.storage.rows import columns_of, reads, rows
from programme.storage.statements import is_one_of

_SENT = aliased(LedgerEntry)


def _entered_at(gateway_reference: ColumnElement[Any]) -> ScalarSelect[datetime]:
    entered = select(func.max(_SENT.at)).where(
        is_one_of(_SENT.kind, (LedgerKind.REFUND,)), _SENT.gateway_reference == gateway_reference
    )
    return entered.correlate(Refund).scalar_subquery()


@reads(
    Refund,
    pence=Refund.amount_pence,
    sent_at=_entered_at(Refund.gateway_reference.expression),
    by_hand_at=_entered_at(literal(BY_HAND) + cast(Refund.id, String)),
)
@dataclass(frozen=True, slots=True)
class GoneBack:
    """Money of one payment that went back, or is to: `sent_at` to his card, `by_hand_at` another way, else None."""

    pence: int
    reason: str
    state: RefundState
    owed_at: datetime
    sent_at: datetime | None
    by_hand_at: datetime | None

    def is_there(self, now: datetime) -> bool:
        """Whether it was sent to his card, and his bank has had the time to show it."""
        return self.state is RefundState.DONE and self.sent_at is not None and now >= self.sent_at + BANK_TAKES


@reads(number=LedgerEntry.id, pence=LedgerEntry.amount_pence, at=LedgerEntry.at, for_at=CourseDate.starts_at)
@dataclass(frozen=True, slots=True)
class Receipt:
    """A payment, the date that it was for, and what of it went back: one more for each further time."""

    number: int
    pence: int
    at: datetime
    for_at: datetime
    back: GoneBack | None


_RECEIPTS = (
    select(*columns_of(Receipt))
    .select_from(Offer)
    .join(LedgerEntry, LedgerEntry.referral_id == Offer.referral_id)
    .join(Fee, Fee.id == LedgerEntry.fee_id)
    .join(Booking, Booking.id == Fee.booking_id)
    .join(CourseDate, CourseDate.id == Booking.course_date_id)
    .outerjoin(Refund, Refund.payment_reference == LedgerEntry.gateway_reference)
    .where(Offer.id == bindparam("offer_id"), is_one_of(LedgerEntry.kind, (LedgerKind.PAYMENT,)))
    .order_by(LedgerEntry.id, Refund.id)
)


def receipts_of(db: Session, offer_id: int) -> Sequence[Receipt]:
    """Every payment in the case that this offer was made in, oldest first."""
    return rows(db, Receipt, _RECEIPTS, offer_id=offer_id)


def money_lines(case: OwnCase, receipts: Sequence[Receipt], now: datetime) -> list[tuple[str, str]]:
    """Each payment with its day and its date, each refund with its day and why; of several payments the sum too."""
    lines = []
    payments = {one.number: one for one in receipts}
    for payment in payments.values():
        backs = [one.back for one in receipts if one.number == payment.number and one.back is not None]
        lines.append(("You paid", _paid(case, payment, any_back=bool(backs))))
        lines += [_back(case, back, payment, now) for back in backs]
    if len(payments) > 1:
        paid = sum(one.pence for one in payments.values())
        back = sum(one.back.pence for one in receipts if one.back is not None)
        went = f"{spoken_pounds(back)} of it went back or is on its way" if back else "None of it went back"
        lines.append(
            ("All together", f"You paid {spoken_pounds(paid)}. {went}. {spoken_pounds(paid - back)} is with us")
        )
    return lines


def _paid(case: OwnCase, payment: Receipt, *, any_back: bool) -> str:
    place = case.place if case.has_paid and not any_back else None
    counts = place is not None and place.state is BookingState.CONFIRMED and place.starts_at != payment.for_at
    now_for = f". It counts for {_day(place.starts_at)} now" if place is not None and counts else ""
    return f"{spoken_pounds(payment.pence)} on {_day(payment.at)}, for {_day(payment.for_at)}{now_for}. " + (
        f"Paid {case.outside.spoken}"
        if case.outside is not None and case.outside.came
        else f"Your bank shows something like {case.statement_text}"
    )


def _back(case: OwnCase, back: GoneBack, payment: Receipt, now: datetime) -> tuple[str, str]:
    to = "to the card you paid with" if case.outside is None else "not to a card"
    what = f"{spoken_pounds(back.pence)} of what you paid on {_day(payment.at)}"
    why = REFUND_REASON_TO_HIM[RefundReason(back.reason)]
    if back.by_hand_at is not None:
        return "Paid back", f"{what}, on {_day(back.by_hand_at)}, in another way than to your card. {why}"
    if back.sent_at is not None and back.is_there(now):
        return "Paid back", f"{what}, {to}, on {_day(back.sent_at)}. {why}"
    since = f"{to}, since {_day(back.owed_at)}"
    shown = "Banks take up to 10 days to show it" if case.outside is None else "Somebody of ours pays it back"
    return "On its way back", f"{what}, {since}. {why}. {shown}"


def _day(at: datetime) -> str:
    return spoken_day(london_date(at))
