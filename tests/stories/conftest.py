"""What every story stands on: one rehearsal an engine, a real browser, and the people at the doors.

A story must not mind what time it is in the rehearsal: the stories before it moved the clock on.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.stories.earlier import Earlier
from tests.stories.people import Cast
from tests.support.browser import launch
from tests.support.databases import PostgresDatabases
from tests.support.rehearsal import Rehearsal


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The stories of one engine share a rehearsal, so one test process tells them all."""
    for item in items:
        callspec = getattr(item, "callspec", None)
        if callspec is not None and item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.xdist_group(f"stories on {callspec.params['engine_name']}"))


@pytest.fixture(scope="session")
def rehearsals() -> Iterator[dict[str, Rehearsal]]:
    """The rehearsals that stories have started, by engine; every one is stopped, and had nothing to complain of."""
    started: dict[str, Rehearsal] = {}
    yield started
    for rehearsal in started.values():
        rehearsal.stop()
    complaints = {engine: rehearsal.complaints() for engine, rehearsal in started.items()}
    assert not any(complaints.values()), complaints


@pytest.fixture
def rehearsal(
    engine_name: str,
    rehearsals: dict[str, Rehearsal],
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Rehearsal:
    """The rehearsal of this engine, which goes on from story to story."""
    if engine_name not in rehearsals:
        url = None
        if engine_name == "postgresql":
            databases: PostgresDatabases = request.getfixturevalue("postgres_databases")
            url = databases.empty()
        fresh = Rehearsal(tmp_path_factory.mktemp(f"rehearsal-{engine_name}"), url)
        fresh.start()
        rehearsals[engine_name] = fresh
    rehearsals[engine_name].check_it_runs()
    return rehearsals[engine_name]


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
    """What happened before the story begins."""
    return Earlier(rehearsal)
