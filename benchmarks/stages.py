"""Setting a database up for both sides, and running the jobs in turn."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from benchmarks import product_data
from benchmarks.commands import Run, run
from benchmarks.measure import Figure, measure
from benchmarks.phone import PhoneFigures, measure_phone
from benchmarks.processes import Server, free_port, serving
from benchmarks.web_jobs import WEB_JOBS, WebJob
from benchmarks.yardstick import rows
from programme.integrations.clock import SystemClock
from programme.opening import database_at
from programme.shared.dates import london_date
from programme.storage.database import Database
from programme.storage.migrating import upgrade
from tests.support.postgres import PostgresServer, kept_running

TOOLS = Path(__file__).resolve().parents[1] / "tools"


@dataclass(frozen=True)
class Stage:
    """A database server to measure on. `new_url` makes an empty database and returns its address."""

    engine: str
    scratch: Path
    new_url: Callable[[str], str]
    pid: int | None


@dataclass
class WebFigures:
    """The rounds of each job on both sides, and what the servers took to start and to hold."""

    product: dict[str, list[Figure]] = field(default_factory=dict)
    yardstick: dict[str, list[Figure]] = field(default_factory=dict)
    start_seconds: tuple[float, float] = (0.0, 0.0)
    resident_mib: tuple[float, float] = (0.0, 0.0)


@contextmanager
def postgres_stage(scratch: Path) -> Iterator[Stage]:
    """A PostgreSQL of our own that waits for the disk as a real one does."""
    scratch.chmod(0o755)
    with kept_running(PostgresServer(scratch / "pg", durable=True)) as server:
        pid = int((scratch / "pg" / "data" / "postmaster.pid").read_text().split()[0])
        admin = create_engine(_psycopg(server.address.admin_url()), isolation_level="AUTOCOMMIT")

        def new_url(name: str) -> str:
            with admin.connect() as connection:
                owner = make_url(server.address.owner_url(name)).username
                connection.execute(text(f'CREATE DATABASE "{name}" OWNER "{owner}"'))
            return server.address.owner_url(name)

        try:
            yield Stage("PostgreSQL", scratch, new_url, pid)
        finally:
            admin.dispose()
            server.remove()


@contextmanager
def sqlite_stage(scratch: Path) -> Iterator[Stage]:
    """SQLite files."""
    yield Stage("SQLite", scratch, lambda name: f"sqlite:///{scratch / name}.sqlite3", None)


def measure_web(stage: Stage, cases: int, *, rounds: int, seconds: float, spent: int) -> WebFigures:
    """Fill both sides with `cases` cases and run every job over HTTP, `rounds` times in turn."""
    bookers = marks = spent * (rounds + 1)
    product_url, plain_url = stage.new_url(f"product{cases}"), stage.new_url(f"plain{cases}")
    world = _fill_product(product_url, cases, bookers=bookers, marks=marks)
    _fill_plain(stage, plain_url, cases, bookers=bookers, marks=marks)
    figures = WebFigures()
    with ExitStack() as servers:
        product = servers.enter_context(
            serving("programme.asgi:app", lambda port: _product_settings(product_url, port), "/health/live")
        )
        plain = servers.enter_context(
            serving(
                "benchmarks.yardstick.app:app", lambda _port: {"YARDSTICK_DATABASE_URL": _async(plain_url)}, "/ready"
            )
        )
        for job in WEB_JOBS:
            _in_turn(figures, job, product, plain, world, stage, rounds=rounds, seconds=seconds, spent=spent)
        figures.start_seconds = (product.started_in, plain.started_in)
        figures.resident_mib = (product.resident_mib(), plain.resident_mib())
    return figures


def measure_on_a_phone(stage: Stage, *, cases: int, rounds: int) -> PhoneFigures:
    """The pages that matter on a bad line, of a process as it is run."""
    url = stage.new_url("phone")
    world = _fill_product(url, cases, bookers=product_data.SEATS, marks=product_data.SEATS)
    with serving("programme.asgi:app", lambda port: _product_settings(url, port), "/health/live") as server:
        return measure_phone(f"http://127.0.0.1:{server.port}", world, rounds=rounds)


def _in_turn(
    figures: WebFigures,
    job: WebJob,
    product: Server,
    plain: Server,
    world: product_data.World,
    stage: Stage,
    *,
    rounds: int,
    seconds: float,
    spent: int,
) -> None:
    ours, theirs = job.product(world), job.yardstick(world)
    most = spent if job.spends else None
    for number in range(rounds + 1):
        for server, units, into in ((product, ours, figures.product), (plain, theirs, figures.yardstick)):
            figure = measure(
                server,
                units,
                connections=job.connections,
                seconds=seconds if number else 0.5,
                database_pid=stage.pid,
                most=most,
            )
            if number:  # the first round warms up
                into.setdefault(job.name, []).append(figure)


def _fill_product(url: str, cases: int, *, bookers: int, marks: int) -> product_data.World:
    upgrade(url)
    database = database_at(url, threads=2)
    try:
        world = product_data.fill(database, cases=cases, bookers=bookers, marks=marks, now=SystemClock().now())
        _analyse(database)
        return world
    finally:
        database.dispose()


def _analyse(database: Database) -> None:
    with database.writing.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _fill_plain(stage: Stage, url: str, cases: int, *, bookers: int, marks: int) -> None:
    engine = create_engine(_psycopg(url))
    rows.fill(
        engine,
        max(cases, bookers + marks),
        courses=bookers // product_data.SEATS + 30,
        bookings=marks,
        today=london_date(SystemClock().now()),
    )
    if stage.pid:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
    engine.dispose()


def measure_commands(stage: Stage, *, rows: int) -> dict[str, tuple[Run, Run]]:
    """The import and the reminder sweep, as whole processes: product and yardstick."""
    export = stage.scratch / "export.csv"
    subprocess.run([sys.executable, str(TOOLS / "make_custody_export.py"), str(rows), str(export)], check=True)
    return {"import": _imports(stage, export), "reminders": _reminders(stage, rows)}


def _imports(stage: Stage, export: Path) -> tuple[Run, Run]:
    product_url, plain_url = stage.new_url("import_product"), stage.new_url("import_plain")
    upgrade(product_url)
    database = database_at(product_url, threads=1)
    database.write_now(product_data.ground, SystemClock().now())
    database.dispose()
    ours = run(
        ["-m", "programme", "import", "custody", str(export)],
        {"PROGRAMME_DATABASE_URL": product_url},
        database_pid=stage.pid,
    )
    theirs = run(["-m", "benchmarks.yardstick.importing", _psycopg(plain_url), str(export)], {}, database_pid=stage.pid)
    return ours, theirs


def _reminders(stage: Stage, people: int) -> tuple[Run, Run]:
    url = stage.new_url("reminders")
    _fill_product(url, people, bookers=0, marks=people)
    database = database_at(url, threads=1)
    database.write_now(product_data.make_reminders_due, SystemClock().now())
    database.dispose()
    with _mail_sink(stage.scratch) as port:
        ours = run(["-m", "benchmarks.product_reminding", url, str(port)], {}, database_pid=stage.pid)
        theirs = run(["-m", "benchmarks.yardstick.reminding", _psycopg(url), str(port)], {}, database_pid=stage.pid)
    return ours, theirs


@contextmanager
def _mail_sink(scratch: Path) -> Iterator[int]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.mail_sink", str(port), str(scratch / "mails")])
    time.sleep(0.7)
    try:
        yield port
    finally:
        process.kill()
        process.wait()


def _product_settings(url: str, port: int) -> dict[str, str]:
    return {
        "PROGRAMME_ENVIRONMENT": "test",
        "PROGRAMME_DATABASE_URL": url,
        "PROGRAMME_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PROGRAMME_ALLOWED_HOSTS": "127.0.0.1",
        "PROGRAMME_PORT": str(port),
        "PROGRAMME_STAFF_IDLE_MINUTES": "60",
        "PROGRAMME_OFFENDER_IDLE_MINUTES": "60",
        "PATH": os.environ["PATH"],
    }


def _psycopg(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://")


def _async(url: str) -> str:
    return url.replace("postgresql://", "postgresql+asyncpg://").replace("sqlite:///", "sqlite+aiosqlite:///")
