"""`serve`, `worker` and `migrate`: what a force runs."""

from __future__ import annotations

import errno
import signal
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from programme.settings import Settings

MOST_WORKERS = 64
BEGINS_WITHIN_SECONDS = 60
"""A process that still imports answers nobody: the five seconds of uvicorn would end it, and the next one, on a busy
machine."""


@click.command("migrate")
def migrate_command() -> None:
    """Bring the database to the shape this release expects."""
    from programme.integrations.clock import SystemClock
    from programme.opening import check_purpose, database_exists, open_database
    from programme.people.reference_rows import load_reference_rows
    from programme.settings import Settings
    from programme.storage.migrating import newest_revision
    from programme.storage.purpose import Purpose, mark_purpose

    settings = Settings()
    check_purpose(settings)
    fresh = not database_exists(settings.database_url)
    if fresh:
        _check_folder(settings)
    _upgrade(settings)
    database = open_database(settings, threads=1)
    try:
        database.write_now(load_reference_rows)
        if settings.environment == "production":
            database.write_now(mark_purpose, Purpose.PRODUCTION, now=SystemClock().now())
    finally:
        database.dispose()
    click.echo(f"The database is at revision {newest_revision()}.{' It is a new one.' if fresh else ''}")


@click.command("serve")
@click.option(
    "--workers", type=click.IntRange(1, MOST_WORKERS), default=1, show_default=True, help="How many web processes."
)
def serve_command(workers: int) -> None:
    """Serve the pages. Settings come from PROGRAMME_… variables; production refuses rehearsal values."""
    import uvicorn

    from programme.logs import set_up_logs
    from programme.web.kit.connections import LONGEST_FIRST_LINES, MOST_SERVED, TimedConnection

    settings = _checked_settings()
    _check_port(settings)
    set_up_logs()
    # uvicorn raises the signal again once it has stopped in good order: that is no failure.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    try:
        uvicorn.run(
            "programme.asgi:app",
            factory=True,
            host=settings.host,
            port=settings.port,
            workers=workers,
            http=TimedConnection,
            h11_max_incomplete_event_size=LONGEST_FIRST_LINES,
            limit_concurrency=MOST_SERVED,
            ws="none",
            proxy_headers=False,
            server_header=False,
            access_log=False,
            log_config=None,
            timeout_graceful_shutdown=15,
            timeout_worker_healthcheck=BEGINS_WITHIN_SECONDS,
        )
    except SystemExit as ended:
        if ended.code:
            raise click.ClickException("the service could not start; why stands above, in its log") from None


@click.command("worker")
def worker_command() -> None:
    """Run the timetable and send what is owed."""
    from programme.logs import set_up_logs
    from programme.worker import run_worker

    settings = _checked_settings()
    set_up_logs()
    run_worker(settings)


def _checked_settings() -> Settings:
    """The settings, once the database they name was found to be ours, of this release, and open for writing."""
    from programme.opening import check_database, open_database
    from programme.settings import Settings
    from programme.storage.purpose import purpose_of

    settings = Settings()
    check_database(settings)
    database = open_database(settings, threads=1)
    try:
        database.write_now(purpose_of)
    finally:
        database.dispose()
    return settings


def _check_folder(settings: Settings) -> None:
    """A folder that somebody named has to be there: one that is mistyped would be an empty database of its own."""
    from sqlalchemy import make_url

    folder = Path(make_url(settings.database_url).database or "").parent
    if "database_url" in settings.model_fields_set and not folder.is_dir():
        raise click.ClickException(
            f"there is no folder {folder} for the database, and nothing was made: make it, or put "
            "PROGRAMME_DATABASE_URL right"
        )


def _check_port(settings: Settings) -> None:
    """Said before anything is started: what the server says itself stands in a log."""
    at, listening = f"{settings.host}, port {settings.port}", (settings.host, settings.port)
    try:
        with socket.create_server(listening, family=socket.AF_INET6 if ":" in settings.host else socket.AF_INET):
            return
    except OSError as fault:
        known = {
            errno.EADDRINUSE: "something else listens there already: stop it, or choose another PROGRAMME_PORT",
            errno.EACCES: "this account may not: choose a PROGRAMME_PORT above 1023",
        }
        why = known.get(fault.errno or 0, "it is no address of this machine: put PROGRAMME_HOST right")
        raise click.ClickException(f"the service cannot listen at {at}: {why}") from None


def _upgrade(settings: Settings) -> None:
    from alembic.util import CommandError

    from programme.storage.migrating import upgrade

    try:
        upgrade(settings.database_url)
    except CommandError:
        raise click.ClickException(
            "the database is newer than this release, or is not ours: nothing was changed"
        ) from None
