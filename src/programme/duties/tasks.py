"""Tasks of a case: raised once while they stand, done by somebody, or fallen away because nothing is left to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from programme.duties.models import Task, TaskKind
from programme.duties.states import TaskEvent, TaskState
from programme.duties.words import TASK_WORDS
from programme.history import events
from programme.history.timeline import record_all
from programme.shared.actor import Actor
from programme.shared.dates import london_date
from programme.storage.statements import is_one_of

NO_PLACE_STANDS = and_(is_one_of(Task.kind, {TaskKind.NO_PLACE_IN_TIME}), is_one_of(Task.state, {TaskState.OPEN}))
"""The open task of a case that no date is in time for."""


@dataclass(frozen=True, slots=True)
class TaskToRaise:
    """A task of a case, due by a day: today, where that has passed when it is raised."""

    referral_id: int
    kind: TaskKind
    due_on: date


def raise_tasks(db: Session, tasks: Sequence[TaskToRaise], *, actor: Actor, now: datetime) -> frozenset[int]:
    """Raise these tasks, with their history; those that are open already stay as they are. Returns whose were raised.

    The tasks of one call are of different cases.
    """
    if not tasks:
        return frozenset()
    today = london_date(now)
    rows = [
        {
            "referral_id": one.referral_id,
            "kind": one.kind,
            "state": TaskState.OPEN,
            "due_on": max(one.due_on, today),
            "raised_at": now,
        }
        for one in tasks
    ]
    raised = frozenset(db.execute(_ADD[db.get_bind().dialect.name], rows).scalars())
    happened = [
        (one.referral_id, events.TaskRaised, {"task": TASK_WORDS[one.kind], "due_on": max(one.due_on, today)})
        for one in tasks
        if one.referral_id in raised
    ]
    record_all(db, happened, actor=actor, now=now)
    return raised


_ADD = {
    name: engine.insert(Task)
    .on_conflict_do_nothing(index_elements=["referral_id", "kind"], index_where=text("state = 'open'"))
    .returning(Task.referral_id)
    for name, engine in (("sqlite", sqlite), ("postgresql", postgresql))
}


def find_open_task(db: Session, referral_id: int, kind: TaskKind) -> Task | None:
    """The case's open task of this kind, its row locked. Lock the case first."""
    return db.execute(
        select(Task)
        .where(Task.referral_id == referral_id, Task.kind == kind, Task.state == TaskState.OPEN)
        .with_for_update()
    ).scalar_one_or_none()


def end_tasks(db: Session, tasks: Sequence[Task], event: TaskEvent, *, actor: Actor, now: datetime) -> None:
    """End open tasks: done by the actor, or fallen away. Raises IllegalMove for one that has ended."""
    for task in tasks:
        task.apply(event)
        task.done_at, task.done_by = now, actor.label
    kind = events.TaskDone if event is TaskEvent.DONE else events.TaskFellAway
    record_all(db, [(task.referral_id, kind, {"task": TASK_WORDS[task.kind]}) for task in tasks], actor=actor, now=now)


def hours_are_known(db: Session, cases: Sequence[int], *, actor: Actor, now: datetime) -> None:
    """Somebody said on a form, which reads them, in which hours these cases' person is safe: nobody has to ask."""
    found = [task for case in cases if (task := find_open_task(db, case, TaskKind.SAFE_HOURS)) is not None]
    if found:
        end_tasks(db, found, TaskEvent.DONE, actor=actor, now=now)
