"""A running worker whose machine's clock is moved: nothing is decided meanwhile, and it goes on at once after."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest
import time_machine
from structlog.testing import capture_logs

from programme.integrations.email import SmtpCarrier
from programme.jobs.runner import Job, SweepCount, run_job
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.storage.clock_seen import clock_seen, confirm_clock
from programme.storage.database import Database
from programme.storage.job_runs import job_runs
from programme.storage.locks import take_lease
from programme.wiring import Wiring
from programme.worker import work
from tests.support.builders import NOW, a_referral, a_world, add
from tests.support.clients import a_wiring
from tests.support.clock import StandingClock
from tests.support.gateway import FakeGateway
from tests.support.mail import MailServer, a_mail_server

YEAR, HOUR = timedelta(days=365), timedelta(hours=1)
PATIENCE_SECONDS = 60.0


@contextmanager
def a_worker(database: Database, clock: StandingClock, server: MailServer, name: str = "a") -> Iterator[Wiring]:
    """A worker over a clock that stands until somebody moves it, on a machine that never sleeps."""
    wiring = a_wiring(
        database,
        settings={"worker_tick_seconds": 1},
        clock=clock,
        wall_clock=clock,
        payments=FakeGateway(clock.now),
        carriers={Channel.EMAIL: SmtpCarrier("127.0.0.1", server.port, "Course bookings <bookings@example.org>")},
    )
    stop = Event()
    running = Thread(target=work, args=(wiring, name, stop))
    running.start()
    try:
        yield wiring
    finally:
        stop.set()
        running.join()


@pytest.fixture
def server() -> Iterator[MailServer]:
    with a_mail_server() as running:
        yield running


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def looked_at(database: Database, clock: StandingClock) -> bool:
    """Whether every job that looks each second has looked at the time that the clock shows."""
    runs = database.read_now(job_runs)
    return {"lapse_holds", "send_messages", "warn_forces"} <= {
        name for name, run in runs.items() if run.finished_at == clock.at
    }


def is_doubted(database: Database) -> bool:
    seen = database.read_now(clock_seen)
    return seen is not None and seen.doubt is not None


def owe_one(database: Database, case: Referral) -> None:
    message = OutboxMessage(
        dedupe_key="a cause",
        referral_id=case.id,  # whose programme has the number that he can ring
        notice="offer_lapsed",
        channel=Channel.EMAIL,
        address="man@example.org",
        facts={"answer_by_at": NOW.isoformat()},
        state=Delivery.QUEUED,
        queued_at=NOW,
        next_try_at=NOW,
    )
    add(database, message)


def to_the_man(server: MailServer) -> int:
    """Letters to staff, who have no date for these cases, left out."""
    return [letter.to for letter in server.letters].count("man@example.org")


def state_of(database: Database, case: Referral) -> ReferralState:
    return database.read_now(lambda db: db.get_one(Referral, case.id).state)


@pytest.mark.parametrize("by", [YEAR, HOUR])
def test_nothing_is_decided_or_sent_while_the_clock_is_ahead_and_what_is_due_goes_out_once_it_is_right(
    database: Database, server: MailServer, by: timedelta
) -> None:
    cases = [a_referral(database, a_world(database, force_code=code)) for code in ("43", "16")]
    clock = StandingClock(NOW)
    with a_worker(database, clock, server):
        until(lambda: looked_at(database, clock))
        clock.at = NOW + by
        until(lambda: is_doubted(database))
        owe_one(database, cases[0])
        time.sleep(2.5)
        assert {state_of(database, case) for case in cases} == {ReferralState.ACCEPTED}
        assert to_the_man(server) == 0

        clock.at = NOW + timedelta(minutes=1)

        until(lambda: to_the_man(server) == 1)
        until(lambda: looked_at(database, clock))
        assert not is_doubted(database)
    assert {state_of(database, case) for case in cases} == {ReferralState.ACCEPTED}


def test_a_year_later_in_truth_the_cases_are_returned_when_somebody_confirms_it(
    database: Database, server: MailServer
) -> None:
    """The control: what is held back above is what such a clock decides."""
    case = a_referral(database, a_world(database))
    clock = StandingClock(NOW + YEAR)
    with a_worker(database, clock, server):
        until(lambda: is_doubted(database))
        assert state_of(database, case) is ReferralState.ACCEPTED

        database.write_now(confirm_clock, now=clock.at)

        until(lambda: state_of(database, case) is ReferralState.RETURNED)


def test_a_worker_that_began_an_hour_ahead_goes_on_when_the_clock_is_put_back_and_so_does_the_next_one(
    database: Database, server: MailServer
) -> None:
    case = a_referral(database, a_world(database), referred_at=NOW)
    clock = StandingClock(NOW + HOUR)
    with a_worker(database, clock, server):
        until(lambda: looked_at(database, clock))
        clock.at = NOW
        owe_one(database, case)
        until(lambda: looked_at(database, clock))
        until(lambda: to_the_man(server) == 1)

    clock.at = NOW + timedelta(seconds=1)
    with a_worker(database, clock, server, "b"):
        until(lambda: looked_at(database, clock))


def test_whoever_is_kept_out_of_a_job_says_by_whom_and_until_when_and_says_it_once(database: Database) -> None:
    job = Job("job", 30, lambda now: SweepCount())
    refused: dict[str, str] = {}

    def look() -> SweepCount | None:
        return run_job(job, database, holder="a", now=NOW, machine_now=lambda: NOW, refused=refused)

    database.write_now(take_lease, "job:job", "b", now=NOW, seconds=60)
    with capture_logs() as said:
        assert [look() for _ in range(3)] == [None] * 3
    assert [(line["event"], line["job"], line["holder"]) for line in said] == [("job_held_elsewhere", "job", "b")]
    assert said[0]["until"] == (NOW + timedelta(seconds=60)).isoformat()

    database.write_now(take_lease, "job:job", "c", now=NOW + timedelta(seconds=61), seconds=60)
    with capture_logs() as said:
        look()
    assert [line["holder"] for line in said] == ["c"]


def test_the_log_says_that_a_clock_is_doubted_and_believed_again_and_not_at_every_look(
    database: Database, server: MailServer
) -> None:
    a_referral(database, a_world(database))
    clock = StandingClock(NOW)
    with capture_logs() as said, a_worker(database, clock, server):
        until(lambda: looked_at(database, clock))
        clock.at = NOW + YEAR
        until(lambda: is_doubted(database))
        time.sleep(1.5)
        clock.at = NOW
        until(lambda: not is_doubted(database))
    events = [line["event"] for line in said if line["event"].startswith("clock")]
    assert events == ["clock_doubted", "clock_believed_again"]
    doubted = next(line for line in said if line["event"] == "clock_doubted")
    assert (doubted["log_level"], doubted["machine_shows"]) == ("error", (NOW + YEAR).isoformat())


@pytest.mark.parametrize("hours", [1, -1])
def test_the_scheduler_plans_anew_when_the_machines_clock_is_moved(
    database: Database, server: MailServer, hours: int
) -> None:
    """Begun an hour ahead, it would wait for that hour when the clock is put right: its own time is the machine's."""
    a_referral(database, a_world(database), referred_at=NOW)
    clock = StandingClock(NOW)
    with ExitStack() as moved:
        moved.enter_context(time_machine.travel(datetime.now(UTC) + timedelta(hours=hours), tick=True))
        with a_worker(database, clock, server):
            until(lambda: looked_at(database, clock))
            moved.close()
            clock.at = NOW + timedelta(seconds=1)
            until(lambda: looked_at(database, clock))
    # A pool tells connections that died from new ones by the hour at which they began: these began in another one.
    database.writing.dispose()
    database.reading.dispose()
