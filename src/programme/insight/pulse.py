"""Whether the work behind the pages goes on: asked by readiness again and again, so in one short look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from programme.notices.models import Delivery, OutboxMessage
from programme.storage.job_runs import JobRun

CLOCKS_DIFFER = timedelta(minutes=2)
"""How far the clocks of two machines of one installation may be apart."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """Whether any job ever ran, and seconds since one ended last; None where that would be in the future, noted by a
    clock that was wrong. And how long the message that is due longest has been due, 0 where none is."""

    any_job_ran: bool
    job_ended_seconds: float | None
    message_waits_seconds: float


def pulse(db: Session, *, now: datetime, machine_now: datetime) -> Pulse:
    """The pulse at the business instant `now`; jobs are noted in the machine's time."""
    ended_at: datetime | None = db.execute(
        select(func.max(JobRun.finished_at)).where(JobRun.finished_at <= machine_now + CLOCKS_DIFFER)
    ).scalar_one()
    any_job_ran = ended_at is not None or db.execute(select(JobRun.name).limit(1)).first() is not None
    due_since: datetime | None = db.execute(
        select(func.min(OutboxMessage.next_try_at)).where(
            OutboxMessage.state == Delivery.QUEUED, OutboxMessage.next_try_at <= now
        )
    ).scalar_one()
    return Pulse(
        any_job_ran,
        (machine_now - ended_at).total_seconds() if ended_at is not None else None,
        (now - due_since).total_seconds() if due_since is not None else 0.0,
    )
