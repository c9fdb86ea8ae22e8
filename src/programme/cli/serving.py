"""`serve`, `worker` and `migrate`: what a force runs."""

from __future__ import annotations

import click


@click.command("migrate")
def migrate_command() -> None:
    """Bring the database to the shape this release expects."""
    from programme.people.reference_rows import load_reference_rows
    from programme.settings import Settings
    from programme.storage.database import Database
    from programme.storage.migrating import newest_revision, upgrade

    settings = Settings()
    upgrade(settings.database_url)
    database = Database(settings.database_url, threads=1)
    try:
        database.write_now(load_reference_rows)
    finally:
        database.dispose()
    click.echo(f"The database is at revision {newest_revision()}.")


@click.command("serve")
@click.option("--workers", default=1, show_default=True, help="How many web processes.")
def serve_command(workers: int) -> None:
    """Serve the pages. Settings come from PROGRAMME_… variables; production refuses rehearsal values."""
    import uvicorn

    from programme.logs import set_up_logs
    from programme.settings import Settings
    from programme.web.connections import LONGEST_FIRST_LINES, MOST_SERVED, TimedConnection

    settings = Settings()
    set_up_logs()
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
    )


@click.command("worker")
def worker_command() -> None:
    """Run the timetable and send what is owed."""
    from programme.logs import set_up_logs
    from programme.settings import Settings
    from programme.worker import run_worker

    set_up_logs()
    run_worker(Settings())
