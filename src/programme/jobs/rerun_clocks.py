"""Calculating the dates of every running case again, once a London day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog

from programme.actions.recalculate_clock import recalculate_clock
from programme.bookings.clocks import RunningClock, clocks_due, note_checked
from programme.jobs.runner import SweepCount, always
from programme.shared.actor import WORKER
from programme.shared.dates import london_date
from programme.storage.database import Database

log = structlog.get_logger()


def rerun_clocks(database: Database, *, now: datetime, go_on: Callable[[], bool] = always) -> SweepCount:
    """Look at every running case that was not looked at today; only where something must change is it locked.

    A case that fails is not stamped, so that the next sweep finds it again.
    """
    done = failed = after_id = 0
    today = london_date(now)
    while go_on() and (clocks := database.read_now(clocks_due, today=today, after_id=after_id)):
        checked = []
        for clock in clocks:
            if not go_on():
                break
            changed = _look_at(database, clock, now=now)
            if changed is None:
                failed += 1
            else:
                done += changed
                checked.append(clock)
        database.write_now(note_checked, checked, today=today)
        after_id = clocks[-1].id
    return SweepCount(done, failed)


def _look_at(database: Database, clock: RunningClock, *, now: datetime) -> bool | None:
    """Whether anything changed; None when it could not be done now."""
    if not clock.wants_work(now):
        return False
    try:
        return database.write_now(recalculate_clock, actor=WORKER, now=now, referral_id=clock.id)
    except Exception as fault:  # this one case is broken: the others go on
        log.error("item_failed", action="recalculate_clock", kind=type(fault).__name__)
        return None
