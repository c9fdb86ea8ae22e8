"""Payments in the worker: act on notifications, ask after quiet pages, close those nobody may use any
more, and compare with the gateway.

The gateway is asked outside any transaction; what it says is recorded in one. One item that fails stops no other.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice

import structlog

from programme.actions.abandon_checkout import abandon_checkout
from programme.actions.record_dispute import record_dispute
from programme.actions.record_outside_refund import record_outside_refund
from programme.actions.record_payment import record_payment
from programme.actions.record_refund import record_refund
from programme.jobs.runner import SweepCount
from programme.payments.gateway import (
    CheckoutFacts,
    GatewayRefused,
    ObjectKind,
    PaymentGateway,
    PaymentStatus,
    RefusalCode,
)
from programme.payments.models import GatewayEvent
from programme.payments.payment_outcome import PaymentOutcome
from programme.payments.queries import (
    checkouts_never_opened,
    checkouts_to_close,
    checkouts_to_settle,
    find_refund,
    handle_notification,
    payments_not_entered,
    unhandled_notifications,
)
from programme.shared.actor import WORKER
from programme.storage.database import Database

log = structlog.get_logger()

QUIET_FOR = timedelta(minutes=2)
COMPARED_BACK = timedelta(days=7)
"""How far back the gateway's pages are compared: longer than it goes on telling of one."""
_PAGE = 100


def handle_notifications(database: Database, payments: PaymentGateway, *, now: datetime) -> SweepCount:
    """Act on every notification that is kept and not handled, oldest first."""
    done = failed = after_id = 0
    while kept := database.read_now(unhandled_notifications, after_id=after_id):
        after_id = kept[-1].id
        for event in kept:
            outcome = _try("notification", lambda event=event: _act_on(database, payments, event, now=now))  # type: ignore[misc]
            if outcome is None:
                failed += 1  # it stays unhandled: the next tick tries again
                continue
            database.write_now(handle_notification, event.id, outcome, now=now)
            done, failed = (done, failed + 1) if outcome.needs_somebody else (done + 1, failed)
    return SweepCount(done, failed)


def settle_checkouts(database: Database, payments: PaymentGateway, *, now: datetime) -> SweepCount:
    """Ask after open payment pages that nothing was heard of: a lost notification loses no payment."""

    def settle(session_id: str) -> PaymentOutcome:
        return _record(database, payments.read_checkout(session_id), now=now)

    return _each_page(
        lambda after_id: database.read_now(checkouts_to_settle, now=now, quiet_for=QUIET_FOR, after_id=after_id), settle
    )


def close_pages(database: Database, payments: PaymentGateway, *, now: datetime) -> SweepCount:
    """Close payment pages whose fee is not due any more, so that nobody pays for a place he has not; and give up
    those that the gateway was asked for and never opened."""

    def close(session_id: str) -> PaymentOutcome:
        return _record(database, payments.expire_checkout(session_id), now=now)

    for checkout_id in database.read_now(checkouts_never_opened, now=now):
        database.write_now(abandon_checkout, actor=WORKER, now=now, checkout_id=checkout_id)
    return _each_page(lambda after_id: database.read_now(checkouts_to_close, after_id=after_id), close)


def compare_payments(database: Database, payments: PaymentGateway, *, now: datetime) -> SweepCount:
    """Go through the gateway's own pages of the last days and enter every payment that we have not heard of."""
    done = failed = 0
    pages = payments.checkouts_opened(now - COMPARED_BACK, now + timedelta(minutes=1))
    while batch := list(islice(pages, _PAGE)):
        paid = {page.payment_id: page for page in batch if page.payment_status is PaymentStatus.PAID}
        missing = database.read_now(payments_not_entered, [payment for payment in paid if payment])
        for payment in sorted(missing):
            page = paid[payment]
            outcome = _try("comparison", lambda page=page: _record(database, page, now=now))  # type: ignore[misc]
            failed += outcome is None or outcome.needs_somebody
            done += outcome is not None and not outcome.needs_somebody and outcome is not PaymentOutcome.NOT_OURS
    return SweepCount(done, failed)


def _act_on(database: Database, payments: PaymentGateway, event: GatewayEvent, *, now: datetime) -> PaymentOutcome:
    kind = event.facts.get("object_kind")
    if kind == ObjectKind.CHECKOUT:
        return _record(database, payments.read_checkout(event.object_reference), now=now)
    if kind == ObjectKind.REFUND:
        refund = payments.read_refund(event.object_reference)
        ours = database.read_now(find_refund, refund.refund_id)
        if ours is not None:
            return database.write_now(record_refund, actor=WORKER, now=now, refund_id=ours, facts=refund)
        if refund.reference:
            return PaymentOutcome.ASKED_BY_US
        return database.write_now(record_outside_refund, actor=WORKER, now=now, facts=refund)
    if kind == ObjectKind.DISPUTE:
        dispute = payments.read_dispute(event.object_reference)
        return database.write_now(record_dispute, actor=WORKER, now=now, facts=dispute)
    return PaymentOutcome.NO_EFFECT


def _record(database: Database, facts: CheckoutFacts, *, now: datetime) -> PaymentOutcome:
    return database.write_now(record_payment, actor=WORKER, now=now, facts=facts)


def _each_page(due: Callable[[int], list[tuple[int, str]]], work: Callable[[str], PaymentOutcome]) -> SweepCount:
    done = failed = after_id = 0
    while pages := due(after_id):
        after_id = pages[-1][0]
        for _, session_id in pages:
            outcome = _try("payment_page", lambda session_id=session_id: work(session_id))  # type: ignore[misc]
            failed += outcome is None or outcome.needs_somebody
            done += outcome is not None and not outcome.needs_somebody and outcome is not PaymentOutcome.WAITING
    return SweepCount(done, failed)


def _try(what: str, work: Callable[[], PaymentOutcome]) -> PaymentOutcome | None:
    """The outcome of one item; None when it could not be dealt with now. A lasting no of the gateway is an outcome."""
    try:
        return work()
    except GatewayRefused as refused:
        log.error("gateway_refused", what=what, code=refused.code.value)
        return None if refused.code is RefusalCode.CREDENTIALS else PaymentOutcome.REFUSED
    except Exception as fault:  # the gateway is away, or this one item is broken: the others go on
        log.error("item_failed", what=what, kind=type(fault).__name__)
        return None
