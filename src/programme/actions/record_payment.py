"""Record what the gateway says of a payment page, as often and in whatever order it is said.

The facts handed in were read from the gateway after the notification: the notification itself is only a hint. Each
payment is entered into the ledger once; money that comes late, twice or wrong is never dropped.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.bookings.holding import confirm_place, seat_again
from programme.bookings.states import BookingState
from programme.clock.keeping import policy_for, recalculate_deadlines
from programme.courses.queries import date_by_id
from programme.history import events
from programme.history.timeline import record, was_recorded
from programme.outcomes.out_of_time import Ending, end_what_is_too_late
from programme.payments.for_a_person import ask_a_person
from programme.payments.found_pages import take_in_page
from programme.payments.gateway import CheckoutFacts, CheckoutStatus, PaymentStatus
from programme.payments.ledger import enter
from programme.payments.models import Checkout, Fee, LedgerKind
from programme.payments.payment_outcome import PaymentOutcome
from programme.payments.queries import active_booking, booking_of, find_checkout, live_fee
from programme.payments.refunding import owe_refund
from programme.payments.states import CheckoutEvent, CheckoutState, FeeEvent, FeeState, RefundReason
from programme.people.telling import tell_person
from programme.referrals.queries import lock_referral_by_id, person_of
from programme.shared.actor import Actor
from programme.shared.money import spoken_pounds

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from programme.bookings.models import Booking

CURRENCY = "gbp"


def record_payment(db: Session, *, actor: Actor, now: datetime, facts: CheckoutFacts) -> PaymentOutcome:
    """Bring our rows in line with the gateway's page. Where amount, currency or reference differ no money is entered,
    and the timeline asks a person to look."""
    found = find_checkout(db, facts.session_id) or take_in_page(db, facts, now=now)
    if found is None:
        return PaymentOutcome.NOT_OURS
    referral = lock_referral_by_id(db, found[1].referral_id)
    db.expire_all()  # what was read before the lock may be old
    checkout, fee = find_checkout(db, facts.session_id) or found
    is_paid = facts.payment_status is PaymentStatus.PAID and facts.payment_id is not None
    if not _matches(db, checkout, fee, facts):
        if is_paid:
            _note_mismatch(db, fee, facts, actor=actor, now=now)
        return PaymentOutcome.MISMATCH
    if is_paid:
        recalculate_deadlines(db, referral, policy_for(db, referral), now=now)
        return _paid(db, checkout, fee, str(facts.payment_id), actor=actor, now=now)
    if facts.status is CheckoutStatus.EXPIRED:
        if checkout.state is not CheckoutState.PAID:
            checkout.apply(CheckoutEvent.EXPIRED)
        return PaymentOutcome.EXPIRED
    return PaymentOutcome.WAITING


def _matches(db: Session, checkout: Checkout, fee: Fee, facts: CheckoutFacts) -> bool:
    return (facts.amount_pence, facts.currency, facts.reference) == (
        checkout.amount_pence,
        CURRENCY,
        booking_of(db, fee).reference,
    )


def _note_mismatch(db: Session, fee: Fee, facts: CheckoutFacts, *, actor: Actor, now: datetime) -> None:
    """Once a payment: the page is asked after again and again."""
    if not was_recorded(db, fee.referral_id, events.PaymentMismatch, payment=facts.payment_id):
        amount = f"{spoken_pounds(facts.amount_pence)} ({facts.currency})"
        ask_a_person(
            db, fee.referral_id, events.PaymentMismatch, actor=actor, now=now, amount=amount, payment=facts.payment_id
        )


def _paid(db: Session, checkout: Checkout, fee: Fee, payment: str, *, actor: Actor, now: datetime) -> PaymentOutcome:
    live, held = live_fee(db, fee.referral_id), active_booking(db, fee.referral_id)
    is_due = live is not None and live.state is FeeState.DUE and live.amount_pence == checkout.amount_pence
    settles = live if live is not None and is_due and held is not None else fee
    if not enter(db, settles, LedgerKind.PAYMENT, checkout.amount_pence, now=now, gateway_reference=payment):
        return PaymentOutcome.ALREADY
    checkout.apply(CheckoutEvent.PAID)
    amount = spoken_pounds(checkout.amount_pence)
    record(db, fee.referral_id, events.FeePaid, actor=actor, now=now, amount=amount)
    if settles is live and held is not None and is_due:
        return _settle(
            db,
            settles,
            held,
            checkout,
            PaymentOutcome.PAID if settles.id == fee.id else PaymentOutcome.CARRIED_OVER,
            actor=actor,
            now=now,
        )
    if live is None and fee.state is FeeState.VOID:
        return _late(db, fee, checkout, payment, actor=actor, now=now)
    owe_refund(db, fee, RefundReason.PAID_TWICE, actor=actor, now=now, payment_reference=payment)
    return PaymentOutcome.REFUND_OWED


def _settle(
    db: Session,
    fee: Fee,
    booking: Booking,
    checkout: Checkout,
    outcome: PaymentOutcome,
    *,
    actor: Actor,
    now: datetime,
) -> PaymentOutcome:
    fee.apply(FeeEvent.PAID)
    fee.settled_at = now
    if booking.state is BookingState.HELD:
        referral = lock_referral_by_id(db, fee.referral_id)
        if end_what_is_too_late(db, referral, dates_moved=False, actor=actor, now=now) is not Ending.GOES_ON:
            return PaymentOutcome.TOO_LATE
        confirm_place(db, booking, actor=actor, now=now)
    _confirmed(db, fee, booking, checkout, now=now)
    return outcome


def _late(db: Session, fee: Fee, checkout: Checkout, payment: str, *, actor: Actor, now: datetime) -> PaymentOutcome:
    """The hold had lapsed. The place is taken again where that can be, else the money goes back."""
    fee.apply(FeeEvent.PAID)
    fee.settled_at = now
    enter(db, fee, LedgerKind.CHARGE, fee.amount_pence, now=now)  # the lapse had written the charge off
    booking = booking_of(db, fee)
    if seat_again(db, booking, actor=actor, now=now):
        _confirmed(db, fee, booking, checkout, now=now)
        return PaymentOutcome.SEATED_AGAIN
    owe_refund(db, fee, RefundReason.PAID_TOO_LATE, actor=actor, now=now, payment_reference=payment)
    return PaymentOutcome.REFUND_OWED


def _confirmed(db: Session, fee: Fee, booking: Booking, checkout: Checkout, *, now: datetime) -> None:
    """He was there when he opened the page, and at the latest while it could be used, whenever we hear of it."""
    date = date_by_id(db, booking.course_date_id)
    referral = lock_referral_by_id(db, fee.referral_id)
    tell_person(
        db,
        person_of(db, referral),
        notice="fee_paid",
        cause=f"{booking.reference}:{fee.id}",
        referral_id=referral.id,
        facts={"starts_at": date.starts_at},
        now=now,
        stale_at=date.starts_at,
        he_acted_at=min(checkout.opened_at, checkout.expires_at),
    )
