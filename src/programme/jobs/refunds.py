"""Sending refunds that are owed, and asking after those that are on their way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from programme.actions.record_refund import record_refund
from programme.jobs.runner import SweepCount
from programme.payments.gateway import (
    GatewayBroke,
    GatewayRefused,
    PaymentGateway,
    RefundFacts,
    RefundRequest,
    RefusalCode,
)
from programme.payments.models import OUTSIDE, Refund
from programme.payments.payment_outcome import PaymentOutcome
from programme.payments.queries import refunds_in
from programme.payments.refunding import reference_at_gateway, take_new_key
from programme.payments.states import RefundState
from programme.shared.actor import WORKER
from programme.storage.database import Database

log = structlog.get_logger()

KEY_IS_REMEMBERED = timedelta(hours=20)
"""A gateway forgets an idempotency key after a day. An older refund is looked for before it is asked for again."""


Ask = Callable[[Refund], RefundFacts | None]


def send_refunds(database: Database, payments: PaymentGateway, *, now: datetime) -> SweepCount:
    """Ask the gateway for every refund that is owed, under the key stored with it."""
    return _each(database, RefundState.OWED, lambda refund: _ask(payments, refund, now=now), now=now)


def settle_refunds(database: Database, payments: PaymentGateway, *, now: datetime) -> SweepCount:
    """Ask how far the refunds have come that the gateway has taken."""
    return _each(
        database, RefundState.SENT, lambda refund: payments.read_refund(str(refund.gateway_reference)), now=now
    )


def _each(database: Database, state: RefundState, ask: Ask, *, now: datetime) -> SweepCount:
    done = failed = after_id = 0
    unchanged = PaymentOutcome.SENT if state is RefundState.SENT else None
    while refunds := database.read_now(refunds_in, state, after_id=after_id):
        after_id = refunds[-1].id
        for refund in refunds:
            outcome = _one(database, refund, ask, now=now)
            failed += outcome in (None, PaymentOutcome.FAILED)
            done += outcome not in (None, PaymentOutcome.FAILED, unchanged)
    return SweepCount(done, failed)


def _one(database: Database, refund: Refund, ask: Ask, *, now: datetime) -> PaymentOutcome | None:
    try:
        facts = ask(refund)
    except GatewayRefused as refused:
        log.error("refund_refused", code=refused.code.value)
        if refused.code is RefusalCode.CREDENTIALS:
            return None  # our own settings are wrong: nothing is the matter with this refund
        facts = None
    except GatewayBroke:  # it did not happen, as far as it says: looked for before it is asked again, under a new key
        log.error("item_failed", what="refund", kind="GatewayBroke")
        _take_new_key(database, refund)
        return None
    except Exception as fault:  # whether it happened is unknown: asked again, with the same key
        log.error("item_failed", what="refund", kind=type(fault).__name__)
        return None
    try:
        return database.write_now(record_refund, actor=WORKER, now=now, refund_id=refund.id, facts=facts)
    except Exception as fault:
        log.error("item_failed", what="refund", kind=type(fault).__name__)
        return None


def _take_new_key(database: Database, refund: Refund) -> None:
    try:
        database.write_now(take_new_key, refund.id)
    except Exception as fault:  # the next try has the old key, and is told the same
        log.error("item_failed", what="refund", kind=type(fault).__name__)


def _ask(payments: PaymentGateway, refund: Refund, *, now: datetime) -> RefundFacts | None:
    if refund.payment_reference.startswith(OUTSIDE):
        return None  # no gateway has this money: a person pays it back
    reference = reference_at_gateway(refund)
    # dated ahead, nobody knows how long ago it was asked for
    if abs(now - refund.owed_at) > KEY_IS_REMEMBERED or "." in refund.idempotency_key:
        for known in payments.find_refunds(refund.payment_reference):
            if known.reference == reference:
                return known
    return payments.refund(
        RefundRequest(
            idempotency_key=refund.idempotency_key,
            payment_id=refund.payment_reference,
            amount_pence=refund.amount_pence,
            reference=reference,
        )
    )
