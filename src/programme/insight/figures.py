"""Figures that monitoring watches in the database: whether messages go out, and whether each job still runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from programme.duties.last_days import count_passed, untold
from programme.notices.carriers import Cause
from programme.notices.models import Delivery, OutboxMessage
from programme.shared.dates import london_date
from programme.storage.clock_seen import clock_seen
from programme.storage.job_runs import JobRun


@dataclass(frozen=True, slots=True)
class Figures:
    """`message_waits_seconds` is how long the message that is due longest has been due, 0 where none is.
    `messages_held_back` are those that a fault of ours holds back, by its cause: every cause is named. The jobs'
    figures are the seconds since each ended last, and how many items it could not deal with then. `warnings_untold`
    counts cases that nobody could be told of, `time_limit_passed` those that ran out without a charge: both are nought.

    An age is never below 0, whatever a clock wrote that ran ahead: `clock_ahead_seconds` says how far the clock that is
    doubted is ahead of the last instant believed, or, where none is, the latest instant noted ahead of the clock."""

    message_waits_seconds: float
    messages_failed: int
    messages_held_back: dict[Cause, int]
    job_ended_seconds: dict[str, float]
    job_failures: dict[str, int]
    warnings_untold: int
    time_limit_passed: int
    clock_doubted: bool
    clock_ahead_seconds: float


def figures(db: Session, *, now: datetime, machine_now: datetime) -> Figures:
    """The figures at the business instant `now`; jobs are noted in the machine's time."""
    due_since: datetime | None = db.execute(
        select(func.min(OutboxMessage.next_try_at)).where(
            OutboxMessage.state == Delivery.QUEUED, OutboxMessage.next_try_at <= now
        )
    ).scalar_one()
    failed = db.execute(
        select(func.count()).select_from(OutboxMessage).where(OutboxMessage.state == Delivery.FAILED)
    ).scalar_one()
    held_back = db.execute(
        select(OutboxMessage.cause, func.count().label("messages"))
        .where(
            OutboxMessage.state.in_((Delivery.QUEUED, Delivery.SENDING)),
            OutboxMessage.cause.is_not(None),
        )
        .group_by(OutboxMessage.cause)
    )
    runs = db.execute(select(JobRun.name, JobRun.finished_at, JobRun.failed)).all()
    seen = clock_seen(db)
    doubted = seen is not None and seen.doubt is not None
    ahead = seen.ahead_seconds(machine_now) if seen else 0.0
    if not doubted:
        ahead = max([ahead, *((run.finished_at - machine_now).total_seconds() for run in runs)])
    return Figures(
        age_seconds(due_since, now),
        failed,
        {cause: 0 for cause in Cause if cause.is_ours} | {row.cause: row.messages for row in held_back},
        {run.name: age_seconds(run.finished_at, machine_now) for run in runs},
        {run.name: run.failed for run in runs},
        untold(db),
        count_passed(db, today=london_date(now)),
        doubted,
        ahead,
    )


def age_seconds(since_at: datetime | None, now: datetime) -> float:
    """The seconds since then; 0 for nothing, and for what is dated ahead of the clock."""
    return max(0.0, (now - since_at).total_seconds()) if since_at is not None else 0.0
