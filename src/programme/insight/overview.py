"""The whole programme in a few numbers, without a person in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from programme.duties.last_days import passed
from programme.duties.models import Task, TaskKind
from programme.duties.states import TaskState
from programme.insight.case_lists import capped
from programme.notices.models import IS_HELD_BACK, Delivery, OutboxMessage
from programme.outcomes.models import Result
from programme.outcomes.states import ReturnState
from programme.payments.models import Refund
from programme.payments.states import RefundState
from programme.referrals.models import Referral
from programme.referrals.queries import STILL_TO_DECIDE
from programme.storage.rows import rows

_SOON_DAYS = 28


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts of every force together; each stops where `case_queries.capped` stops counting."""

    running_clocks: int
    charge_soon: int
    results_to_acknowledge: int
    messages_waiting: int
    messages_held_back: int
    refunds_open: int
    time_limit_passed: int
    warnings_untold: int


def overview(db: Session, *, today: date) -> Overview:
    """The numbers, in one statement."""
    one = select(literal(1))
    running = one.select_from(Referral).where(STILL_TO_DECIDE)
    soon = running.where(Referral.charge_by_on <= today + timedelta(days=_SOON_DAYS))
    waiting = one.select_from(Result).where(Result.state == ReturnState.SENT)
    messages = one.select_from(OutboxMessage).where(OutboxMessage.state.in_((Delivery.BY_HAND, Delivery.FAILED)))
    held_back = one.select_from(OutboxMessage).where(IS_HELD_BACK)
    refunds = one.select_from(Refund).where(Refund.state != RefundState.DONE)
    late = one.select_from(Referral).where(passed(today))
    untold = one.select_from(Task).where(Task.kind == TaskKind.NOBODY_TO_TELL, Task.state == TaskState.OPEN)
    counted = {
        "running_clocks": running,
        "charge_soon": soon,
        "results_to_acknowledge": waiting,
        "messages_waiting": messages,
        "messages_held_back": held_back,
        "refunds_open": refunds,
        "time_limit_passed": late,
        "warnings_untold": untold,
    }
    counts = (capped(wanted).scalar_subquery().label(name) for name, wanted in counted.items())
    return rows(db, Overview, select(*counts)).one()
