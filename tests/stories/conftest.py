"""The ground of every story: one rehearsal an engine in each process, a real browser, and the people at the doors.

A story must not mind what time it is in the rehearsal: the stories before it moved the clock on.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.support.browser import launch
from tests.support.databases import PostgresDatabases, SqliteDatabases
from tests.support.earlier import Earlier
from tests.support.people import Cast
from tests.support.rehearsal import Rehearsal

LONGEST = (
    *("test_the_whole_case.py", "test_one_night.py", "test_from_an_empty_database.py", "test_a_deadline_warning.py"),
    *("test_no_network_at_the_door.py", "test_a_place_next_door.py", "test_a_concern.py", "test_an_offer_lapses.py"),
    *("test_facts_put_right.py", "test_exit_this_page.py", "test_no_place_in_time.py", "test_he_says_no.py"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest stories first: the stories end a whole run, and no process is left alone with one of these.

    They come last because a rehearsal that was started runs on beside whatever comes after it.
    """
    places = [place for place, item in enumerate(items) if item.path.parent == Path(__file__).parent]
    stories = sorted((items[place] for place in places), key=_how_short)
    for place, story in zip(places, stories, strict=True):
        items[place] = story


def _how_short(item: pytest.Item) -> int:
    return LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST)


@pytest.fixture(scope="session")
def sqlite_rehearsal(
    sqlite_databases: SqliteDatabases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Rehearsal]:
    """A rehearsal with its data in a file, which is migrated already: `test_rehearsal_homes.py` begins with nothing."""
    home = tmp_path_factory.mktemp("rehearsal")
    shutil.move(sqlite_databases.new().removeprefix("sqlite:///"), home / "programme.sqlite3")
    with running(Rehearsal(home)) as rehearsal:
        yield rehearsal


@pytest.fixture(scope="session")
def postgresql_rehearsal(
    postgres_databases: PostgresDatabases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Rehearsal]:
    """The same on PostgreSQL, whose server is there until the rehearsal has stopped."""
    with running(Rehearsal(tmp_path_factory.mktemp("rehearsal"), postgres_databases.new())) as rehearsal:
        yield rehearsal


@contextmanager
def running(rehearsal: Rehearsal) -> Iterator[Rehearsal]:
    """Started, and stopped in the end; it had nothing to complain of."""
    rehearsal.start()
    try:
        yield rehearsal
    finally:
        rehearsal.stop()
    assert rehearsal.complaints() == []


@pytest.fixture
def rehearsal(engine_name: str, request: pytest.FixtureRequest) -> Rehearsal:
    """The rehearsal of this engine, which goes on from story to story."""
    found: Rehearsal = request.getfixturevalue(f"{engine_name}_rehearsal")
    found.check_it_runs()
    return found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser; closed with the module, because its driver keeps the thread's event loop to itself."""
    with sync_playwright() as driver:
        browser = launch(driver)
        yield browser
        browser.close()


@pytest.fixture
def cast(chromium: Browser, rehearsal: Rehearsal) -> Iterator[Cast]:
    """Everybody a story needs, each at a browser of their own, with scripts."""
    people = Cast(chromium, rehearsal)
    yield people
    people.leave()


@pytest.fixture
def earlier(rehearsal: Rehearsal) -> Earlier:
    """The events before the story begins."""
    return Earlier(rehearsal)
