"""The worker process: APScheduler ticks, each job runs under a lease, and everything durable is a row.

The scheduler's own memory holds nothing that matters. A job looks for what is due by the state of rows, so a tick
that is lost, doubled or late changes nothing but when.
"""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable
from threading import Event
from types import FrameType

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from programme.jobs.runner import Job, always, run_job
from programme.jobs.timetable import timetable
from programme.settings import Settings
from programme.wiring import Wiring, wire

log = structlog.get_logger()


def holder_name() -> str:
    """Which process this is, for leases and claims."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}"


def jobs_of(wiring: Wiring, holder: str, go_on: Callable[[], bool] = always) -> list[Job]:
    """The timetable over the parts of one process; the sweeps end early when `go_on` says no."""
    return timetable(
        database=wiring.database,
        payments=wiring.payments,
        carriers=wiring.carriers,
        words=wiring.words,
        holder=holder,
        machine_now=wiring.wall_clock.now,
        tick_seconds=wiring.settings.worker_tick_seconds,
        go_on=go_on,
    )


def run_due(wiring: Wiring, holder: str = "by hand") -> None:
    """Run every job once, now: what the tests and the rehearsal's clock use."""
    for job in jobs_of(wiring, holder):
        run_job(job, wiring.database, holder=holder, now=wiring.clock.now(), machine_now=wiring.wall_clock.now)


def run_worker(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT; a running job is finished first."""
    wiring = wire(settings)
    holder = holder_name()
    stop = Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    scheduler = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(4)},
        job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        timezone="UTC",
    )
    for job in jobs_of(wiring, holder, go_on=lambda: not stop.is_set()):
        scheduler.add_job(
            _tick,
            "interval",
            seconds=job.every_seconds,
            id=job.name,
            args=[job, wiring, holder],
            next_run_time=wiring.wall_clock.now(),
        )
    scheduler.start()
    log.info("worker_started", jobs=len(scheduler.get_jobs()))
    stop.wait()
    scheduler.shutdown(wait=True)
    wiring.close()
    log.info("worker_stopped")


def _tick(job: Job, wiring: Wiring, holder: str) -> None:
    run_job(job, wiring.database, holder=holder, now=wiring.clock.now(), machine_now=wiring.wall_clock.now)
