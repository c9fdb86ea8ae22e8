"""Movements of money: paying a session, declining, confirming, refunding, disputing, expiring.

Every function works inside a moment of the world and tells the events that Stripe would tell, in its order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import timedelta
from enum import StrEnum

from programme.sandbox.stripe.api_errors import ApiError
from programme.sandbox.stripe.cards import Behaviour, Card
from programme.sandbox.stripe.objects import new_charge, new_dispute, new_payment_intent, new_refund
from programme.sandbox.stripe.store import Body
from programme.sandbox.stripe.world import World

DISPUTE_AFTER = timedelta(minutes=1)
BOUNCE_AFTER = timedelta(minutes=1)
EVIDENCE_WITHIN = timedelta(days=9)
_NOT_CONFIRMED = "payment_intent_authentication_failure"
_ON_THE_PAGE = {
    _NOT_CONFIRMED: "Your bank did not confirm this payment, and nothing was taken. Try again, or use another card."
}
"""The payer's words where those of the API are for programmers."""


class PaymentAttempt(StrEnum):
    """The outcome of pressing Pay."""

    PAID = "paid"
    CHALLENGED = "challenged"
    DECLINED = "declined"


def pay(world: World, session: Body, card: Card) -> PaymentAttempt:
    """Try to take the money for an open session."""
    intent = _intent(world, session)
    if card.behaviour.challenge:
        intent["status"] = "requires_action"
        intent["last_payment_error"] = None
        url = f"{world.public_url}/c/pay/{session['id']}/challenge"
        intent["next_action"] = {"type": "redirect_to_url", "redirect_to_url": {"return_url": url, "url": url}}
        intent["_card"] = asdict(card)
        world.store.put(intent)
        world.tell("payment_intent.requires_action", intent)
        return PaymentAttempt.CHALLENGED
    return _charge(world, session, intent, card, authenticated=False)


def answer_challenge(world: World, session: Body, *, confirmed: bool) -> PaymentAttempt:
    """The payer confirmed with his bank, or did not."""
    intent = world.need("payment_intent", session["payment_intent"])
    card = intent.pop("_card")
    card = Card(**card | {"behaviour": Behaviour(**card["behaviour"])})
    intent["next_action"] = None
    if confirmed:
        return _charge(world, session, intent, card, authenticated=True)
    intent["status"] = "requires_payment_method"
    intent["last_payment_error"] = {
        "type": "card_error",
        "code": _NOT_CONFIRMED,
        "message": "The provided PaymentMethod has failed authentication.",
    }
    world.store.put(intent)
    world.tell("payment_intent.payment_failed", intent)
    return PaymentAttempt.DECLINED


def awaits_challenge(world: World, session: Body) -> bool:
    """Whether the payer still has to confirm with his bank."""
    intent = world.store.find("payment_intent", session["payment_intent"] or "")
    return session["status"] == "open" and intent is not None and intent["status"] == "requires_action"


def last_fault(world: World, session: Body) -> str | None:
    """The payer's words about his last try, None when there was none or it worked."""
    intent = world.store.find("payment_intent", session["payment_intent"] or "")
    error = intent and intent["last_payment_error"]
    return _ON_THE_PAGE.get(error["code"], str(error["message"])) if error else None


def _intent(world: World, session: Body) -> Body:
    if session["payment_intent"]:
        return world.need("payment_intent", session["payment_intent"])
    intent = world.store.put(new_payment_intent(world, session))
    session["payment_intent"] = intent["id"]
    world.store.put(session)
    world.tell("payment_intent.created", intent)
    return intent


def _charge(world: World, session: Body, intent: Body, card: Card, *, authenticated: bool) -> PaymentAttempt:
    declined = card.behaviour.decline_code is not None
    charge = world.store.put(new_charge(world, intent, card, authenticated=authenticated, declined=declined))
    intent |= {"latest_charge": charge["id"], "payment_method": charge["payment_method"], "last_payment_error": None}
    if declined:
        intent["status"] = "requires_payment_method"
        intent["payment_method"] = None
        intent["last_payment_error"] = {
            "type": "card_error",
            "charge": charge["id"],
            "code": card.behaviour.code,
            "decline_code": card.behaviour.decline_code,
            "message": card.behaviour.message,
        }
        world.store.put(intent)
        world.tell("charge.failed", charge)
        world.tell("payment_intent.payment_failed", intent)
        return PaymentAttempt.DECLINED
    intent |= {"status": "succeeded", "amount_received": intent["amount"]}
    session |= {"status": "complete", "payment_status": "paid", "url": None}
    email = session["customer_email"]
    session["customer_details"] = {
        "address": None, "email": email, "name": card.name, "phone": None, "tax_exempt": "none", "tax_ids": [],
    }  # fmt: skip
    world.store.put(intent)
    world.store.put(session)
    world.tell("charge.succeeded", charge)
    world.tell("payment_intent.succeeded", intent)
    world.tell("checkout.session.completed", session)
    if card.behaviour.disputed:
        world.later(DISPUTE_AFTER, "dispute", charge["id"])
    if card.behaviour.refund_bounces:
        charge["_refund_bounces"] = True
        world.store.put(charge)
    return PaymentAttempt.PAID


def expire_session(world: World, session: Body) -> Body:
    """Close an open session for good, and the payment that was begun on it."""
    session |= {"status": "expired", "url": None}
    world.store.put(session)
    intent = world.store.find("payment_intent", session["payment_intent"] or "")
    if intent is not None:
        intent |= {
            "status": "canceled", "canceled_at": world.now(), "cancellation_reason": "expired", "next_action": None,
        }  # fmt: skip
        intent.pop("_card", None)
        world.store.put(intent)
        world.tell("payment_intent.canceled", intent)
    world.tell("checkout.session.expired", session)
    return session


def session_runs_out(world: World, session_id: str) -> None:
    """The time of a session is over."""
    session = world.store.find("checkout.session", session_id)
    if session is not None and session["status"] == "open":
        expire_session(world, session)


def refund_charge(world: World, charge: Body, amount: int | None, reason: str | None, metadata: dict[str, str]) -> Body:
    """Send money back: all that is left unless an amount is named, and never more than is left."""
    left = charge["amount"] - charge["amount_refunded"]
    if charge["disputed"]:
        raise ApiError(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.",
            code="charge_disputed",
            executed=True,
        )
    if left <= 0:
        raise ApiError(
            f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded", executed=True
        )
    amount = left if amount is None else amount
    if amount > left:
        raise ApiError(
            f"Refund amount (£{amount / 100:.2f}) is greater than unrefunded amount on charge (£{left / 100:.2f})",
            param="amount",
            executed=True,
        )
    refund = world.store.put(new_refund(world, charge, amount, reason, metadata))
    before = {"amount_refunded": charge["amount_refunded"], "refunded": charge["refunded"]}
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    world.store.put(charge)
    world.tell("refund.created", refund)
    world.tell("charge.refunded", charge, before)
    if charge.get("_refund_bounces"):
        world.later(BOUNCE_AFTER, "refund_bounce", refund["id"])
    return refund


def bounce_refund(world: World, refund_id: str) -> None:
    """The payer's bank sends the money back to us: the refund failed after all."""
    refund = world.need("refund", refund_id)
    if refund["status"] != "succeeded":
        return
    charge = world.need("charge", refund["charge"])
    charge["amount_refunded"] -= refund["amount"]
    charge["refunded"] = False
    refund |= {"status": "failed", "failure_reason": "expired_or_canceled_card"}
    world.store.put(charge)
    world.store.put(refund)
    world.tell("refund.updated", refund, {"status": "succeeded"})
    world.tell("refund.failed", refund)


def open_dispute(world: World, charge_id: str, reason: str = "fraudulent") -> None:
    """The payer tells his bank that the payment was not his. Once for each payment."""
    charge = world.need("charge", charge_id)
    if charge["disputed"] or not charge["paid"]:
        return
    due_by = world.now() + int(EVIDENCE_WITHIN.total_seconds())
    dispute = world.store.put(new_dispute(world, charge, reason, due_by))
    charge["disputed"] = True
    world.store.put(charge)
    world.tell("charge.dispute.created", dispute)
    world.tell("charge.dispute.funds_withdrawn", dispute)


def close_dispute(world: World, dispute_id: str, *, won: bool) -> None:
    """The bank decided. Only a won dispute brings the money back."""
    dispute = world.need("dispute", dispute_id)
    if dispute["status"] in {"won", "lost"}:
        return
    dispute["status"] = "won" if won else "lost"
    world.store.put(dispute)
    if won:
        world.tell("charge.dispute.funds_reinstated", dispute)
    world.tell("charge.dispute.closed", dispute)


HAPPENINGS: Mapping[str, Callable[[World, str], None]] = {
    "dispute": open_dispute,
    "refund_bounce": bounce_refund,
    "session_end": session_runs_out,
}
