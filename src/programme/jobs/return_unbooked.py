"""Returning accepted cases that have no place when their last safe course day is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from programme.actions.return_unbooked import return_unbooked
from programme.bookings.queries import unbooked_due
from programme.jobs.one_by_one import one_by_one
from programme.jobs.runner import SweepCount, always
from programme.storage.database import Database


def return_unbooked_cases(database: Database, *, now: datetime, go_on: Callable[[], bool] = always) -> SweepCount:
    """Return every such case, each in its own transaction."""
    return one_by_one(database, unbooked_due, return_unbooked, "referral_id", now=now, go_on=go_on)
