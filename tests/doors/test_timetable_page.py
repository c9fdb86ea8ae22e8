"""The timetable page: a job that went silent or is in trouble stands first, and says so."""

from __future__ import annotations

from datetime import datetime, timedelta

from programme.shared.actor import Door, Role
from programme.storage.database import Database
from programme.storage.job_runs import note_job_run
from tests.support.builders import an_account
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.page_reader import main_words


def ran(database: Database, name: str, at: datetime, *, problem: str | None = None) -> None:
    database.write_now(note_job_run, name, "worker-1", started_at=at, finished_at=at, done=2, failed=0, problem=problem)


def test_a_silent_job_and_one_in_trouble_stand_before_the_ones_that_run(database: Database) -> None:
    wiring = a_wiring(database)
    machine_now = wiring.wall_clock.now()
    ran(database, "lapse_holds", machine_now)
    ran(database, "send_messages", machine_now - timedelta(hours=2))
    ran(database, "warn_forces", machine_now, problem="OperationalError")
    account = an_account(database, Door.ADMIN, roles=frozenset({Role.COORDINATOR}))

    words = main_words(Browser(an_app(wiring)).sign_in_as(account).get("/admin/timetable"))

    assert "Send messages Silent" in words
    assert "Make the deadline warnings In trouble The log says why (OperationalError)" in words
    assert "Release places that were not paid for in time Running" in words
    assert words.index("Silent") < words.index("Running")


def test_before_any_job_ran_it_says_what_to_start(database: Database) -> None:
    account = an_account(database, Door.ADMIN, roles=frozenset({Role.FINANCE}))

    words = main_words(Browser(an_app(a_wiring(database))).sign_in_as(account).get("/admin/timetable"))

    assert "Start the worker" in words
