"""The one place where a process opens its database: every table is known there, what follows from an event that is
recorded, and whom the database serves.

A process that knows half of the tables cannot write: SQLAlchemy sorts all it knows of at the first flush, and a
foreign key to a table that nobody imported leads nowhere. So command line, web, worker, rehearsal and migrations come
through here.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

import programme.attendance.models
import programme.audit.models
import programme.bookings.models
import programme.concerns.models
import programme.courses.models
import programme.duties.models
import programme.exchange.models
import programme.history.models
import programme.intake.models
import programme.notices.models
import programme.offers.models
import programme.outcomes.models
import programme.payments.models
import programme.people.models
import programme.policies.models
import programme.referrals.models
import programme.storage.clock_seen
import programme.storage.job_runs
import programme.storage.locks
import programme.storage.setup_code
import programme.storage.try_outs  # noqa: F401 - every import of a module here registers its tables
from programme.bookings.bail_tasks import BAIL_TASKS
from programme.exchange.following import NEIGHBOURS_MIRROR
from programme.history.followers import Followers
from programme.notices.finish_day import FINISH_DAY
from programme.notices.staleness import STALE_MESSAGES
from programme.outcomes.stopped_beside import STOPPED_BESIDE
from programme.outcomes.telling_again import TOLD_AGAIN
from programme.people.accounts import has_rehearsal_accounts
from programme.storage.database import Database
from programme.storage.migrating import newest_revision, revision_of
from programme.storage.problems import NO_DATABASE, NOT_THIS_SHAPE, sentence_for
from programme.storage.purpose import Purpose, purpose_of

if TYPE_CHECKING:
    from programme.settings import Settings

A_REHEARSALS = (
    "A rehearsal made this database: its people do not exist, and everybody knows their password. "
    "Give production a database of its own in PROGRAMME_DATABASE_URL."
)
A_FORCES = (
    "This database is a force's own and is not opened with a rehearsal's settings. "
    "Set PROGRAMME_ENVIRONMENT=production and the rest of the settings, as its service has them."
)

FOLLOWERS = Followers(STOPPED_BESIDE, NEIGHBOURS_MIRROR, BAIL_TASKS, TOLD_AGAIN, FINISH_DAY, STALE_MESSAGES)
"""The consequences of an event, in the order in which they are done."""


class DatabaseUnfit(Exception):
    """The database must not be worked on, or cannot be; the text says why and what to do, and names nobody."""


def database_at(url: str, *, threads: int = 8) -> Database:
    """The database at this address, whomever it serves; what is recorded in it is followed."""
    return Database(url, before_commit=FOLLOWERS, threads=threads)


def open_database(settings: Settings, *, threads: int | None = None) -> Database:
    """The database of `settings`. Raises DatabaseUnfit where it is somebody else's.

    A database that does not answer is opened all the same: it may be back before anybody asks. `check_database` says
    so beforehand.
    """
    database = database_at(settings.database_url, threads=threads or settings.database_threads)
    try:
        if database_exists(settings.database_url) and (problem := _whose(settings.environment, database)):
            database.dispose()
            raise DatabaseUnfit(problem)
    except DBAPIError:
        pass
    return database


def check_database(settings: Settings) -> None:
    """Raise DatabaseUnfit unless the database is there, has this release's shape and is ours. Creates nothing."""
    url = settings.database_url
    if not database_exists(url):
        raise DatabaseUnfit(NO_DATABASE)
    try:
        if revision_of(url) != newest_revision():
            raise DatabaseUnfit(NOT_THIS_SHAPE)
    except DBAPIError as failed:
        raise DatabaseUnfit(sentence_for(failed)) from failed


def check_purpose(settings: Settings) -> None:
    """Raise DatabaseUnfit where the database is somebody else's, whatever its shape. Creates nothing."""
    if database_exists(settings.database_url):
        open_database(settings, threads=1).dispose()


def database_exists(url: str) -> bool:
    """False for a SQLite file that is not there: to ask it would make it."""
    parsed = make_url(url)
    return parsed.get_backend_name() != "sqlite" or Path(parsed.database or "").is_file()


def _whose(environment: str, database: Database) -> str | None:
    if environment == "test":
        return None
    purpose, rehearsed = database.read_now(_marks)
    if environment == "production":
        return A_REHEARSALS if purpose is Purpose.REHEARSAL or rehearsed else None
    return A_FORCES if purpose is Purpose.PRODUCTION else None


def _marks(db: Session) -> tuple[Purpose | None, bool]:
    there = inspect(db.connection()).has_table("accounts")
    return purpose_of(db), there and has_rehearsal_accounts(db)
