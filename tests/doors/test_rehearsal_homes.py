"""One home is held by whoever runs on it; nothing is thrown away before everything was looked at."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from programme.cli.demo import home_of, throw_away
from programme.people.accounts import REHEARSAL_ADDRESSES
from programme.sandbox.world import REHEARSAL_STAFF
from programme.shared.actor import Door
from programme.storage.database import Database
from programme.storage.purpose import Purpose, mark_purpose
from tests.support.builders import NOW, an_account
from tests.support.commands import environment, run, shortcomings
from tests.support.rehearsal import Rehearsal

KEPT = ("programme.sqlite3", "clock.json", "slips.json", "inbox.sqlite3")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home as a rehearsal leaves it."""
    home = tmp_path / "home"
    home.mkdir()
    for name in (*KEPT, "my-notes.txt"):
        (home / name).write_text("")
    return home


@contextmanager
def somebody_runs_on(home: Path) -> Iterator[None]:
    held = os.open(home, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    yield
    os.close(held)


@pytest.mark.parametrize("words", [("--reset",), ()])
@pytest.mark.parametrize("port", ["18700", "18701"])
def test_beside_a_running_rehearsal_another_is_refused_and_touches_nothing(
    home: Path, port: str, words: tuple[str, ...]
) -> None:
    with somebody_runs_on(home):
        done = run("demo", "--port", port, "--home", home, *words, env=environment())

    assert shortcomings(done, {1}) == []
    assert "runs on" in done.stderr
    assert {path.name for path in home.iterdir()} == {*KEPT, "my-notes.txt"}


def test_a_port_that_is_taken_is_found_before_anything_is_thrown_away(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        done = run("demo", "--port", str(taken.getsockname()[1]), "--home", home, "--reset", env=environment())

    assert shortcomings(done, {1}) == []
    assert {path.name for path in home.iterdir()} == {*KEPT, "my-notes.txt"}


def test_a_database_that_no_rehearsal_made_is_neither_thrown_away_nor_seeded(
    database: Database, tmp_path: Path
) -> None:
    an_account(database, Door.ADMIN, email="head@force.example")
    env = environment(DEMO_DATABASE_URL=database.url)

    done = run("demo", "--port", "18702", "--home", tmp_path / "home", env=env)

    assert shortcomings(done, {1}) == []
    assert "not made by a rehearsal" in done.stderr


def test_an_empty_database_of_production_is_not_seeded(database: Database, tmp_path: Path) -> None:
    database.write_now(mark_purpose, Purpose.PRODUCTION, now=NOW)
    env = environment(DEMO_DATABASE_URL=database.url)

    done = run("demo", "--port", "18703", "--home", tmp_path / "home", env=env)

    assert shortcomings(done, {1}) == []
    assert "a force's own" in done.stderr


def test_a_rehearsal_does_not_start_among_production_settings(tmp_path: Path) -> None:
    env = environment(ENVIRONMENT="production")

    for words in (("demo",), ("sandbox",)):
        assert shortcomings(run(*words, "--home", tmp_path / "home", env=env), {1}) == []
    assert not (tmp_path / "home").exists()


def test_starting_over_keeps_what_no_rehearsal_made_and_two_run_side_by_side(tmp_path: Path) -> None:
    first, second = Rehearsal(tmp_path / "first"), Rehearsal(tmp_path / "second")
    first.start()
    try:
        (first.home / "my-notes.txt").write_text("mine")
        second.start()
        second.stop()
        beside = run("demo", "--port", str(second.port), "--home", first.home, "--reset", env=environment())
        first.check_it_runs()
    finally:
        first.stop()

    assert shortcomings(beside, {1}) == []
    assert first.slips()
    assert (first.home / "my-notes.txt").exists()


def test_each_port_has_a_home_and_the_usual_one_has_the_one_it_had() -> None:
    assert home_of(8000).name == "demo"
    assert home_of(8010).name == "demo-8010"


def test_what_is_thrown_away_is_only_what_a_rehearsal_makes(home: Path) -> None:
    throw_away(home, None)

    assert {path.name for path in home.iterdir()} == {"my-notes.txt"}


def test_the_rehearsals_accounts_are_known_to_what_refuses_them() -> None:
    assert set(REHEARSAL_ADDRESSES) == {staff.email for staff in REHEARSAL_STAFF}
