"""Faults of money that the service cannot put right by itself: on the timeline, and a task that stands until it is
done."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.duties.models import TaskKind
from programme.duties.tasks import TaskToRaise, raise_tasks
from programme.history import events
from programme.history.timeline import record
from programme.payments.ledger import enter
from programme.payments.models import Fee, LedgerKind, Refund
from programme.payments.states import FeeEvent, FeeState, RefundState
from programme.shared.actor import Actor
from programme.shared.dates import add_working_days, london_date
from programme.shared.money import spoken_pounds

DAYS_TO_SEE_TO_IT = 2
BY_HAND = "by hand "
"""Before the number of a refund: what the ledger calls the money that was paid back another way."""

TASK_OF = {
    events.FeeRefundFailed: TaskKind.REFUND_SENT_BACK,
    events.FeeRefundByHand: TaskKind.REFUND_SENT_BACK,
    events.FeeRefundedOutside: TaskKind.PAYMENT_MISMATCH,
    events.FeeDisputed: TaskKind.PAYMENT_DISPUTED,
    events.PaymentMismatch: TaskKind.PAYMENT_MISMATCH,
}
"""Every event that asks a person, and the task that it raises."""


def ask_a_person(
    db: Session,
    referral_id: int,
    event: events.EventKind,
    *,
    actor: Actor,
    now: datetime,
    due_on: date | None = None,
    **facts: Any,
) -> None:
    """Record the event and raise its task, due in two working days or on `due_on`. One that is open already stays."""
    record(db, referral_id, event, actor=actor, now=now, **facts)
    soon = add_working_days(london_date(now), DAYS_TO_SEE_TO_IT)
    due_on = max(min(soon, due_on - timedelta(days=1)), london_date(now)) if due_on is not None else soon
    raise_tasks(db, [TaskToRaise(referral_id, TASK_OF[event], due_on)], actor=actor, now=now)


def paid_by_hand(db: Session, referral_id: int, *, actor: Actor, now: datetime) -> None:
    """Somebody has paid back another way what the card did not take: it is owed no more. The caller holds the case's
    lock."""
    owed = db.execute(
        select(Refund, Fee)
        .join(Fee, Fee.id == Refund.fee_id)
        .where(Fee.referral_id == referral_id, Refund.state == RefundState.FAILED)
    ).all()
    for row in owed:
        refund, fee = row.Refund, row.Fee
        by_hand = f"{BY_HAND}{refund.id}"
        if not enter(db, fee, LedgerKind.REFUND, refund.amount_pence, now=now, gateway_reference=by_hand):
            continue
        if fee.state is FeeState.REFUND_DUE:
            fee.apply(FeeEvent.REFUND_DONE)
        amount = spoken_pounds(refund.amount_pence)
        record(db, referral_id, events.FeeRefundedByHand, actor=actor, now=now, amount=amount)
