"""The database is away, frozen, locked, full or read-only: said plainly, in time, with nothing typed lost, and over by
itself. Not a fault of anybody's, and not called one."""

from __future__ import annotations

import gc
import os
import signal
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from httpx import Response
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from programme.intake.models import ReferralDraft
from programme.opening import database_at
from programme.people.models import Account
from programme.settings import Settings
from programme.shared.actor import Door
from programme.storage.away import why_away
from programme.storage.database import Database
from programme.storage.locks import Lease, queue_up
from tests.support.builders import NOW, a_world, an_account
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.commands import environment, run
from tests.support.databases import PostgresDatabases
from tests.support.postgres import PostgresServer, kept_running

# Connections to a server that is gone have nobody to tell.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")

TYPED = {"surname": "Ünlü <b>", "forenames": "Anne\nMarie", "do": "save"}


def an_officer(database: Database) -> Browser:
    a_world(database)
    account: Account = an_account(database, Door.CUSTODY, force_code="43")
    browser = Browser(an_app(a_wiring(database))).sign_in_as(account)
    browser.form_token()
    return browser


def is_told_to_come_again(answer: Response) -> bool:
    return (
        answer.status_code == 503
        and int(answer.headers["retry-after"]) > 0
        and "Try again in a few minutes" in answer.text
        and "The fault is ours" not in answer.text
    )


def can_be_sent_again(answer: Response, browser: Browser) -> bool:
    return f'name="_csrf_token" value="{browser.form_token()}"' in answer.text and "Ünlü &lt;b&gt;" in answer.text


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as directory:  # the server may still be writing
        Path(directory).chmod(0o711)
        with kept_running(PostgresServer(Path(directory))) as own:
            yield own
            own.remove()


@pytest.fixture
def on_it(server: PostgresServer) -> Iterator[Database]:
    server.start()
    databases = PostgresDatabases(server.address)
    opened = database_at(databases.new())
    yield opened
    opened.dispose()
    databases.close()
    del opened
    gc.collect()  # here, where what is left of connections to a server that was gone is no warning


def every_process(first: int) -> list[int]:
    return [first, *map(int, Path(f"/proc/{first}/task/{first}/children").read_text().split())]


def send(to: list[int], what: signal.Signals) -> None:
    for each in to:
        with suppress(ProcessLookupError):  # a connection's process or a vacuum ends when it likes
            os.kill(each, what)


@contextmanager
def frozen(server: PostgresServer) -> Iterator[None]:
    """Every process of the server stands still: connections stay open and nothing answers."""
    first = int((server.directory / "data" / "postmaster.pid").read_text().split()[0])
    try:
        send([first], signal.SIGSTOP)  # first: from here on it starts no other
        send(every_process(first), signal.SIGSTOP)
        yield
    finally:
        send(every_process(first)[::-1], signal.SIGCONT)


# ---- PostgreSQL


def test_while_the_server_is_stopped_every_door_says_so(server: PostgresServer, on_it: Database) -> None:
    browser = an_officer(on_it)
    server.stop()

    assert is_told_to_come_again(browser.get("/custody"))
    assert can_be_sent_again(browser.post("/custody/referrals/new", TYPED), browser)
    assert is_told_to_come_again(browser.post("/sign-in", {"email": "a@example.org", "password": "b"}))
    assert browser.get("/health/ready").status_code == 503
    assert browser.get("/health/live").status_code == 200
    assert browser.send("GET", "/sign-in", headers={"Cookie": ""}).status_code in (200, 503)
    server.start()
    assert browser.get("/custody").status_code == 200


def test_after_a_quick_restart_the_first_page_and_the_first_form_go_through(
    server: PostgresServer, on_it: Database
) -> None:
    browser = an_officer(on_it)
    assert browser.get("/custody").status_code == 200
    for _ in range(3):
        server.stop()
        server.start()
        assert browser.get("/custody/referrals").status_code == 200
    server.stop()
    server.start()

    assert browser.post("/custody/referrals/new", TYPED).status_code in (303, 422)


def test_work_whose_connection_died_before_it_was_committed_is_done_once(
    server: PostgresServer, on_it: Database
) -> None:
    on_it.write_now(lambda db: db.add(Lease(name="count", holder="0", until_at=NOW)))
    runs: list[int] = []

    def count_up(db: Session) -> None:
        row = db.get_one(Lease, "count")
        if not runs:
            server.stop()
            server.start()
        runs.append(1)
        row.holder = str(int(row.holder) + 1)
        db.flush()

    on_it.write_now(count_up)

    assert on_it.read_now(lambda db: db.get_one(Lease, "count").holder) == "1"
    assert len(runs) == 2


def test_a_connection_that_dies_at_the_commit_is_not_tried_again(server: PostgresServer, on_it: Database) -> None:
    """Nobody knows whether it came through."""
    runs: list[int] = []

    def stop_last(db: Session) -> None:
        runs.append(1)
        queue_up(db, "once", now=NOW)
        server.stop()
        server.start()

    with pytest.raises(DBAPIError):
        on_it.write_now(stop_last)
    assert len(runs) == 1


@pytest.mark.parametrize("path", ["/custody", "/sign-in"])
def test_a_frozen_server_is_noticed_within_ten_seconds_and_forgiven_when_it_thaws(
    server: PostgresServer, on_it: Database, path: str
) -> None:
    browser = an_officer(on_it)
    assert browser.get("/custody").status_code == 200
    with frozen(server):
        began = time.monotonic()
        answer = browser.get(path) if path == "/custody" else browser.post(path, {"email": "a@b", "password": "c"})

        assert is_told_to_come_again(answer)
        assert time.monotonic() - began < 10
        began = time.monotonic()
        assert browser.get("/health/ready").status_code == 503
        assert time.monotonic() - began < 5
    assert browser.get("/custody").status_code == 200


def test_what_was_given_up_while_the_server_was_frozen_is_not_done_afterwards(
    server: PostgresServer, on_it: Database
) -> None:
    browser = an_officer(on_it)
    browser.get("/custody")
    with frozen(server):
        assert is_told_to_come_again(browser.post("/custody/referrals/new", TYPED))
    time.sleep(1)

    assert on_it.read_now(lambda db: db.query(ReferralDraft).count()) == 0
    assert on_it.write_now(lambda db: db.execute(text("SELECT 1")).scalar_one()) == 1


# ---- SQLite


def test_commands_say_within_seconds_that_the_server_is_frozen(server: PostgresServer, on_it: Database) -> None:
    env = environment(on_it.url, ENVIRONMENT="test")
    with frozen(server), ThreadPoolExecutor() as at_once:
        ends = list(at_once.map(lambda words: run(*words, env=env), (["user", "disable", "a@b.example"], ["migrate"])))
    for done in ends:
        assert (done.returncode, done.stderr.count("The database cannot be reached")) == (1, 1), done.stderr


@contextmanager
def held(url: str) -> Iterator[None]:
    """Somebody else writes, and does not end."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.mark.only_on("sqlite", reason="a server has no file that somebody else could hold")
def test_a_file_that_somebody_else_holds_is_noticed_within_ten_seconds(database: Database) -> None:
    browser = an_officer(database)
    with held(database.url):
        began = time.monotonic()

        assert is_told_to_come_again(browser.get("/custody"))
        assert time.monotonic() - began < 10
        assert browser.get("/health/ready").status_code == 503
    assert browser.get("/custody").status_code == 200


@pytest.fixture(params=["disk full", "read-only"])
def trouble(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _trouble_of(trouble: str) -> str:
    return {"disk full": "PRAGMA max_page_count=1", "read-only": "PRAGMA query_only=ON"}[trouble]


@pytest.mark.only_on("sqlite", reason="a server's disk is the server's: its errors are mapped below")
def test_a_full_disk_and_a_read_only_one_are_no_faults_and_nothing_half_done_stays(
    database: Database, trouble: str
) -> None:
    browser = an_officer(database)
    filler = text("INSERT INTO leases (name, holder, until_at) VALUES (:name, 'x', '2026-01-01 00:00:00')")

    def spoil(connection: Connection) -> None:
        connection.exec_driver_sql(_trouble_of(trouble))

    def fill(db: Session) -> None:
        for number in range(4000):
            db.execute(filler, {"name": f"{number:070d}"})

    event.listen(database.writing, "begin", spoil)
    try:
        with pytest.raises(Exception) as failed:
            database.write_now(fill)
        assert why_away(failed.value) == trouble
        if trouble == "read-only":
            assert is_told_to_come_again(browser.get("/custody"))
            assert browser.get("/health/ready").status_code == 503
    finally:
        event.remove(database.writing, "begin", spoil)
        database.writing.dispose()
    assert database.read_now(lambda db: db.query(Lease).filter(Lease.holder == "x").count()) == 0
    assert browser.get("/custody").status_code == 200


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ("53100", "disk full"),
        ("58030", "disk error"),
        ("25006", "read-only"),
        ("57P01", "stopped or too slow"),
        ("57014", "stopped or too slow"),
        ("53300", "at its limits"),
        ("55P03", "locked"),
        ("08006", "not reachable"),
        ("42P01", None),
        ("22003", None),
        ("23505", None),
    ],
)
def test_passing_troubles_of_a_server_are_told_from_faults_of_ours(state: str, why: str | None) -> None:
    class Failed(Exception):
        sqlstate = state

    assert why_away(DBAPIError("SELECT 1", None, Failed())) == why


@pytest.mark.only_on("sqlite", reason="the numbers are SQLite's")
@pytest.mark.parametrize(("code", "why"), [(10, "disk error"), (266, "disk error"), (13, "disk full"), (1, None)])
def test_passing_troubles_of_a_file_are_told_from_faults_of_ours(code: int, why: str | None) -> None:
    class Failed(Exception):
        sqlite_errorcode = code

    assert why_away(DBAPIError("SELECT 1", None, Failed())) == why


# ---- what was typed


def away(browser: Browser) -> None:
    """The database goes away for this browser's application."""
    database = browser.wiring.database
    for engine in (database.reading, database.writing):
        event.listen(engine, "begin", _locked)


def back(browser: Browser) -> None:
    database = browser.wiring.database
    for engine in (database.reading, database.writing):
        event.remove(engine, "begin", _locked)
        engine.dispose()


def _locked(connection: Connection) -> None:
    failed = sqlite3.OperationalError("database is locked") if connection.dialect.name == "sqlite" else None
    if failed is not None:
        failed.sqlite_errorcode = 5
        raise failed
    connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")


@pytest.fixture
def officer(database: Database) -> Iterator[Browser]:
    browser = an_officer(database)
    away(browser)
    yield browser
    back(browser)


@pytest.mark.only_on("sqlite", reason="what the page shows does not depend on which engine is away")
def test_what_was_typed_is_on_the_page_to_be_sent_again(officer: Browser) -> None:
    answer = officer.post("/custody/referrals/new", TYPED)

    assert is_told_to_come_again(answer)
    assert "has not been saved yet" in answer.text
    assert 'action="/custody/referrals/new"' in answer.text
    assert 'name="surname" value="Ünlü &lt;b&gt;"' in answer.text
    assert can_be_sent_again(answer, officer)


@pytest.mark.only_on("sqlite", reason="what the page shows does not depend on which engine is away")
@pytest.mark.parametrize("forgery", [{"token": "0" * 128}, {"token": ""}, {"Sec_Fetch_Site": "cross-site"}])
def test_what_another_site_typed_is_not_offered_to_be_sent(officer: Browser, forgery: dict[str, str]) -> None:
    answer = officer.post("/custody/referrals/new", TYPED, **forgery)

    assert answer.status_code in (403, 503)
    assert "Ünlü" not in answer.text
    assert "Send it again" not in answer.text


@pytest.mark.only_on("sqlite", reason="what the page shows does not depend on which engine is away")
def test_a_password_is_shown_to_nobody(officer: Browser) -> None:
    answer = officer.post("/sign-in", {"email": "me@example.org", "password": "SECRETREF"})

    assert is_told_to_come_again(answer)
    assert "SECRETREF" not in answer.text


@pytest.mark.only_on("sqlite", reason="what the page shows does not depend on which engine is away")
def test_machines_are_told_to_come_again_in_their_own_words(officer: Browser) -> None:
    answer = officer.get("/health/ready")

    assert answer.status_code == 503
    assert answer.headers["content-type"].startswith("application/json")


@pytest.mark.only_on("sqlite", reason="what the page shows does not depend on which engine is away")
def test_the_way_out_leads_away_all_the_same_and_takes_the_sign_in_out_of_the_browser(officer: Browser) -> None:
    answer = officer.post("/exit")

    assert answer.status_code == 503
    assert f'<meta http-equiv="refresh" content="0; url={Settings().exit_url}">' in answer.text
    assert officer.sign_in_cookie == ""
