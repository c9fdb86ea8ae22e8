"""Record that a payer's bank asks for the money back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.duties.models import TaskKind
from programme.duties.states import TaskEvent
from programme.duties.tasks import end_tasks, find_open_task
from programme.history import events
from programme.history.timeline import record, was_recorded
from programme.payments.for_a_person import ask_a_person
from programme.payments.gateway import DisputeFacts, DisputeStatus
from programme.payments.payment_outcome import PaymentOutcome
from programme.payments.queries import find_fee_of_payment
from programme.referrals.queries import lock_referral_by_id
from programme.shared.actor import Actor
from programme.shared.dates import london_date
from programme.shared.money import spoken_pounds

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def record_dispute(db: Session, *, actor: Actor, now: datetime, facts: DisputeFacts) -> PaymentOutcome:
    """Put each step of a dispute on the case's timeline, once, with a task for a person until it is won.

    A dispute never changes the place, the attendance or the result.
    """
    fee = find_fee_of_payment(db, facts.payment_id) if facts.payment_id else None
    if fee is None:
        return PaymentOutcome.NOT_OURS
    lock_referral_by_id(db, fee.referral_id)
    status = facts.status.value.replace("_", " ")
    if any(
        was_recorded(db, fee.referral_id, event, dispute=facts.dispute_id, status=status)
        for event in (events.FeeDisputed, events.DisputeWon)
    ):
        return PaymentOutcome.ALREADY
    if facts.status is DisputeStatus.WON:
        _is_won(db, fee.referral_id, facts, actor=actor, now=now)
        return PaymentOutcome.WON
    ask_a_person(
        db,
        fee.referral_id,
        events.FeeDisputed,
        actor=actor,
        now=now,
        due_on=london_date(facts.answer_by_at) if facts.answer_by_at else None,
        dispute=facts.dispute_id,
        status=status,
        amount=spoken_pounds(facts.amount_pence),
    )
    return PaymentOutcome.RECORDED


def _is_won(db: Session, referral_id: int, facts: DisputeFacts, *, actor: Actor, now: datetime) -> None:
    """Nothing is left to do: the money stays."""
    record(
        db,
        referral_id,
        events.DisputeWon,
        actor=actor,
        now=now,
        dispute=facts.dispute_id,
        status=facts.status.value,
        amount=spoken_pounds(facts.amount_pence),
    )
    task = find_open_task(db, referral_id, TaskKind.PAYMENT_DISPUTED)
    if task is not None:
        end_tasks(db, [task], TaskEvent.FELL_AWAY, actor=actor, now=now)
