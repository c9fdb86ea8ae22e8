"""Running one job: under a lease, timed, noted, and never able to stop the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Thread
from typing import TYPE_CHECKING

import structlog

from programme.storage.database import Database
from programme.storage.job_runs import note_job_run
from programme.storage.locks import holder_of, release_lease, take_lease

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

log = structlog.get_logger()
LEASE_SECONDS = 60
"""How long a job of a process that was killed keeps others out. A running job renews its lease three times as often."""


@dataclass(frozen=True, slots=True)
class SweepCount:
    """How many items a sweep dealt with, and how many it could not."""

    done: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """One entry of the timetable. `sweep` looks for what is due at an instant: never for "has it run"."""

    name: str
    every_seconds: int
    sweep: Callable[[datetime], SweepCount]


def always() -> bool:
    """Nobody asked the sweep to stop."""
    return True


def run_job(
    job: Job,
    database: Database,
    *,
    holder: str,
    now: datetime,
    machine_now: Callable[[], datetime],
    lease_seconds: float = LEASE_SECONDS,
    refused: dict[str, str] | None = None,
) -> SweepCount | None:
    """Run `job` for the business instant `now`; None when another process holds it. Never raises.

    Leases and notes are in the machine's time, which no rehearsal moves. `refused` remembers who was found to hold a
    job, so that it is said once and not at every look.
    """
    lease = f"job:{job.name}"
    started_at = machine_now()
    try:
        if not database.write_now(take_lease, lease, holder, now=started_at, seconds=lease_seconds):
            _say_refused(database, job.name, refused if refused is not None else {})
            return None
        with _renewed(database, lease, holder, machine_now, lease_seconds):
            count, problem = _sweep(job, now)
        finished_at = machine_now()
        database.write_now(_note, job.name, holder, count, problem, started_at=started_at, finished_at=finished_at)
    except Exception as fault:  # the database is away: the next tick tries again
        log.error("job_not_run", job=job.name, kind=type(fault).__name__)
        return SweepCount(failed=1)
    if count.done or count.failed:
        log.info("job", job=job.name, done=count.done, failed=count.failed)
    return count


def _say_refused(database: Database, job: str, refused: dict[str, str]) -> None:
    held = database.read_now(holder_of, f"job:{job}")
    if held is not None and refused.get(job) != held[0]:
        refused[job] = held[0]
        log.info("job_held_elsewhere", job=job, holder=held[0], until=held[1].isoformat())


def _note(
    db: Session,
    name: str,
    holder: str,
    count: SweepCount,
    problem: str | None,
    *,
    started_at: datetime,
    finished_at: datetime,
) -> None:
    note_job_run(
        db,
        name,
        holder,
        started_at=started_at,
        finished_at=finished_at,
        done=count.done,
        failed=count.failed,
        problem=problem,
    )
    release_lease(db, f"job:{name}", holder, now=finished_at)


def _sweep(job: Job, now: datetime) -> tuple[SweepCount, str | None]:
    try:
        return job.sweep(now), None
    except Exception as fault:
        log.error("job_failed", job=job.name, kind=type(fault).__name__)
        return SweepCount(failed=1), type(fault).__name__


@contextmanager
def _renewed(
    database: Database, lease: str, holder: str, machine_now: Callable[[], datetime], seconds: float
) -> Iterator[None]:
    """Keep the lease while the block runs, however long it takes."""
    over = Event()

    def renew() -> None:
        while not over.wait(seconds / 3):
            try:
                database.write_now(take_lease, lease, holder, now=machine_now(), seconds=seconds)
            except Exception as fault:  # the next third of the lease tries again
                log.error("lease_not_renewed", lease=lease, kind=type(fault).__name__)

    renewer = Thread(target=renew, name=f"renews {lease}", daemon=True)
    renewer.start()
    try:
        yield
    finally:
        over.set()
        renewer.join()
