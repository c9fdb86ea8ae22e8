"""Let the task about a message that did not go fall away when everything of its case has gone."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.duties.models import TaskKind
from programme.duties.states import TaskEvent
from programme.duties.tasks import end_tasks, find_open_task
from programme.referrals.models import Referral
from programme.shared.actor import Actor
from programme.storage.locks import lock_row

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def settle_undelivered(db: Session, *, actor: Actor, now: datetime, referral_id: int) -> bool:
    """End the task; False where somebody was quicker."""
    lock_row(db, Referral, referral_id)
    task = find_open_task(db, referral_id, TaskKind.MESSAGE_NOT_DELIVERED)
    if task is None:
        return False
    end_tasks(db, [task], TaskEvent.FELL_AWAY, actor=actor, now=now)
    return True
