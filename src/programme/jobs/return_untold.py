"""Returning cases whose neighbouring programme has not said what happened by their return date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from programme.actions.return_untold import return_untold
from programme.bookings.elsewhere import results_not_told
from programme.jobs.one_by_one import one_by_one
from programme.jobs.runner import SweepCount, always
from programme.storage.database import Database


def return_untold_cases(database: Database, *, now: datetime, go_on: Callable[[], bool] = always) -> SweepCount:
    """Return every such case, each in its own transaction."""
    return one_by_one(database, results_not_told, return_untold, "referral_id", now=now, go_on=go_on)
