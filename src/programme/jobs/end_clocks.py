"""Ending the clocks of cases with no further action, once nobody can charge any more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from programme.actions.end_clock_by_time import end_clock_by_time
from programme.jobs.one_by_one import one_by_one
from programme.jobs.runner import SweepCount, always
from programme.outcomes.queries import ended_by_time_due
from programme.storage.database import Database


def end_clocks(database: Database, *, now: datetime, go_on: Callable[[], bool] = always) -> SweepCount:
    """End every such clock whose last day to charge is over, each in its own transaction."""
    return one_by_one(database, ended_by_time_due, end_clock_by_time, "referral_id", now=now, go_on=go_on)
