"""While the machine's clock is doubted: what monitoring, pages and the command line say, and what is refused."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from litestar import Litestar

from programme.settings import Settings
from programme.shared.actor import Door, Role
from programme.shared.plausible import Doubt
from programme.storage.clock_seen import ClockSeen, clock_seen, note_believed, note_doubted
from programme.storage.database import Database
from programme.storage.job_runs import note_job_run
from programme.wiring import Wiring
from tests.support.builders import NOW, a_world, an_account
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.clock import StandingClock
from tests.support.commands import environment, run, run_here

YEAR = timedelta(days=365)
TOKEN = {"Authorization": "Bearer demonstration-only-metrics"}


def doubt(database: Database, *, at: datetime = NOW + YEAR, believed_at: datetime = NOW) -> None:
    database.write_now(note_believed, now=believed_at, by="worker:1")
    database.write_now(note_doubted, now=at, by="worker:1", doubt=Doubt.AHEAD, believed_at=believed_at)


def figure(database: Database, name: str, *, now: datetime = NOW) -> float:
    wiring = a_wiring(database, clock=StandingClock(now), wall_clock=StandingClock(now))
    told = Browser(an_app(wiring)).get("/metrics", **TOKEN).text
    return float(next(line.split()[-1] for line in told.splitlines() if line.startswith(name)))


def test_monitoring_is_told_that_a_clock_is_doubted_and_how_far_it_is_ahead(database: Database) -> None:
    database.write_now(note_believed, now=NOW, by="worker:1")
    assert figure(database, "programme_clock_doubted") == 0
    assert figure(database, "programme_clock_ahead_seconds") == 0

    doubt(database)

    assert figure(database, "programme_clock_doubted") == 1
    assert figure(database, "programme_clock_ahead_seconds") == YEAR.total_seconds()


def test_an_age_is_never_below_nought_and_the_clock_that_ran_ahead_says_why(database: Database) -> None:
    later = NOW + YEAR
    database.write_now(
        note_job_run, "send_messages", "a", started_at=later, finished_at=later, done=0, failed=0, problem=None
    )

    assert figure(database, 'programme_job_ended_seconds{job="send_messages"}') == 0
    assert figure(database, "programme_clock_ahead_seconds") == YEAR.total_seconds()
    assert figure(database, 'programme_job_ended_seconds{job="send_messages"}', now=later + timedelta(minutes=1)) == 60


def test_a_clock_that_was_put_back_is_told_until_it_has_caught_up(database: Database) -> None:
    database.write_now(note_believed, now=NOW + timedelta(hours=1), by="worker:1")
    database.write_now(note_believed, now=NOW, by="worker:1")

    assert figure(database, "programme_clock_doubted") == 0
    assert figure(database, "programme_clock_ahead_seconds") == 3600
    assert figure(database, "programme_clock_ahead_seconds", now=NOW + timedelta(hours=1)) == 0


@pytest.mark.parametrize(("today", "days"), [(NOW, 666), (datetime(2029, 1, 5, tzinfo=UTC), -10)])
def test_monitoring_is_told_how_many_days_bank_holidays_are_known(
    database: Database, today: datetime, days: int
) -> None:
    assert figure(database, "programme_bank_holidays_known_days", now=today) == days


def test_readiness_notes_what_is_wrong_with_the_time_and_stays_ready(database: Database) -> None:
    def ready(now: datetime) -> dict[str, str]:
        answer = Browser(an_app(a_wiring(database, clock=StandingClock(now)))).get("/health/ready")
        assert answer.status_code == 200
        found: dict[str, str] = answer.json()
        return found

    assert ready(NOW) == {"status": "ready"}
    doubt(database)
    assert ready(NOW) == {"status": "ready", "clock": "doubted"}
    assert "bank_holidays" in ready(datetime(2028, 1, 2, tzinfo=UTC))


def test_the_coordinator_reads_on_the_overview_what_is_not_trusted(database: Database) -> None:
    a_world(database)
    clock = StandingClock(NOW)
    wiring = a_wiring(database, clock=clock, wall_clock=clock)
    coordinator = an_account(database, Door.ADMIN, roles=frozenset({Role.COORDINATOR}))

    def overview() -> str:
        return Browser(an_app(wiring)).sign_in_as(coordinator).get("/admin").text

    assert "govuk-warning-text" not in overview()
    doubt(database)
    assert "programme clock confirm" in overview()
    database.write_now(note_believed, now=NOW + timedelta(hours=2), by="worker:1")
    assert "was put back" in overview()
    clock.at = datetime(2028, 2, 1, 12, tzinfo=UTC)
    assert "Bank holidays are known to 26 December 2028" in overview()


def an_app_that_asked(wiring: Wiring) -> Litestar:
    """As a process does every few seconds."""
    app = an_app(wiring)
    asyncio.run(app.state.clock_doubt.ask())
    return app


@pytest.fixture
def officer(database: Database) -> Callable[[datetime], Browser]:
    a_world(database)
    account = an_account(database, Door.CUSTODY, roles=frozenset({Role.OFFICER}), force_code="43")

    def at(now: datetime) -> Browser:
        wiring = a_wiring(database, clock=StandingClock(now), wall_clock=StandingClock(now))
        return Browser(an_app_that_asked(wiring)).sign_in_as(account)

    return at


def test_what_is_sent_at_the_time_that_is_doubted_is_refused_and_reading_goes_on(
    database: Database, officer: Callable[[datetime], Browser]
) -> None:
    doubt(database)

    answer = officer(NOW + YEAR + timedelta(minutes=1)).post("/custody/referrals/new", {"surname": "Smith"})

    assert answer.status_code == 503
    assert "Nothing was kept" in answer.text
    assert officer(NOW + YEAR).get("/custody").status_code == 200


def test_whose_clock_is_right_goes_on_while_another_machine_is_doubted(
    database: Database, officer: Callable[[datetime], Browser]
) -> None:
    doubt(database)

    assert officer(NOW).post("/custody/referrals/new", {"surname": "Smith"}).status_code == 422


def test_the_person_himself_is_told_the_same_without_a_word_of_what_it_is_about(database: Database) -> None:
    doubt(database, at=NOW)

    answer = Browser(an_app_that_asked(a_wiring(database))).post("/", {"reference": "K7M2-9QXD"})

    assert answer.status_code == 503
    assert "The clock of the computer" in answer.text


def test_the_way_out_leads_away_all_the_same(database: Database) -> None:
    doubt(database, at=NOW)

    answer = Browser(an_app_that_asked(a_wiring(database))).post("/exit")

    assert (answer.status_code, answer.headers["location"]) == (303, Settings().exit_url)


def test_staff_can_sign_in_and_read_about_it(database: Database) -> None:
    doubt(database, at=NOW)

    assert (
        Browser(an_app_that_asked(a_wiring(database))).post("/sign-in", {"email": "a@b.c", "password": "-"}).status_code
        == 422
    )


def seen(database: Database) -> ClockSeen:
    found = database.read_now(clock_seen)
    assert found is not None
    return found


def test_a_command_of_its_own_says_what_is_doubted_and_confirms_the_clock(
    database: Database, database_url: str
) -> None:
    machine_now = datetime.now(UTC)
    doubt(database, at=machine_now, believed_at=machine_now - YEAR)

    env = environment(database_url, ENVIRONMENT="test")

    shown = run_here("clock", "show", env=env)
    refused, unanswered = (run_here("clock", "confirm", env=env, typed=typed) for typed in ("n\n", ""))
    assert (shown.returncode, refused.returncode, unanswered.returncode) == (1, 1, 2)
    assert "Error: nothing was confirmed" in refused.stderr
    assert "Error: nobody answered, and nothing was confirmed: say --yes" in unanswered.stderr
    assert seen(database).doubt is Doubt.AHEAD

    done = run("clock", "confirm", "--yes", env=env)

    assert done.returncode == 0, done.stderr
    assert re.search(r"Doubted: .*365 days after the last instant believed", done.stdout)
    assert f"{machine_now - YEAR:%Y-%m-%d %H:%M}" in done.stdout
    assert seen(database).doubt is None
    assert abs(seen(database).believed_at - machine_now) < timedelta(minutes=5)
    assert run_here("clock", "show", env=env).returncode == 0


def test_the_command_says_so_where_no_worker_has_looked_at_a_clock_yet(database: Database, database_url: str) -> None:
    env = environment(database_url, ENVIRONMENT="test")

    assert "nothing is doubted" in run_here("clock", "show", env=env).stdout
    assert run_here("clock", "confirm", "--yes", env=env).returncode == 0
    assert seen(database).believed_by == "confirmed by hand"
