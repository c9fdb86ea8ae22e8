"""Returning cases that were never offered and can no longer be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from programme.actions.return_unoffered import return_unoffered
from programme.jobs.one_by_one import one_by_one
from programme.jobs.runner import SweepCount, always
from programme.referrals.queries import unoffered_due
from programme.storage.database import Database


def return_unoffered_cases(database: Database, *, now: datetime, go_on: Callable[[], bool] = always) -> SweepCount:
    """Return every case without an offer whose last safe course day is over, each in its own transaction."""
    return one_by_one(database, unoffered_due, return_unoffered, "referral_id", now=now, go_on=go_on)
