"""The worker process: APScheduler ticks, each job runs under a lease, and everything durable is a row.

The scheduler's own memory holds nothing that matters. A job looks for what is due by the state of rows, so a tick
that is lost, doubled or late changes nothing but when. It plans by the machine's clock, and would wait for an hour
after that was put back by one: so it is made to plan anew whenever the clock was moved.
"""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable
from datetime import datetime
from functools import partial
from threading import Event
from types import FrameType

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from programme.insight.last_written import last_written_at
from programme.integrations.clock import SystemClock, running_seconds
from programme.jobs.clock_watch import ClockWatch
from programme.jobs.runner import Job, always, run_job
from programme.jobs.sweeps import Parts
from programme.jobs.timetable import timetable
from programme.settings import Settings
from programme.shared.bank_holidays import bank_holidays_end_soon, bank_holidays_known_until
from programme.shared.dates import london_date
from programme.wiring import Wiring, wire

log = structlog.get_logger()
JOBS_AT_ONCE = 4
"""How many jobs run at the same time."""
MOVED_SECONDS = 2.0
"""A clock that is off by more from one second to the next was moved."""


def holder_name() -> str:
    """Which process this is, for leases and claims."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}"


def jobs_of(wiring: Wiring, holder: str, go_on: Callable[[], bool] = always) -> list[Job]:
    """The timetable over the parts of one process; the sweeps end early when `go_on` says no."""
    parts = Parts(
        database=wiring.database,
        payments=wiring.payments,
        carriers=wiring.carriers,
        words=wiring.words,
        holder=holder,
        machine_now=wiring.wall_clock.now,
        go_on=go_on,
    )
    return timetable(parts, wiring.settings.worker_tick_seconds)


def watch_over(wiring: Wiring, holder: str, seconds: Callable[[], float] = running_seconds) -> ClockWatch:
    """The watch over the machine's clock. A rehearsal's rows are dated by a clock that people move, and prove nothing
    of the machine's."""
    written = partial(_last_written_at, wiring) if wiring.settings.clock_file is None else None
    return ClockWatch(
        wiring.database, holder=holder, now=wiring.wall_clock.now, seconds=seconds, last_written_at=written
    )


def _last_written_at(wiring: Wiring, now: datetime) -> datetime | None:
    return wiring.database.read_now(last_written_at, now=now)


def run_worker(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT; a running job is finished first."""
    wiring = wire(settings)
    stop = Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    say_how_far_bank_holidays_reach(wiring)
    work(wiring, holder_name(), stop)
    wiring.close()
    log.info("worker_stopped")


def say_how_far_bank_holidays_reach(wiring: Wiring) -> None:
    """Log a warning from a year before their list ends."""
    if bank_holidays_end_soon(london_date(wiring.clock.now())):
        log.warning(
            "bank_holidays_end_soon",
            known_until=bank_holidays_known_until().isoformat(),
            remedy="install a release with a newer list; days that are only proclaimed are not known after it",
        )


def work(wiring: Wiring, holder: str, stop: Event, seconds: Callable[[], float] = running_seconds) -> None:
    """Run the timetable until `stop` is set and every running job has ended."""
    look = _Look(wiring, holder, watch_over(wiring, holder, seconds))
    scheduler = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(JOBS_AT_ONCE)},
        job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        timezone="UTC",
    )
    now = SystemClock().now  # the scheduler's own time, whatever clock the jobs are handed
    jobs = jobs_of(wiring, holder, go_on=lambda: not stop.is_set())
    for job in jobs:
        known_as = {"id": job.name, "name": job.name}  # the scheduler's own warnings say the name
        scheduler.add_job(look, "interval", seconds=job.every_seconds, **known_as, args=[job], next_run_time=now())
    scheduler.start()
    log.info("worker_started", jobs=len(jobs))
    offset = _offset(now)
    # A signal that another thread was given is acted on when this one wakes: without an end it might not.
    while not stop.wait(1):
        if abs(_offset(now) - offset) > MOVED_SECONDS:
            offset = _offset(now)
            for job in jobs:
                scheduler.modify_job(job.name, next_run_time=now())
    scheduler.shutdown(wait=True)


def _offset(now: Callable[[], datetime]) -> float:
    """How far the machine's clock is ahead of the seconds that it has been running: the same until it is moved."""
    return now().timestamp() - running_seconds()


class _Look:
    """One look of a job, as often as it is called, by a process that watches the machine's clock."""

    def __init__(self, wiring: Wiring, holder: str, watch: ClockWatch) -> None:
        self._wiring, self._holder, self._watch = wiring, holder, watch
        self._refused: dict[str, str] = {}

    def __call__(self, job: Job) -> None:
        """Look for what is due, unless the machine's clock is doubted."""
        wiring = self._wiring
        now = wiring.clock.now()  # asked before the clock is weighed: one that jumps between the two is doubted
        if self._watch.believes():
            run_job(
                job,
                wiring.database,
                holder=self._holder,
                now=now,
                machine_now=wiring.wall_clock.now,
                refused=self._refused,
            )
