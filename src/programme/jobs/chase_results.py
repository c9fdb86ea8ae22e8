"""Asking forces about results that nobody acknowledged or acted on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from programme.actions.chase_result import chase_result
from programme.jobs.one_by_one import one_by_one
from programme.jobs.runner import SweepCount, always
from programme.outcomes.chasing import results_to_ask_about
from programme.storage.database import Database


def chase_results(database: Database, *, now: datetime, go_on: Callable[[], bool] = always) -> SweepCount:
    """Ask for every result whose next rung has come, each in its own transaction."""
    return one_by_one(database, results_to_ask_about, chase_result, "result_id", now=now, go_on=go_on)
