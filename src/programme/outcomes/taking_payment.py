"""Money that has come in for a fee, by card or outside: the fee is settled and the place his, or it goes back.

Each payment is entered into the ledger once; money that comes late, twice or wrong is never dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from programme.bookings.holding import confirm_place, seat_again
from programme.bookings.models import Booking
from programme.bookings.states import BookingState
from programme.courses.queries import date_by_id
from programme.history import events
from programme.history.timeline import record
from programme.outcomes.out_of_time import Ending, end_what_is_too_late
from programme.payments.ledger import enter
from programme.payments.models import Fee, LedgerKind
from programme.payments.payment_outcome import PaymentOutcome
from programme.payments.queries import active_booking, booking_of, live_fee
from programme.payments.refunding import owe_refund
from programme.payments.states import FeeEvent, FeeState, RefundReason
from programme.people.telling import tell_person
from programme.referrals.queries import lock_referral_by_id, person_of
from programme.shared.actor import Actor
from programme.shared.money import spoken_pounds


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment: how much, its name in the ledger, when he himself did it where that was now, and in which other way
    than by card."""

    amount_pence: int
    reference: str
    he_acted_at: datetime | None = None
    how: str = ""


def take_payment(db: Session, fee: Fee, paid: Paid, *, actor: Actor, now: datetime) -> PaymentOutcome:
    """Enter what was paid for the fee, and do with it what can be done. The caller holds the case's lock, and
    has worked out its days anew."""
    live, held = live_fee(db, fee.referral_id), active_booking(db, fee.referral_id)
    is_due = live is not None and live.state is FeeState.DUE and live.amount_pence == paid.amount_pence
    settles = live if live is not None and is_due and held is not None else fee
    if not enter(db, settles, LedgerKind.PAYMENT, paid.amount_pence, now=now, gateway_reference=paid.reference):
        return PaymentOutcome.ALREADY
    record(db, fee.referral_id, events.FeePaid, actor=actor, now=now, amount=spoken_pounds(paid.amount_pence))
    if settles is live and held is not None and is_due:
        outcome = PaymentOutcome.PAID if settles.id == fee.id else PaymentOutcome.CARRIED_OVER
        return _settle(db, settles, held, paid, outcome, actor=actor, now=now)
    if live is None and fee.state is FeeState.VOID:
        return _late(db, fee, paid, actor=actor, now=now)
    owe_refund(db, fee, RefundReason.PAID_TWICE, actor=actor, now=now, payment_reference=paid.reference)
    return PaymentOutcome.REFUND_OWED


def _settle(
    db: Session, fee: Fee, booking: Booking, paid: Paid, outcome: PaymentOutcome, *, actor: Actor, now: datetime
) -> PaymentOutcome:
    fee.apply(FeeEvent.PAID)
    fee.settled_at = now
    if booking.state is BookingState.HELD:
        referral = lock_referral_by_id(db, fee.referral_id)
        if end_what_is_too_late(db, referral, dates_moved=False, actor=actor, now=now) is not Ending.GOES_ON:
            return PaymentOutcome.TOO_LATE
        confirm_place(db, booking, actor=actor, now=now)
    _tell_confirmed(db, fee, booking, paid, now=now)
    return outcome


def _late(db: Session, fee: Fee, paid: Paid, *, actor: Actor, now: datetime) -> PaymentOutcome:
    """The hold had lapsed. The place is taken again where that can be, else the money goes back."""
    fee.apply(FeeEvent.PAID)
    fee.settled_at = now
    enter(db, fee, LedgerKind.CHARGE, fee.amount_pence, now=now)  # the lapse had written the charge off
    booking = booking_of(db, fee)
    if seat_again(db, booking, actor=actor, now=now):
        _tell_confirmed(db, fee, booking, paid, now=now)
        return PaymentOutcome.SEATED_AGAIN
    owe_refund(db, fee, RefundReason.PAID_TOO_LATE, actor=actor, now=now, payment_reference=paid.reference)
    return PaymentOutcome.REFUND_OWED


def _tell_confirmed(db: Session, fee: Fee, booking: Booking, paid: Paid, *, now: datetime) -> None:
    date = date_by_id(db, booking.course_date_id)
    referral = lock_referral_by_id(db, fee.referral_id)
    tell_person(
        db,
        person_of(db, referral),
        notice="fee_paid",
        cause=f"{booking.reference}:{fee.id}",
        referral_id=referral.id,
        facts={"starts_at": date.starts_at, "how": paid.how},
        now=now,
        stale_at=date.starts_at,
        he_acted_at=paid.he_acted_at,
    )
