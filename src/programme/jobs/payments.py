"""Acting on notifications that were kept, asking after quiet payment pages, and sending refunds.

The gateway is asked outside any transaction; what it says is recorded in one.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from programme.actions.record_payment import record_payment
from programme.actions.record_refund import record_refund
from programme.jobs.runner import SweepCount
from programme.payments.gateway import (
    GatewayRefused,
    GatewayUnavailable,
    ObjectKind,
    PaymentGateway,
    RefundFacts,
    RefundRequest,
)
from programme.payments.models import Refund
from programme.payments.queries import (
    checkouts_to_settle,
    handle_notification,
    refunds_owed,
    unhandled_notifications,
)
from programme.shared.actor import WORKER
from programme.storage.database import Database

QUIET_FOR = timedelta(minutes=2)


def handle_notifications(database: Database, payments: PaymentGateway, *, now: datetime) -> SweepCount:
    """Act on every notification that is kept and not handled, oldest first."""
    done = failed = 0
    for event in database.read_now(unhandled_notifications):
        try:
            outcome = "no_effect"
            if event.facts.get("object_kind") == ObjectKind.CHECKOUT:
                facts = payments.read_checkout(event.object_reference)
                outcome = database.write_now(record_payment, actor=WORKER, now=now, facts=facts)
            database.write_now(handle_notification, event.id, outcome, now=now)
            done += 1
        except GatewayUnavailable:
            failed += 1  # asked again at the next tick
        except GatewayRefused as refused:
            database.write_now(handle_notification, event.id, f"refused: {refused.code}", now=now)
            failed += 1
    return SweepCount(done, failed)


def settle_checkouts(database: Database, payments: PaymentGateway, *, now: datetime) -> SweepCount:
    """Ask after open payment pages that nothing was heard of: a lost notification loses no payment."""
    done = failed = 0
    for session_id in database.read_now(checkouts_to_settle, now=now, quiet_for=QUIET_FOR):
        try:
            facts = payments.read_checkout(session_id)
            if database.write_now(record_payment, actor=WORKER, now=now, facts=facts) != "waiting":
                done += 1
        except (GatewayUnavailable, GatewayRefused):
            failed += 1
    return SweepCount(done, failed)


def send_refunds(database: Database, payments: PaymentGateway, *, now: datetime) -> SweepCount:
    """Ask the gateway for every refund that is owed, under the key stored with it."""
    done = failed = 0
    for refund in database.read_now(refunds_owed):
        try:
            facts: RefundFacts | None = _ask(payments, refund)
        except GatewayUnavailable:
            failed += 1
            continue
        except GatewayRefused:
            facts = None
        outcome = database.write_now(record_refund, actor=WORKER, now=now, refund_id=refund.id, facts=facts)
        done, failed = (done, failed + 1) if outcome == "failed" else (done + 1, failed)
    return SweepCount(done, failed)


def _ask(payments: PaymentGateway, refund: Refund) -> RefundFacts:
    if refund.gateway_reference:
        return payments.read_refund(refund.gateway_reference)
    return payments.refund(
        RefundRequest(
            idempotency_key=refund.idempotency_key,
            payment_id=refund.payment_reference,
            amount_pence=refund.amount_pence,
            reference=f"R{refund.id}",
        )
    )
