"""Whether a process lives and can serve, told to whoever asks without telling anything else."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session

from programme.notices.carriers import Cause
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.opening import database_at
from programme.storage.database import Database
from programme.storage.job_runs import note_job_run
from programme.web.health import expected_revision
from tests.support.builders import NOW, a_world, add
from tests.support.clients import Browser, a_wiring, an_app, no_database
from tests.support.clock import StandingClock
from tests.support.jobs import report_all_last_days
from tests.support.rungs import a_clock
from tests.support.statements import statements


def a_browser(database: Database) -> Browser:
    return Browser(an_app(a_wiring(database)))


def test_a_process_lives_without_touching_the_database(database: Database) -> None:
    with statements(database) as sent:
        answer = a_browser(database).get("/health/live")

    assert (answer.status_code, answer.json()) == (200, {"status": "live"})
    assert sent == []


def test_a_process_is_ready_when_its_database_has_the_shape_it_expects(database: Database) -> None:
    answer = a_browser(database).get("/health/ready")

    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


def test_it_is_not_ready_on_a_database_of_another_release(database: Database) -> None:
    browser = a_browser(database)
    at = text("UPDATE alembic_version SET version_num = :revision")
    try:
        database.write_now(Session.execute, at, {"revision": "0000"})

        assert browser.get("/health/ready").status_code == 503
    finally:  # the one table that is not put back between tests
        database.write_now(Session.execute, at, {"revision": expected_revision()})
    assert browser.get("/health/ready").status_code == 200


def test_it_is_not_ready_without_a_database_and_says_so() -> None:
    browser = a_browser(no_database())

    answer = browser.get("/health/ready")

    assert (answer.status_code, answer.json()) == (
        503,
        {"status": "not ready", "because": ["the database cannot be used"]},
    )
    assert browser.get("/health/live").status_code == 200


def a_job_ended(database: Database, ago: timedelta, name: str = "lapse_holds") -> None:
    at = NOW - ago
    database.write_now(note_job_run, name, "somebody", started_at=at, finished_at=at, done=0, failed=0, problem=None)


def a_message_due(database: Database, ago: timedelta) -> None:
    due = {"queued_at": NOW - ago, "next_try_at": NOW - ago}
    to = {"channel": Channel.EMAIL, "address": "person@example.org"}
    add(database, OutboxMessage(dedupe_key="a cause", notice="offer_made", facts={}, **to, **due))


def what_is_missing(browser: Browser) -> list[str]:
    answer = browser.get("/health/ready")
    assert answer.status_code == (503 if answer.json()["status"] == "not ready" else 200)
    return list(answer.json().get("because", []))


def test_a_new_installation_is_ready_before_its_worker_has_run(database: Database) -> None:
    """Else nothing could start that waits for it."""
    assert what_is_missing(a_browser(database)) == []


@pytest.mark.parametrize(
    ("ago", "missing"),
    [
        (timedelta(minutes=19), []),
        (timedelta(minutes=21), ["the worker does not run"]),
        (timedelta(seconds=-100), []),
        (timedelta(hours=-1), ["the worker does not run"]),
    ],
)
def test_it_is_not_ready_where_no_worker_has_done_anything_lately(
    database: Database, ago: timedelta, missing: list[str]
) -> None:
    """A time to come was noted by a clock that was wrong, and says nothing."""
    a_job_ended(database, ago)

    assert what_is_missing(a_browser(database)) == missing


def test_one_job_with_a_wrong_time_does_not_hide_the_others(database: Database) -> None:
    a_job_ended(database, timedelta(hours=-1))
    a_job_ended(database, timedelta(minutes=1), "lapse_offers")

    assert what_is_missing(a_browser(database)) == []


@pytest.mark.parametrize(("minutes", "missing"), [(14, []), (16, ["messages are not sent"])])
def test_it_is_not_ready_where_messages_stand(database: Database, minutes: int, missing: list[str]) -> None:
    a_message_due(database, timedelta(minutes=minutes))

    answer = a_browser(database).get("/health/ready")

    assert answer.json().get("because", []) == missing
    assert "person@example.org" not in answer.text


def test_it_is_not_ready_where_nothing_can_be_written(database: Database) -> None:
    browser = a_browser(database)
    database.writing.dispose()
    event.listen(database.writing, "begin", _refuse_to_write)
    try:
        assert what_is_missing(browser) == ["the database cannot be used"]
        assert browser.get("/health/live").status_code == 200
    finally:
        event.remove(database.writing, "begin", _refuse_to_write)


def _refuse_to_write(connection: Connection) -> None:
    read_only = "PRAGMA query_only=ON" if connection.dialect.name == "sqlite" else "SET TRANSACTION READ ONLY"
    connection.exec_driver_sql(read_only)
    connection.detach()  # so that it is not used again


def test_asking_again_and_again_writes_no_more_often(database: Database) -> None:
    browser = a_browser(database)
    browser.get("/health/ready")

    with statements(database) as sent:
        browser.get("/health/ready")

    assert [line for line in sent if line.startswith(("INSERT", "UPDATE"))] == []


def test_a_process_that_is_about_to_stop_is_not_ready(database: Database) -> None:
    app = an_app(a_wiring(database))
    app.state.is_leaving = True

    answer = Browser(app).get("/health/ready")

    assert (answer.status_code, answer.json()["because"]) == (503, ["this process is about to stop"])
    assert answer.headers["connection"] == "close"
    assert Browser(app).get("/sign-in").status_code == 200


@pytest.mark.only_on("postgresql", reason="an embedded database has no server to be away")
def test_a_server_that_is_away_is_noticed_within_five_seconds(database: Database) -> None:
    away = database_at("postgresql://programme@127.0.0.1:9/programme")
    browser = a_browser(away)
    expected_revision()  # as a process does when it starts
    began = time.monotonic()

    assert browser.get("/health/ready").status_code == 503
    assert time.monotonic() - began < 5


def test_a_database_whose_threads_are_all_busy_is_not_ready(database: Database) -> None:
    busy = database_at(database.url, threads=1)
    try:
        browser = a_browser(busy)
        assert browser.get("/health/ready").status_code == 200
        busy._threads.submit(time.sleep, 5)
        began = time.monotonic()

        assert browser.get("/health/ready").status_code == 503
        assert time.monotonic() - began < 5
    finally:
        busy.dispose()


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer wrong", "Bearer žádný", "Basic demonstration-only-metrics"])
def test_figures_are_for_whoever_holds_the_token(given: str) -> None:
    browser = a_browser(no_database())

    assert browser.send("GET", "/metrics", headers={"Authorization": given.encode()}).status_code == 401


def test_figures_are_by_route_and_hold_no_address() -> None:
    browser = a_browser(no_database())
    browser.get("/my-booking")
    browser.get("/nowhere/SECRETREF")

    answer = browser.get("/metrics", Authorization="Bearer demonstration-only-metrics")

    assert answer.status_code == 200
    assert 'path="/my-booking"' in answer.text
    assert "SECRETREF" not in answer.text


def facts_of(message: OutboxMessage) -> dict[str, Any]:
    names = ("notice", "channel", "address", "facts", "queued_at", "next_try_at")
    return {name: getattr(message, name) for name in names}


def test_monitoring_sees_messages_that_wait_and_jobs_that_are_silent(database: Database) -> None:
    wiring = a_wiring(database)
    message = OutboxMessage(
        dedupe_key="a cause",
        notice="offer_made",
        channel=Channel.EMAIL,
        address="person@example.org",
        facts={},
        queued_at=NOW - timedelta(minutes=20),
        next_try_at=NOW - timedelta(minutes=16),
    )
    add(database, message)
    for number, cause in enumerate((Cause.NO_CARRIER, Cause.NO_CARRIER, Cause.SERVICE_REFUSED)):
        held = {"dedupe_key": f"held:{number}", "cause": cause, "next_try_at": NOW + timedelta(hours=1)}
        add(database, OutboxMessage(**{**facts_of(message), **held}))
    refused = {"dedupe_key": "refused", "state": Delivery.FAILED, "cause": Cause.ADDRESS_REFUSED}
    add(database, OutboxMessage(**{**facts_of(message), **refused}))
    ended = NOW - timedelta(minutes=30)
    database.write_now(
        note_job_run, "lapse_holds", "somebody", started_at=ended, finished_at=ended, done=0, failed=2, problem=None
    )

    told = Browser(an_app(wiring)).get("/metrics", Authorization="Bearer demonstration-only-metrics").text

    assert "programme_database_up 1.0\n" in told
    assert "programme_message_waits_seconds 960.0\n" in told
    assert 'programme_messages_held_back{reason="no_carrier"} 2.0\n' in told
    assert 'programme_messages_held_back{reason="service_refused"} 1.0\n' in told
    assert 'programme_messages_held_back{reason="service_away"} 0.0\n' in told
    assert "address_refused" not in told
    assert "programme_messages_failed 1.0\n" in told
    assert 'programme_job_ended_seconds{job="lapse_holds"} 1800.0\n' in told
    assert 'programme_job_failures{job="lapse_holds"} 2.0\n' in told
    assert "person@example.org" not in told


def test_monitoring_sees_what_ran_out_of_time_and_what_nobody_could_be_told_of(database: Database) -> None:
    world = a_world(database, fallback_email="")
    wiring = a_wiring(database, clock=StandingClock(NOW))
    browser = Browser(an_app(wiring))

    def told() -> str:
        return browser.get("/metrics", Authorization="Bearer demonstration-only-metrics").text

    assert "programme_time_limit_passed 0.0" in told()
    assert "programme_warnings_untold 0.0" in told()
    assert "programme_bank_holidays_known_days 666.0" in told()
    a_clock(database, world, -1, officer_email="")
    report_all_last_days(database, now=NOW)
    assert "programme_time_limit_passed 1.0" in told()
    assert "programme_warnings_untold 1.0" in told()


def test_monitoring_is_told_when_there_is_no_database() -> None:
    told = a_browser(no_database()).get("/metrics", Authorization="Bearer demonstration-only-metrics")

    assert told.status_code == 200
    assert "programme_database_up 0.0\n" in told.text
