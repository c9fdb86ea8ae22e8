"""The worker's jobs: one holder each, one failure stops nothing, and what is due happens by its state."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from programme.jobs.runner import Job, SweepCount, run_job
from programme.jobs.sweeps import EachItem
from programme.offers.models import Offer
from programme.offers.states import OfferState
from programme.opening import database_at
from programme.referrals.states import ReferralState
from programme.storage.database import Database
from programme.storage.job_runs import job_runs
from programme.storage.locks import take_lease
from programme.worker import jobs_of
from tests.support.builders import NOW, a_referral, a_world, an_offer
from tests.support.clients import a_wiring, run_due
from tests.support.jobs import lapse_offers, parts
from tests.support.till import Till


def machine_now() -> datetime:
    return datetime.now(UTC)


def run(job: Job, database: Database, holder: str = "a", lease_seconds: float = 60) -> SweepCount | None:
    return run_job(job, database, holder=holder, now=NOW, machine_now=machine_now, lease_seconds=lease_seconds)


def a_job(sweep: Callable[[datetime], SweepCount], name: str = "job") -> Job:
    return Job(name, 30, sweep)


def test_a_run_is_noted_with_what_it_did(database: Database) -> None:
    run(a_job(lambda now: SweepCount(3, 1)), database)
    run(a_job(lambda now: SweepCount(0, 0)), database, "b")

    noted = database.read_now(job_runs)["job"]
    assert (noted.holder, noted.done, noted.failed, noted.problem) == ("b", 0, 0, None)
    assert noted.last_done_at is not None
    assert noted.last_done_at < noted.started_at <= noted.finished_at


def test_a_job_that_breaks_is_noted_and_stops_no_other(database: Database) -> None:
    def breaks(_now: datetime) -> SweepCount:
        raise ZeroDivisionError

    assert run(a_job(breaks, "breaks"), database) == SweepCount(failed=1)
    assert run(a_job(lambda now: SweepCount(1), "works"), database) == SweepCount(1)

    runs = database.read_now(job_runs)
    assert runs["breaks"].problem == "ZeroDivisionError"
    assert runs["works"].done == 1
    assert run(a_job(lambda now: SweepCount(2), "breaks"), database) == SweepCount(2)


def test_a_job_runs_in_one_place_at_a_time(database: Database) -> None:
    inside, leave = threading.Event(), threading.Event()

    def waits(_now: datetime) -> SweepCount:
        inside.set()
        leave.wait(10)
        return SweepCount(1)

    first = threading.Thread(target=run, args=(a_job(waits), database))
    first.start()
    assert inside.wait(10)

    assert run(a_job(lambda now: SweepCount(1)), database, "b") is None
    assert run(a_job(lambda now: SweepCount(1), "another"), database, "b") == SweepCount(1)
    leave.set()
    first.join()

    assert run(a_job(lambda now: SweepCount(1)), database, "b") == SweepCount(1)


def test_a_long_job_keeps_its_lease_and_a_dead_one_loses_it(database: Database) -> None:
    seconds = 1.5

    def long(_now: datetime) -> SweepCount:
        time.sleep(seconds * 2)
        return SweepCount(1)

    working = threading.Thread(target=run, args=(a_job(long), database, "a", seconds))
    working.start()
    time.sleep(seconds * 1.4)
    assert run(a_job(lambda now: SweepCount(1)), database, "b", seconds) is None
    working.join()

    assert database.write_now(take_lease, "job:job", "killed", now=machine_now(), seconds=seconds)
    assert run(a_job(lambda now: SweepCount(1)), database, "b", seconds) is None
    time.sleep(seconds)
    assert run(a_job(lambda now: SweepCount(1)), database, "b", seconds) == SweepCount(1)


def test_a_database_that_is_away_is_survived(database: Database) -> None:
    gone = database_at("sqlite:////nowhere/at/all.sqlite3")

    assert run(a_job(lambda now: SweepCount(1)), gone) == SweepCount(failed=1)
    gone.dispose()
    assert run(a_job(lambda now: SweepCount(1)), database) == SweepCount(1)


def test_every_job_has_a_name_of_its_own_and_looks_again_and_again(database: Database) -> None:
    jobs = jobs_of(a_wiring(database), "a")

    assert len({job.name for job in jobs}) == len(jobs)
    assert all(job.every_seconds >= 1 for job in jobs)


def test_everything_at_once_over_an_empty_database_does_nothing(database: Database) -> None:
    till = Till(database, world=None)  # type: ignore[arg-type]
    wiring = a_wiring(database, payments=till.gateway)

    run_due(wiring)

    runs = database.read_now(job_runs)
    assert set(runs) == {job.name for job in jobs_of(wiring, "a")}
    assert {(name, run.done, run.failed, run.problem) for name, run in runs.items() if run.done or run.failed} == set()


def test_the_days_events_happen_when_their_time_comes(database: Database) -> None:
    """A hold, a payment and an offer: run by run, each at its time and not before."""
    till = Till.on(database)
    payer, dawdler = till.a_man(), till.a_man()
    date = till.a_date()
    till.book(payer, date)
    till.book(dawdler, date)
    till.gateway.pay(till.open_page(payer))
    till.clock.move(minutes=10)  # the notification is lost
    wiring = a_wiring(database, payments=till.gateway, clock=till.clock)

    run_due(wiring)
    assert [b.state.value for b in till.bookings(payer) + till.bookings(dawdler)] == ["confirmed", "held"]
    till.clock.move(minutes=40)
    run_due(wiring)
    assert till.bookings(dawdler)[0].state.value == "lapsed"
    assert till.seats_taken(date) == 1
    till.assert_settled()


def test_an_item_that_fails_is_passed_over_and_found_again(database: Database) -> None:
    broken = {2}
    seen: list[int] = []

    def due(_db: object, *, now: datetime, after_id: int, at_most: int) -> list[int]:
        return [number for number in (1, 2, 3) if number > after_id and number not in seen][:2]

    def act(_db: object, *, actor: object, now: datetime, number: int) -> bool:
        if number in broken:
            raise ZeroDivisionError
        seen.append(number)
        return True

    sweep = EachItem(due, act, "number")
    assert sweep(parts(database), NOW) == SweepCount(2, 1)
    broken.clear()
    assert sweep(parts(database), NOW) == SweepCount(1, 0)
    assert sorted(seen) == [1, 2, 3]


def test_a_sweep_ends_early_when_it_is_asked_to(database: Database) -> None:
    asked = threading.Event()

    def due(_db: object, *, now: datetime, after_id: int, at_most: int) -> list[int]:
        return [after_id + 1, after_id + 2]

    def act(_db: object, *, actor: object, now: datetime, number: int) -> bool:
        if number == 5:
            asked.set()
        return True

    stopped = parts(database, go_on=lambda: not asked.is_set())
    assert EachItem(due, act, "number")(stopped, NOW) == SweepCount(5, 0)


def test_offers_lapse_by_their_state_after_any_outage(database: Database) -> None:
    world = a_world(database)
    cases = [a_referral(database, world, state=ReferralState.OFFERED) for _ in range(3)]
    offers = [an_offer(database, case, state=OfferState.OPEN, answer_by_at=NOW) for case in cases]

    assert lapse_offers(database, now=NOW - timedelta(seconds=1)).done == 0
    assert lapse_offers(database, now=NOW + timedelta(days=9)).done == 3
    assert lapse_offers(database, now=NOW + timedelta(days=9)).done == 0
    wanted = select(Offer.state).where(Offer.id.in_([offer.id for offer in offers]))
    assert set(database.read_now(lambda db: db.execute(wanted).scalars().all())) == {OfferState.LAPSED}
