"""The worker process: every job has a thread that waits and looks, under a lease, and everything durable is a row.

The threads remember nothing that matters. A job looks for what is due by the state of rows, so a look that is lost,
doubled or late changes nothing but when. They wait in seconds that nobody can set: a scheduler that plans by the
machine's clock would wait for an hour after that was put back by one.
"""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable
from datetime import datetime
from functools import partial
from threading import BoundedSemaphore, Event, Thread
from types import FrameType

import structlog

from programme.insight.last_written import last_written_at
from programme.integrations.clock import running_seconds
from programme.jobs.clock_watch import ClockWatch
from programme.jobs.runner import Job, always, run_job
from programme.jobs.timetable import timetable
from programme.settings import Settings
from programme.shared.bank_holidays import bank_holidays_end_soon, bank_holidays_known_until
from programme.shared.dates import london_date
from programme.wiring import Wiring, wire

log = structlog.get_logger()
AT_ONCE = 4
"""How many jobs run at the same time."""


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


def watch_over(wiring: Wiring, holder: str, seconds: Callable[[], float] = running_seconds) -> ClockWatch:
    """The watch over the machine's clock. A rehearsal's rows are dated by a clock that people move, and prove nothing
    of the machine's."""
    written = partial(_last_written_at, wiring) if wiring.settings.clock_file is None else None
    return ClockWatch(
        wiring.database, holder=holder, now=wiring.wall_clock.now, seconds=seconds, last_written_at=written
    )


def _last_written_at(wiring: Wiring, now: datetime) -> datetime | None:
    return wiring.database.read_now(last_written_at, now=now)


def run_due(wiring: Wiring, holder: str = "by hand") -> None:
    """Run every job once, now: what the tests and the rehearsal's clock use."""
    for job in jobs_of(wiring, holder):
        run_job(job, wiring.database, holder=holder, now=wiring.clock.now(), machine_now=wiring.wall_clock.now)


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
    look = Look(wiring, holder, watch_over(wiring, holder, seconds))
    jobs = jobs_of(wiring, holder, go_on=lambda: not stop.is_set())
    threads = [Thread(target=_look_again_and_again, args=(look, job, stop), name=job.name) for job in jobs]
    for thread in threads:
        thread.start()
    log.info("worker_started", jobs=len(threads))
    while not stop.wait(1):
        pass  # a signal that another thread was given is acted on when this one wakes: without an end it might not
    for thread in threads:
        thread.join()


class Look:
    """One look of a job, as often as it is called, by a process that watches the machine's clock."""

    def __init__(self, wiring: Wiring, holder: str, watch: ClockWatch) -> None:
        self._wiring, self._holder, self._watch = wiring, holder, watch
        self._turns = BoundedSemaphore(AT_ONCE)
        self._refused: dict[str, str] = {}

    def __call__(self, job: Job) -> None:
        """Look for what is due, unless the machine's clock is doubted."""
        wiring = self._wiring
        with self._turns:
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


def _look_again_and_again(look: Look, job: Job, stop: Event) -> None:
    while not stop.is_set():
        try:
            look(job)
        except Exception as fault:  # a job that looks no more would be silent for ever
            log.error("look_failed", job=job.name, kind=type(fault).__name__)
        stop.wait(job.every_seconds)
