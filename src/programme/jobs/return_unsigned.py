"""Returning cases whose course is over and whose register nobody signed by their return date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from programme.actions.return_unsigned import return_unsigned
from programme.attendance.chasing import cases_without_register
from programme.jobs.one_by_one import one_by_one
from programme.jobs.runner import SweepCount, always
from programme.storage.database import Database


def return_unsigned_cases(database: Database, *, now: datetime, go_on: Callable[[], bool] = always) -> SweepCount:
    """Return every such case, each in its own transaction."""
    return one_by_one(database, cases_without_register, return_unsigned, "referral_id", now=now, go_on=go_on)
