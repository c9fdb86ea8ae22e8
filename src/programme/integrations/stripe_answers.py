"""Stripe's answers, in our words: its objects as facts, and its errors as one of our three."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypeVar

import stripe

from programme.payments.gateway import (
    CheckoutFacts,
    CheckoutStatus,
    DisputeFacts,
    DisputeStatus,
    GatewayBroke,
    GatewayRefused,
    GatewayUnavailable,
    PaymentStatus,
    RefundFacts,
    RefundStatus,
    RefusalCode,
)

T = TypeVar("T")

# Stripe's code -> ours. What is not here is told apart by `_refusal`.
_REFUSALS = {
    "resource_missing": RefusalCode.NOT_FOUND,
    "charge_already_refunded": RefusalCode.ALREADY_REFUNDED,
    "amount_too_large": RefusalCode.REFUND_TOO_LARGE,
    "charge_disputed": RefusalCode.DISPUTED,
}
_REFUND_STATUS = {
    "succeeded": RefundStatus.SUCCEEDED,
    "failed": RefundStatus.FAILED,
    "canceled": RefundStatus.FAILED,
}
_DISPUTE_STATUS = {
    "needs_response": DisputeStatus.NEEDS_RESPONSE,
    "warning_needs_response": DisputeStatus.NEEDS_RESPONSE,
    "appeal_needs_response": DisputeStatus.NEEDS_RESPONSE,
    "won": DisputeStatus.WON,
    "prevented": DisputeStatus.WON,
    "warning_closed": DisputeStatus.WON,
    "lost": DisputeStatus.LOST,
}
_FIRST_SERVER_ERROR = 500
_CONFLICT = 409


def failure_of(error: stripe.StripeError) -> GatewayUnavailable | GatewayRefused:
    """Ours for theirs. Stripe's own sentence is left out: it may quote an address or a name that was sent."""
    status = error.http_status or 0
    known = f"status {status}, {error.code or 'no code'}, request {error.request_id or 'unknown'}"
    words = known if status else "no connection"
    unsure = status in (0, _CONFLICT)
    if status >= _FIRST_SERVER_ERROR:
        return GatewayBroke(words)
    if unsure or isinstance(error, stripe.RateLimitError | stripe.APIConnectionError):
        return GatewayUnavailable(words)
    if type(error) is stripe.APIError:  # neither a refusal we know nor one it could explain
        return GatewayUnavailable(words)
    return GatewayRefused(_refusal(error), words)


def _refusal(error: stripe.StripeError) -> RefusalCode:
    if isinstance(error, stripe.IdempotencyError):
        return RefusalCode.KEY_REUSED
    if isinstance(error, stripe.AuthenticationError | stripe.PermissionError):
        return RefusalCode.CREDENTIALS
    if error.code in _REFUSALS:
        return _REFUSALS[error.code]
    # More than is left is refused with a code on some API versions and with the name of the parameter on others.
    if isinstance(error, stripe.InvalidRequestError) and error.param == "amount":
        return RefusalCode.REFUND_TOO_LARGE
    return RefusalCode.REFUSED


def checkout_facts(session: stripe.checkout.Session) -> CheckoutFacts:
    """A payment page as Stripe tells it."""
    return CheckoutFacts(
        session_id=session.id,
        url=session.url,
        status=CheckoutStatus(str(session.status)),
        payment_status=PaymentStatus.PAID if session.payment_status == "paid" else PaymentStatus.UNPAID,
        amount_pence=_known(session.amount_total),
        currency=_known(session.currency),
        reference=session.client_reference_id,
        payment_id=_id(session.payment_intent),
        expires_at=_instant(session.expires_at),
    )


def refund_facts(refund: stripe.Refund) -> RefundFacts:
    """A refund as Stripe tells it."""
    return RefundFacts(
        refund_id=refund.id,
        status=_REFUND_STATUS.get(str(refund.status), RefundStatus.PENDING),
        amount_pence=refund.amount,
        payment_id=_id(refund.payment_intent),
        reference=refund.metadata.to_dict().get("reference") if refund.metadata else None,
    )


def dispute_facts(dispute: stripe.Dispute) -> DisputeFacts:
    """A dispute as Stripe tells it."""
    due_by = dispute.evidence_details.due_by
    return DisputeFacts(
        dispute_id=dispute.id,
        payment_id=_id(dispute.payment_intent),
        status=_DISPUTE_STATUS.get(str(dispute.status), DisputeStatus.UNDER_REVIEW),
        amount_pence=dispute.amount,
        reason=dispute.reason,
        answer_by_at=_instant(due_by) if due_by else None,
    )


def _id(value: str | stripe.PaymentIntent | None) -> str | None:
    return value if value is None or isinstance(value, str) else value.id


def _known(value: T | None) -> T:
    if value is None:
        raise ValueError("the answer lacks what it always holds")
    return value


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
