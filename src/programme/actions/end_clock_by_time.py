"""End a clock by itself: no further action was decided, and the last day to charge has passed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.duties.answering import end_rungs_of
from programme.duties.models import TaskKind
from programme.duties.states import TaskEvent
from programme.duties.tasks import end_tasks, find_open_task
from programme.history import events
from programme.history.timeline import record
from programme.outcomes.models import Disposal
from programme.outcomes.queries import newest_disposal
from programme.referrals.queries import lock_referral_by_id
from programme.shared.actor import Actor
from programme.shared.dates import london_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def end_clock_by_time(db: Session, *, actor: Actor, now: datetime, referral_id: int) -> bool:
    """End the clock of a case with no further action. False where it was charged, corrected or ended meanwhile.

    It is no incident: the force decided, in time, that it would not charge.
    """
    referral = lock_referral_by_id(db, referral_id)
    decided = referral.finalised_by == Disposal.NO_FURTHER_ACTION.value and referral.over_at is None
    if not decided or london_date(now) <= referral.charge_by_on:
        return False
    newest = newest_disposal(db, referral.id)
    referral.finalised_at = (newest.done_at if newest is not None else None) or now
    end_rungs_of(db, referral.id)
    task = find_open_task(db, referral.id, TaskKind.TIME_LIMIT_PASSED)
    if task is not None:
        end_tasks(db, [task], TaskEvent.FELL_AWAY, actor=actor, now=now)
    record(db, referral.id, events.ClockEnded, actor=actor, now=now, charge_by_on=referral.charge_by_on)
    return True
