"""Record what the gateway says of a payment page, as often and in whatever order it is said.

The facts handed in were read from the gateway after the notification: the notification itself is only a hint. Each
payment is entered into the ledger once; money that comes late, twice or wrong is never dropped.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.clock.keeping import policy_for, recalculate_deadlines
from programme.history import events
from programme.history.timeline import was_recorded
from programme.outcomes.taking_payment import Paid, take_payment
from programme.payments.for_a_person import ask_a_person
from programme.payments.found_pages import take_in_page
from programme.payments.gateway import CheckoutFacts, CheckoutStatus, PaymentStatus
from programme.payments.models import Checkout, Fee
from programme.payments.payment_outcome import PaymentOutcome
from programme.payments.queries import booking_of, find_checkout
from programme.payments.states import CheckoutEvent, CheckoutState
from programme.referrals.queries import lock_referral_by_id
from programme.shared.actor import Actor
from programme.shared.money import spoken_pounds

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


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
        # he was there when he opened the page, and at the latest while it could be used, whenever we hear of it
        paid = Paid(checkout.amount_pence, str(facts.payment_id), min(checkout.opened_at, checkout.expires_at))
        outcome = take_payment(db, fee, paid, actor=actor, now=now)
        if outcome is not PaymentOutcome.ALREADY:
            checkout.apply(CheckoutEvent.PAID)
        return outcome
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
