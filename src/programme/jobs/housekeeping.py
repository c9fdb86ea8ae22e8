"""Sealing the access log and forgetting ended sign-ins."""

from __future__ import annotations

from datetime import datetime

from programme.audit.sealing import seal_access_log
from programme.jobs.runner import SweepCount
from programme.people.kept_answers import forget_old_answers
from programme.people.sign_ins import forget_ended_sign_ins, forget_old_failures
from programme.storage.database import Database


def seal_access_log_rows(database: Database, *, now: datetime) -> SweepCount:
    """Seal what has settled, batch by batch."""
    done = 0
    while count := database.write_now(seal_access_log, now=now):
        done += count
    return SweepCount(done)


def forget_sign_ins(database: Database, *, machine_now: datetime) -> SweepCount:
    """Remove sign-ins and kept forms whose time is over, and counts of failures that no limit looks at any more."""
    database.write_now(forget_ended_sign_ins, now=machine_now)
    database.write_now(forget_old_answers, now=machine_now)
    database.write_now(forget_old_failures, now=machine_now)
    return SweepCount()
