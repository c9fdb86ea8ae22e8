"""The parts that every test may ask for: a clean database on each engine. The rest stands in tests/support/."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from hypothesis import HealthCheck, settings

from programme.opening import database_at
from programme.storage.database import Database
from tests.support.databases import ENGINES, PostgresDatabases, SqliteDatabases, directory_for_files
from tests.support.postgres import shared_server

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")  # how long an example takes is the machine's business, and no test is timed


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine", choices=ENGINES, default=None, help="run database tests on this engine only (default: on both)"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Drop the tests of the engine that was not asked for, and the half of `only_on` that does not apply."""
    wanted = {config.getoption("--engine")} - {None} or set(ENGINES)
    dropped = [item for item in items if not _runs_here(item, wanted)]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = [item for item in items if item not in set(dropped)]


def pytest_collection_finish() -> None:
    """Ten thousand collected tests stay to the end: nobody need look through them for garbage again and again."""
    gc.collect()
    gc.freeze()


def _runs_here(item: pytest.Item, wanted: set[str]) -> bool:
    callspec = getattr(item, "callspec", None)
    engine = callspec.params.get("engine_name") if callspec else None
    only = item.get_closest_marker("only_on")
    if only is not None and not (only.args[0] in ENGINES and only.kwargs.get("reason")):
        raise pytest.UsageError(
            f'{item.nodeid}: write only_on("sqlite" or "postgresql", reason="why the other cannot")'
        )
    allowed = {only.args[0]} & wanted if only else wanted
    return bool(allowed) if engine is None else engine in allowed


@pytest.fixture(scope="session")
def sqlite_databases() -> Iterator[SqliteDatabases]:
    """SQLite files of this process."""
    directory = directory_for_files()
    yield SqliteDatabases(directory)
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_databases() -> Iterator[PostgresDatabases]:
    """Databases of this process on the run's PostgreSQL server, which starts when the first test asks for it."""
    with shared_server() as address:
        databases = PostgresDatabases(address)
        yield databases
        databases.close()


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Every test that uses a database runs once on each engine."""
    return str(request.param)


@pytest.fixture
def database_url(engine_name: str, request: pytest.FixtureRequest) -> str:
    """The address of a clean, migrated database, which every test of this process has in its turn."""
    kind = "postgres_databases" if engine_name == "postgresql" else "sqlite_databases"
    databases: PostgresDatabases | SqliteDatabases = request.getfixturevalue(kind)
    return databases.reused()


@pytest.fixture
def empty_database_url(engine_name: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database that no migration has seen: for tests of the migrations."""
    kind = "postgres_databases" if engine_name == "postgresql" else "sqlite_databases"
    databases: PostgresDatabases | SqliteDatabases = request.getfixturevalue(kind)
    url = databases.empty()
    yield url
    databases.discard(url)


@pytest.fixture
def migrated_database_url(engine_name: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a migrated database of its own: for tests that go back a step or change a table."""
    kind = "postgres_databases" if engine_name == "postgresql" else "sqlite_databases"
    databases: PostgresDatabases | SqliteDatabases = request.getfixturevalue(kind)
    url = databases.new()
    yield url
    databases.discard(url)


@pytest.fixture(scope="session")
def opened() -> Iterator[Callable[[str], Database]]:
    """Opens an address once for all tests of this process: what SQLAlchemy has put into words for the one test, it need
    not put into words again for the next, which took longer than most tests."""
    kept = cache(database_at)
    addresses: set[str] = set()

    def at(url: str) -> Database:
        addresses.add(url)
        return kept(url)

    yield at
    for url in addresses:
        kept(url).dispose()


@pytest.fixture
def database(database_url: str, opened: Callable[[str], Database]) -> Iterator[Database]:
    """A clean, migrated database. It is the next test's too: a test that is done with it leaves it open."""
    database = opened(database_url)
    yield database
    if database.is_sqlite:  # whose next file knows nothing of these connections
        database.writing.dispose()
        database.reading.dispose()
