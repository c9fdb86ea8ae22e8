"""The ground of every story: one rehearsal an engine in each process, a real browser, and the people at the doors.

A story must not mind what time it is in the rehearsal: the stories before it moved the clock on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.support.browser import launch
from tests.support.databases import PostgresDatabases
from tests.support.earlier import Earlier
from tests.support.people import Cast
from tests.support.rehearsal import Rehearsal

LONGEST = ("test_the_whole_case.py", "test_from_an_empty_database.py", "test_one_night.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest stories first: the stories end a whole run, and no process is left alone with one of these."""
    places = [place for place, item in enumerate(items) if item.path.parent == Path(__file__).parent]
    stories = sorted((items[place] for place in places), key=lambda item: item.path.name not in LONGEST)
    for place, story in zip(places, stories, strict=True):
        items[place] = story


@pytest.fixture(scope="session")
def sqlite_rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """A rehearsal as a newcomer gets it, with its data in a file."""
    with running(Rehearsal(tmp_path_factory.mktemp("rehearsal"))) as rehearsal:
        yield rehearsal


@pytest.fixture(scope="session")
def postgresql_rehearsal(
    postgres_databases: PostgresDatabases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Rehearsal]:
    """The same on PostgreSQL, whose server is there until the rehearsal has stopped."""
    with running(Rehearsal(tmp_path_factory.mktemp("rehearsal"), postgres_databases.empty())) as rehearsal:
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
