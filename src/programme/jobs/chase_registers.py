"""Asking providers for registers that nobody signed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from programme.actions.chase_register import chase_register
from programme.attendance.chasing import unsigned_registers
from programme.jobs.one_by_one import one_by_one
from programme.jobs.runner import SweepCount, always
from programme.storage.database import Database


def chase_registers(database: Database, *, now: datetime, go_on: Callable[[], bool] = always) -> SweepCount:
    """Ask for every register whose next rung has come, each in its own transaction."""
    return one_by_one(database, unsigned_registers, chase_register, "course_date_id", now=now, go_on=go_on)
