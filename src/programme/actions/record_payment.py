"""Record what the gateway says of a payment page, as often and in whatever order it is said.

The facts handed in were read from the gateway after the notification: the notification itself is only a hint. Each
payment is entered into the ledger once; money that comes late, twice or wrong is never dropped.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.bookings.holding import confirm, seat_again
from programme.bookings.states import BookingState
from programme.courses.queries import date_by_id, programme_of
from programme.exchange.following import follow
from programme.exchange.states import ExchangeEvent
from programme.history import events
from programme.history.timeline import record
from programme.payments.gateway import CheckoutFacts, CheckoutStatus, PaymentStatus
from programme.payments.ledger import enter
from programme.payments.models import Checkout, Fee, LedgerKind
from programme.payments.queries import booking_of, find_checkout
from programme.payments.refunding import owe_refund
from programme.payments.states import CheckoutEvent, CheckoutState, FeeEvent, FeeState
from programme.people.telling import tell_person
from programme.referrals.queries import lock_referral_by_id, person_of
from programme.shared.actor import Actor
from programme.shared.money import spoken_pounds

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def record_payment(db: Session, *, actor: Actor, now: datetime, facts: CheckoutFacts) -> str:
    """Bring our rows in line with the gateway's page; returns one word for what came of it.

    `not_ours`, `mismatch` (amount, currency or reference differ: nothing is changed, a person must look), `waiting`,
    `expired`, `paid`, `already`, `seated_again`, `refund_owed`.
    """
    found = find_checkout(db, facts.session_id)
    if found is None:
        return "not_ours"
    lock_referral_by_id(db, found[1].referral_id)
    db.expire_all()  # what was read before the lock may be old
    checkout, fee = find_checkout(db, facts.session_id) or found
    if facts.amount_pence != checkout.amount_pence or facts.currency != "gbp":
        return "mismatch"
    if facts.reference != booking_of(db, fee).reference:
        return "mismatch"
    if facts.payment_status is PaymentStatus.PAID and facts.payment_id:
        return _paid(db, checkout, fee, facts.payment_id, actor=actor, now=now)
    if facts.status is CheckoutStatus.EXPIRED:
        if checkout.state is not CheckoutState.PAID:
            checkout.happens(CheckoutEvent.EXPIRED)
        return "expired"
    return "waiting"


def _paid(db: Session, checkout: Checkout, fee: Fee, payment: str, *, actor: Actor, now: datetime) -> str:
    if not enter(db, fee, LedgerKind.PAYMENT, checkout.amount_pence, now=now, gateway_reference=payment):
        return "already"
    checkout.happens(CheckoutEvent.PAID)
    amount = spoken_pounds(checkout.amount_pence)
    record(db, fee.referral_id, events.FeePaid, actor=actor, now=now, amount=amount)
    if fee.state is FeeState.DUE:
        return _settle(db, fee, actor=actor, now=now)
    if fee.state is FeeState.VOID:
        return _late(db, fee, payment, actor=actor, now=now)
    owe_refund(db, fee, "paid_twice", actor=actor, now=now, payment_reference=payment)
    return "refund_owed"


def _settle(db: Session, fee: Fee, *, actor: Actor, now: datetime) -> str:
    fee.happens(FeeEvent.PAID)
    fee.settled_at = now
    booking = booking_of(db, fee)
    if booking.state is BookingState.HELD:
        confirm(db, booking, actor=actor, now=now)
    follow(db, fee.referral_id, ExchangeEvent.PLACE_BOOKED, now=now)
    _tell(db, fee, now=now)
    return "paid"


def _late(db: Session, fee: Fee, payment: str, *, actor: Actor, now: datetime) -> str:
    """The hold had lapsed. The place is taken again where that can be, else the money goes back."""
    fee.happens(FeeEvent.PAID)
    fee.settled_at = now
    enter(db, fee, LedgerKind.CHARGE, fee.amount_pence, now=now)  # the lapse had written the charge off
    if seat_again(db, booking_of(db, fee), actor=actor, now=now):
        follow(db, fee.referral_id, ExchangeEvent.PLACE_BOOKED, now=now)
        _tell(db, fee, now=now)
        return "seated_again"
    enter(db, fee, LedgerKind.WAIVER, fee.amount_pence, now=now)
    owe_refund(db, fee, "paid_too_late", actor=actor, now=now, payment_reference=payment)
    return "refund_owed"


def _tell(db: Session, fee: Fee, *, now: datetime) -> None:
    booking = booking_of(db, fee)
    date = date_by_id(db, booking.course_date_id)
    referral = lock_referral_by_id(db, fee.referral_id)
    tell_person(
        db,
        person_of(db, referral),
        notice="fee_paid",
        cause=f"{booking.reference}:{fee.id}",
        referral_id=referral.id,
        facts={
            "reference": referral.reference,
            "starts_at": date.starts_at,
            "amount_pence": fee.amount_pence,
            "statement_text": programme_of(db, referral.programme_id).statement_text,
        },
        now=now,
        stale_at=date.starts_at,
    )
