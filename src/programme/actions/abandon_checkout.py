"""Give up a payment page that the gateway never opened."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.payments.queries import checkout_and_fee
from programme.payments.states import CheckoutEvent, CheckoutState
from programme.referrals.queries import lock_referral_by_id
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def abandon_checkout(db: Session, *, actor: Actor, now: datetime, checkout_id: int) -> bool:
    """Let the next try begin with a page of its own. False when the page is open after all, or over already.

    Nobody ever had the address of a page whose opening was not noted, so nobody can pay on it.
    """
    del actor, now  # nothing happened to the case: no page was shown to anybody
    _, fee = checkout_and_fee(db, checkout_id)
    lock_referral_by_id(db, fee.referral_id)
    db.expire_all()  # what was read before the lock may be old
    checkout, _ = checkout_and_fee(db, checkout_id)
    if checkout.state is not CheckoutState.OPENING:
        return False
    checkout.apply(CheckoutEvent.EXPIRED)
    return True
