"""Open the payment page for a held place.

In two transactions with the gateway between them: the first stores the page's idempotency key and lengthens the
hold past the page's end, the second keeps the page's address. A crash between them opens the same page again.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from programme.courses.queries import programme_of
from programme.history import events
from programme.history.timeline import record
from programme.payments.gateway import CheckoutFacts, CheckoutRequest
from programme.payments.models import Checkout
from programme.payments.pay_links import keep_page_of_link
from programme.payments.queries import (
    active_booking,
    booking_of,
    checkout_and_fee,
    checkouts_since,
    live_fee,
    open_checkout_of,
)
from programme.payments.refusals import TooManyPaymentPages
from programme.payments.rules import can_pay
from programme.payments.states import CHECKOUTS, CheckoutEvent, CheckoutState, FeeState
from programme.referrals.queries import lock_referral, lock_referral_by_id
from programme.shared.actor import Actor
from programme.shared.money import spoken_pounds

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

PAGE_LASTS = timedelta(minutes=32)
"""The gateway wants at least 30 minutes; two more for clocks that differ."""
HOLD_OUTLASTS = timedelta(minutes=6)
A_DAY = timedelta(hours=24)
MOST_A_DAY = 5
_AFTER_HIS_PAGES = "/my-booking/paid", "/my-booking/pay"
_AFTER_LINK = "/pay/after?page={CHECKOUT_SESSION_ID}", "/pay/after"
"""Where the payment page leads to when it was paid, and when it was not."""


@dataclass(frozen=True, slots=True)
class CheckoutToOpen:
    """A payment page to be asked for at the gateway, or (`url`) one that is open already."""

    checkout_id: int
    request: CheckoutRequest
    url: str | None
    opened_at: datetime


def open_checkout(
    db: Session, *, actor: Actor, now: datetime, reference: str, public_url: str, by_link: str = ""
) -> CheckoutToOpen:
    """Prepare the payment page of the case's held place: the one that is open, or a new one with its key stored.

    `by_link` is the code of a link to pay: the page is the only one that it opens, and leads back to where nobody is
    signed in. Raises NothingToPay, HoldEnded, TooManyPaymentPages, PayLinkOver.
    """
    referral = lock_referral(db, reference, actor)
    fee, booking = live_fee(db, referral.id), active_booking(db, referral.id)
    can_pay(
        fee.state if fee else None, booking.state if booking else None, booking.held_until_at if booking else None, now
    )
    assert fee is not None
    assert booking is not None
    fee.statement_text = fee.statement_text or programme_of(db, referral.programme_id).statement_text
    checkout = open_checkout_of(db, fee.id)
    if checkout is not None and (checkout.expires_at <= now or checkout.amount_pence != fee.amount_pence):
        checkout.apply(CheckoutEvent.EXPIRED)
        db.flush()  # only one page of a fee may be open
        checkout = None
    if checkout is None:
        if checkouts_since(db, referral.id, now - A_DAY, now=now) >= MOST_A_DAY:
            raise TooManyPaymentPages()
        checkout = Checkout(
            fee_id=fee.id,
            idempotency_key=f"checkout-{secrets.token_hex(16)}",
            amount_pence=fee.amount_pence,
            opened_at=now,
            expires_at=now + PAGE_LASTS,
        )
        db.add(checkout)
        db.flush()  # the page's number goes back to the door
        record(db, referral.id, events.CheckoutOpened, actor=actor, now=now, amount=spoken_pounds(fee.amount_pence))
    if by_link:
        keep_page_of_link(db, by_link, checkout, now=now)
    booking.held_until_at = max(booking.held_until_at, checkout.expires_at + HOLD_OUTLASTS)
    leads_to, back_to = _AFTER_LINK if by_link else _AFTER_HIS_PAGES
    request = CheckoutRequest(
        idempotency_key=checkout.idempotency_key,
        reference=booking_of(db, fee).reference,
        amount_pence=checkout.amount_pence,
        product_text=f"Booking {booking.reference}",
        statement_text=fee.statement_text,
        success_url=public_url + leads_to,
        cancel_url=public_url + back_to,
        expires_at=checkout.expires_at,
    )
    return CheckoutToOpen(checkout.id, request, checkout.url, checkout.opened_at)


def note_checkout_opened(db: Session, *, actor: Actor, now: datetime, checkout_id: int, opened: CheckoutFacts) -> bool:
    """Keep the address of the page that the gateway opened. False when it must not be shown any more: the place was
    given up between the two transactions. The page is kept all the same, so that the worker closes it."""
    del actor, now  # whose page it is and when it was opened was stored before the gateway was asked
    _, fee = checkout_and_fee(db, checkout_id)
    lock_referral_by_id(db, fee.referral_id)
    db.expire_all()  # what was read before the lock may be old
    checkout, fee = checkout_and_fee(db, checkout_id)
    checkout.gateway_reference, checkout.url = opened.session_id, opened.url
    checkout.expires_at = opened.expires_at
    if CHECKOUTS.allows(checkout.state, CheckoutEvent.OPENED):
        checkout.apply(CheckoutEvent.OPENED)
    return fee.state is FeeState.DUE and checkout.state is CheckoutState.OPEN
