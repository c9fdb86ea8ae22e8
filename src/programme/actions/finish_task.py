"""Say that a task of a case was seen to."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.duties.models import TaskKind
from programme.duties.refusals import EndsByItself
from programme.duties.states import TaskEvent
from programme.duties.tasks import end_tasks, find_open_task
from programme.duties.words import MONEY_TASKS
from programme.outcomes.points_to_see import see_to_point
from programme.outcomes.second_correction import watch_the_sooner
from programme.payments.for_a_person import paid_by_hand
from programme.referrals.queries import lock_referral
from programme.shared.actor import Actor, Door
from programme.shared.refusal import NotFound

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


END_BY_THEMSELVES = frozenset({TaskKind.NO_PLACE_IN_TIME, TaskKind.TIME_LIMIT_PASSED, TaskKind.PAID_OUTSIDE})


def finish_task(db: Session, *, actor: Actor, now: datetime, reference: str, kind: TaskKind, point: str = "") -> None:
    """Record that the actor has seen to the open task of this kind; of several points to look at, to this one, and the
    others stay. Raises NotFound, also when somebody was quicker,
    and EndsByItself for one that only the facts end. Money is the programme's: a neighbour has no such task.
    Raises ChangedSinceShown where the point is not open, or none was named and there are."""
    referral = lock_referral(db, reference, actor)
    task = find_open_task(db, referral.id, kind)
    if task is None or (kind in MONEY_TASKS and actor.door is Door.PARTNER):
        raise NotFound(headline="This task is not open any more", remedy="Go back to the case to see what is next.")
    if kind in END_BY_THEMSELVES:
        raise EndsByItself()
    if kind is TaskKind.LOOK_AGAIN and not see_to_point(db, task, point, actor=actor, now=now):
        watch_the_sooner(db, referral)
        return
    if kind is TaskKind.REFUND_SENT_BACK:
        paid_by_hand(db, referral.id, actor=actor, now=now)
    end_tasks(db, [task], TaskEvent.DONE, actor=actor, now=now)
    watch_the_sooner(db, referral)
