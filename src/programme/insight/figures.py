"""What monitoring watches in the database: whether messages go out, and whether each job still runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from programme.duties.last_days import count_passed, untold
from programme.notices.models import Delivery, OutboxMessage
from programme.shared.dates import bank_holidays_known_until, london_date
from programme.storage.job_runs import JobRun


@dataclass(frozen=True, slots=True)
class Figures:
    """`message_waits_seconds` is how long the message that is due longest has been due, 0 where none is. The jobs'
    figures are the seconds since each ended last, and how many items it could not deal with then. `warnings_untold`
    counts cases that nobody could be told of, `time_limit_passed` those that ran out without a charge: both are nought.
    `bank_holidays_known_days` are left of the list that came with the program: after it a date can be a holiday late.
    """

    message_waits_seconds: float
    messages_failed: int
    job_ended_seconds: dict[str, float]
    job_failures: dict[str, int]
    warnings_untold: int
    time_limit_passed: int
    bank_holidays_known_days: int


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
    runs = db.execute(select(JobRun.name, JobRun.finished_at, JobRun.failed)).all()
    return Figures(
        (now - due_since).total_seconds() if due_since is not None else 0.0,
        failed,
        {name: (machine_now - finished_at).total_seconds() for name, finished_at, _ in runs},
        {name: failures for name, _, failures in runs},
        untold(db),
        count_passed(db, today=london_date(now)),
        (bank_holidays_known_until() - london_date(now)).days,
    )
