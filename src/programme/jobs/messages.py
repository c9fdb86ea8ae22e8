"""The outbox pump and the sweeps that owe messages."""

from __future__ import annotations

from datetime import datetime

from programme.actions.remind_of_courses import remind_of_courses
from programme.actions.warn_of_deadlines import warn_of_deadlines
from programme.jobs.runner import SweepCount
from programme.notices.carriers import Carrier
from programme.notices.models import Channel
from programme.notices.rendering import Words
from programme.notices.sending import send_owed
from programme.shared.actor import WORKER
from programme.storage.database import Database

MOST_BATCHES = 200


def send_messages(
    database: Database, carriers: dict[Channel, Carrier], words: Words, *, holder: str, now: datetime
) -> SweepCount:
    """Send everything that is due, batch by batch, each written down before the next is claimed."""
    done = failed = 0
    for _ in range(MOST_BATCHES):
        carried, problems = send_owed(database, carriers, words, holder=holder, now=now)
        done, failed = done + carried, failed + problems
        if carried + problems == 0:
            break
    return SweepCount(done, failed)


def remind_people(database: Database, *, now: datetime) -> SweepCount:
    """Owe the reminders that are due."""
    done = 0
    while count := database.write_now(remind_of_courses, actor=WORKER, now=now):
        done += count
    return SweepCount(done)


def warn_forces(database: Database, *, now: datetime) -> SweepCount:
    """Owe the deadline warnings that are due."""
    done = 0
    while count := database.write_now(warn_of_deadlines, actor=WORKER, now=now):
        done += count
    return SweepCount(done)
