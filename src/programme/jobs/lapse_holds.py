"""Giving back places that were held and not paid for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from programme.actions.lapse_hold import lapse_hold
from programme.bookings.queries import lapsed_holds_due
from programme.jobs.one_by_one import one_by_one
from programme.jobs.runner import SweepCount, always
from programme.storage.database import Database


def lapse_holds(database: Database, *, now: datetime, go_on: Callable[[], bool] = always) -> SweepCount:
    """Lapse every hold whose time is over, each in its own transaction."""
    return one_by_one(database, lapsed_holds_due, lapse_hold, "booking_id", now=now, go_on=go_on)
