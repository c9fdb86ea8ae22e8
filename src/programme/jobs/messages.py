"""Sweeps that owe messages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from programme.actions.follow_up_message import follow_up_message
from programme.actions.pass_up_rungs import pass_up_rungs
from programme.actions.remind_of_courses import remind_of_courses
from programme.actions.report_last_days import report_last_days
from programme.actions.settle_undelivered import settle_undelivered
from programme.actions.tell_of_warnings import tell_of_warnings
from programme.actions.warn_of_deadlines import warn_of_deadlines
from programme.actions.watch_places import watch_places
from programme.duties.climbing import delivered_after_all
from programme.duties.queries import forget_rungs_raised_ahead
from programme.jobs.one_by_one import one_by_one
from programme.jobs.runner import SweepCount, always
from programme.notices.undelivered import messages_to_follow_up
from programme.shared.actor import WORKER
from programme.storage.database import Database


def follow_up_messages(database: Database, *, now: datetime, go_on: Callable[[], bool] = always) -> SweepCount:
    """See to it that what did not go is somebody's, and that it is not any more when it has gone."""
    failed = one_by_one(database, messages_to_follow_up, follow_up_message, "message_id", now=now, go_on=go_on)
    gone = one_by_one(database, delivered_after_all, settle_undelivered, "referral_id", now=now, go_on=go_on)
    return SweepCount(failed.done + gone.done, failed.failed + gone.failed)


def remind_people(database: Database, *, now: datetime, go_on: Callable[[], bool] = always) -> SweepCount:
    """Owe the reminders that are due."""
    return _until_none(lambda: database.write_now(remind_of_courses, actor=WORKER, now=now), go_on)


def warn_forces(database: Database, *, now: datetime, go_on: Callable[[], bool] = always) -> SweepCount:
    """Raise the rungs that clocks have reached; first those go that a wrong clock raised."""
    database.write_now(forget_rungs_raised_ahead, now=now)
    return _until_none(lambda: database.write_now(warn_of_deadlines, actor=WORKER, now=now), go_on)


def pass_up_warnings(database: Database, *, now: datetime, go_on: Callable[[], bool] = always) -> SweepCount:
    """Pass up the rungs that nobody acknowledged by their day."""
    return _until_none(lambda: database.write_now(pass_up_rungs, actor=WORKER, now=now), go_on)


def tell_forces(database: Database, *, now: datetime, go_on: Callable[[], bool] = always) -> SweepCount:
    """Owe the morning's messages about what waits, and what cannot wait for a morning: after everything that is to be
    in them was raised and passed up, also where nothing ran for a while."""
    warn_forces(database, now=now, go_on=go_on)
    pass_up_warnings(database, now=now, go_on=go_on)
    return _until_none(lambda: database.write_now(tell_of_warnings, actor=WORKER, now=now), go_on)


def report_all_last_days(database: Database, *, now: datetime, go_on: Callable[[], bool] = always) -> SweepCount:
    """Report the clocks that have run out."""
    return _until_none(lambda: database.write_now(report_last_days, actor=WORKER, now=now), go_on)


def watch_all_places(database: Database, *, now: datetime, go_on: Callable[[], bool] = always) -> SweepCount:
    """Raise and drop the tasks of cases that no date fits."""
    return _until_none(lambda: database.write_now(watch_places, actor=WORKER, now=now), go_on)


def _until_none(work: Callable[[], int], go_on: Callable[[], bool]) -> SweepCount:
    done = 0
    while go_on() and (count := work()):
        done += count
    return SweepCount(done)
