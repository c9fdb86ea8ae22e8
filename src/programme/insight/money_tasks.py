"""Tasks about money, of a programme's own and its neighbours' cases: its coordinator has them in one list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.duties.models import Task, TaskKind
from programme.duties.states import TaskState
from programme.duties.words import MONEY_TASKS
from programme.referrals.models import Referral
from programme.referrals.queries import visible_to
from programme.shared.actor import Actor
from programme.storage.rows import columns_of, reads, rows

AT_MOST = 50


@reads(Task, reference=Referral.reference)
@dataclass(frozen=True, slots=True)
class MoneyTask:
    """One open task and its case, by its reference only."""

    reference: str
    kind: TaskKind
    due_on: date


def money_tasks(db: Session, actor: Actor) -> list[MoneyTask]:
    """The open ones, due first."""
    wanted = (
        select(*columns_of(MoneyTask))
        .join(Referral, Referral.id == Task.referral_id)
        .where(Task.state == TaskState.OPEN, Task.kind.in_(list(MONEY_TASKS)))
        .order_by(Task.due_on, Task.id)
        .limit(AT_MOST)
    )
    return rows(db, MoneyTask, visible_to(actor, wanted))
