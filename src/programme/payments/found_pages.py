"""Payment pages that the gateway knows and we do not: after a crash, or after a restore of an older copy."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.bookings.models import Booking
from programme.payments.gateway import CheckoutFacts, PaymentStatus
from programme.payments.models import Checkout, Fee
from programme.payments.states import CheckoutEvent, CheckoutState


def take_in_page(db: Session, facts: CheckoutFacts, *, now: datetime) -> tuple[Checkout, Fee] | None:
    """Keep a page that was paid for one of our bookings, so that its money is entered as any other; None for a page
    that was not paid or is not about a booking of ours (the gateway's account may serve others too)."""
    if facts.payment_status is not PaymentStatus.PAID or not facts.reference:
        return None
    fee = db.execute(
        select(Fee)
        .join(Booking, Booking.id == Fee.booking_id)
        .where(Booking.reference == facts.reference)
        .order_by(Fee.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    if fee is None:
        return None
    page = Checkout(
        fee_id=fee.id,
        idempotency_key=sha256(facts.session_id.encode()).hexdigest(),
        amount_pence=fee.amount_pence,
        gateway_reference=facts.session_id,
        state=CheckoutState.OPENING,
        opened_at=now,
        expires_at=facts.expires_at,
    )
    page.apply(CheckoutEvent.EXPIRED)  # nobody can use it any more
    db.add(page)
    db.flush()  # it is looked for again under the case's lock
    return page, fee
