"""Running one job: under a lease, timed, noted, and never able to stop the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from programme.storage.database import Database
from programme.storage.job_runs import note_job_run
from programme.storage.locks import release_lease, take_lease

log = structlog.get_logger()
LEASE_SECONDS = 900


@dataclass(frozen=True, slots=True)
class SweepCount:
    """What a sweep did: how many items it dealt with, and how many it could not."""

    done: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """One entry of the timetable. `sweep` looks for what is due at an instant: never for "has it run"."""

    name: str
    every_seconds: int
    purpose: str
    sweep: Callable[[datetime], SweepCount]


def run_job(
    job: Job, database: Database, *, holder: str, now: datetime, machine_now: Callable[[], datetime]
) -> SweepCount | None:
    """Run `job` for the business instant `now`; None when another process holds it. Never raises.

    Leases and notes are in the machine's time, which no rehearsal moves.
    """
    started_at = machine_now()
    try:
        if not database.write_now(take_lease, f"job:{job.name}", holder, now=started_at, seconds=LEASE_SECONDS):
            return None
        count, problem = _sweep(job, now)
        finished_at = machine_now()
        database.write_now(
            note_job_run,
            job.name,
            holder,
            started_at=started_at,
            finished_at=finished_at,
            done=count.done,
            failed=count.failed,
            problem=problem,
        )
        database.write_now(release_lease, f"job:{job.name}", holder, now=finished_at)
    except Exception as fault:  # the database is away: the next tick tries again
        log.error("job_not_run", job=job.name, kind=type(fault).__name__)
        return SweepCount(failed=1)
    if count.done or count.failed:
        log.info("job", job=job.name, done=count.done, failed=count.failed)
    return count


def _sweep(job: Job, now: datetime) -> tuple[SweepCount, str | None]:
    try:
        return job.sweep(now), None
    except Exception as fault:
        log.error("job_failed", job=job.name, kind=type(fault).__name__)
        return SweepCount(failed=1), type(fault).__name__
