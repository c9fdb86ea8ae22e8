"""Cases whose last day to charge has passed: an incident of each, once, that stands until it is on record what was
done; and tasks that wait for nothing any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, exists, func, not_, or_, select
from sqlalchemy.orm import Session

from programme.courses.models import Programme
from programme.duties.forces import FORCES, CaseForces, forces_in
from programme.duties.models import Task, TaskKind
from programme.duties.recipients import staff_of
from programme.duties.states import TaskEvent, TaskState
from programme.duties.tasks import TaskToRaise, end_tasks, raise_tasks
from programme.duties.telling import StaffNotice, tell_staff
from programme.history import events
from programme.history.timeline import record_all
from programme.referrals.models import Referral
from programme.referrals.queries import CLOCK_RUNS, STILL_TO_DECIDE
from programme.shared.actor import Actor, Role
from programme.shared.dates import add_working_days, london_date
from programme.storage.rows import columns_of, reads, rows


def passed(today: date) -> Any:
    """Neither charged nor finished nor decided otherwise by its last day (Magistrates' Courts Act 1980 s.127)."""
    return and_(STILL_TO_DECIDE, Referral.charge_by_on < today)


def report_passed(db: Session, *, actor: Actor, now: datetime, batch: int) -> int:
    """Put each case whose last day has passed on its timeline, make it a task, and tell the coordinator and the
    supervisor, once; returns how many."""
    today = london_date(now)
    wanted = (
        select(*columns_of(_Passed))
        .join(Programme, Programme.id == Referral.programme_id)
        .where(passed(today), not_(_has_open(TaskKind.TIME_LIMIT_PASSED)))
        .order_by(Referral.charge_by_on, Referral.id)
        .limit(batch)
        .with_for_update(of=Referral)
    )
    cases = rows(db, _Passed, wanted)
    if not cases:
        return 0
    due_on = add_working_days(today, 1)
    tasks = [TaskToRaise(case.referral_id, TaskKind.TIME_LIMIT_PASSED, due_on) for case in cases]
    raised = raise_tasks(db, tasks, actor=actor, now=now)
    found = [case for case in cases if case.referral_id in raised]
    happened = [(case.referral_id, events.TimeLimitPassed, {"charge_by_on": case.charge_by_on}) for case in found]
    record_all(db, happened, actor=actor, now=now)
    staff = staff_of(db, [case.forces for case in found], today=today)
    tell_staff(
        db,
        [
            StaffNotice(
                notice="last_day_passed",
                cause=f"{case.reference}:{case.charge_by_on}:{today}",  # it may be one again: taken back, or told early
                to=staff.told(Role.COORDINATOR, case.forces),
                facts={"reference": case.reference, "last_on": case.charge_by_on},
                about=case.referral_id,
                what="The last day to charge has passed",
            )
            for case in found
        ],
        actor=actor,
        now=now,
    )
    return len(found)


@reads(referral_id=Referral.id, reference=Referral.reference, charge_by_on=Referral.charge_by_on)
@dataclass(frozen=True, slots=True)
class _Passed:
    referral_id: int
    reference: str
    charge_by_on: date
    forces: CaseForces


def drop_passed(db: Session, *, actor: Actor, now: datetime, batch: int) -> int:
    """Let tasks fall away: that the last day has passed, where it is on record what was done, or the day was corrected;
    that nobody could be told, where the case is finished. Returns how many."""
    today = london_date(now)
    gone = or_(
        and_(Task.kind == TaskKind.TIME_LIMIT_PASSED, or_(not_(STILL_TO_DECIDE), Referral.charge_by_on >= today)),
        and_(Task.kind == TaskKind.NOBODY_TO_TELL, not_(CLOCK_RUNS)),
    )
    wanted = (
        select(Task)
        .join(Referral, Referral.id == Task.referral_id)
        .where(Task.state == TaskState.OPEN, gone)
        .order_by(Referral.id, Task.id)
        .limit(batch)
    )
    tasks = db.execute(wanted.with_for_update(of=(Referral, Task))).scalars().all()
    end_tasks(db, tasks, TaskEvent.FELL_AWAY, actor=actor, now=now)
    return len(tasks)


def tell_who_is_there_now(db: Session, *, actor: Actor, now: datetime, batch: int) -> int:
    """Where nobody could be told of a case and somebody is there by now, say to him that something is to be looked at,
    and let the task fall away. Returns how many."""
    wanted = (
        select(Task, Referral.reference, *FORCES)
        .join(Referral, Referral.id == Task.referral_id)
        .join(Programme, Programme.id == Referral.programme_id)
        .where(Task.state == TaskState.OPEN, Task.kind == TaskKind.NOBODY_TO_TELL, CLOCK_RUNS)
        .order_by(Referral.id, Task.id)
        .with_for_update(of=(Referral, Task))
    )
    waiting = [(row.Task, row.reference, forces_in(row)) for row in db.execute(wanted)]
    if not waiting:
        return 0
    staff = staff_of(db, {forces for _, _, forces in waiting}, today=london_date(now))
    there = [
        (task, ref, to) for task, ref, forces in waiting if staff.reaches(to := staff.told(Role.COORDINATOR, forces))
    ]
    there = there[:batch]
    tell_staff(
        db,
        [
            StaffNotice(
                notice="nobody_was_told",
                cause=f"{reference}:{task.id}",
                to=to,
                facts={"reference": reference, "since_on": london_date(task.raised_at)},
                about=task.referral_id,
                what="A case that nobody could be told of",
            )
            for task, reference, to in there
        ],
        actor=actor,
        now=now,
    )
    end_tasks(db, [task for task, _, _ in there], TaskEvent.FELL_AWAY, actor=actor, now=now)
    return len(there)


def count_passed(db: Session, *, today: date) -> int:
    """How many cases stand whose last day passed."""
    return db.execute(select(func.count()).select_from(Referral).where(passed(today))).scalar_one()


def _has_open(kind: TaskKind) -> Any:
    return exists(
        select(Task.id).where(Task.referral_id == Referral.id, Task.kind == kind, Task.state == TaskState.OPEN)
    )


def untold(db: Session) -> int:
    """How many cases nobody could be told of."""
    wanted = select(func.count()).select_from(Task)
    return db.execute(wanted.where(Task.kind == TaskKind.NOBODY_TO_TELL, Task.state == TaskState.OPEN)).scalar_one()
