"""The machine's clock, held against what was believed before: what is doubted, and how it goes on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from programme.jobs.clock_watch import NOTED_EVERY, STANDS_AFTER, ClockWatch
from programme.opening import database_at
from programme.shared.plausible import LONGEST_AWAY, Doubt
from programme.storage.clock_seen import ClockSeen, clock_seen, confirm_clock
from programme.storage.database import Database
from programme.worker import watch_over
from tests.support.builders import NOW, a_referral, a_world
from tests.support.clients import a_wiring
from tests.support.clock import StandingClock

YEAR, HOUR = timedelta(days=365), timedelta(hours=1)


@dataclass
class Machine:
    """A machine whose clock can be set: `passes` is what happens, `is_set` is what somebody does to the clock."""

    database: Database
    clock: StandingClock = field(default_factory=lambda: StandingClock(NOW))
    seconds: float = 1_000.0

    def passes(self, **time: float) -> None:
        self.clock.move(**time)
        self.seconds += timedelta(**time).total_seconds()

    def is_set(self, by: timedelta) -> None:
        self.clock.at += by

    def a_process(self, name: str = "a") -> ClockWatch:
        wiring = a_wiring(self.database, clock=self.clock, wall_clock=self.clock)
        return watch_over(wiring, name, seconds=lambda: self.seconds)

    def seen(self) -> ClockSeen:
        found = self.database.read_now(clock_seen)
        assert found is not None
        return found


@pytest.fixture
def machine(database: Database) -> Machine:
    a_referral(database, a_world(database), referred_at=NOW - timedelta(hours=1))
    return Machine(database)


def test_a_clock_that_goes_on_is_believed_and_noted_for_the_next_process(machine: Machine) -> None:
    watch = machine.a_process()
    assert watch.believes()
    machine.passes(minutes=3)
    assert watch.believes()

    assert (machine.seen().believed_at, machine.seen().believed_by) == (NOW + timedelta(minutes=3), "a")
    assert machine.seen().doubt is None


@pytest.mark.parametrize("by", [YEAR, timedelta(days=26), 100 * YEAR])
def test_a_clock_far_ahead_of_the_last_process_is_doubted_until_it_is_right_again(
    machine: Machine, by: timedelta
) -> None:
    assert machine.a_process().believes()
    machine.is_set(by)
    watch = machine.a_process("b")

    assert not watch.believes()
    assert (machine.seen().doubt, machine.seen().doubted_at) == (Doubt.AHEAD, NOW + by)
    assert machine.seen().believed_at == NOW
    machine.passes(days=2)
    assert not watch.believes()

    machine.is_set(-by)
    assert watch.believes()
    assert machine.seen().doubt is None


def test_the_very_first_process_holds_the_clock_against_what_was_written_last(machine: Machine) -> None:
    machine.is_set(YEAR)
    watch = machine.a_process()

    assert not watch.believes()
    assert machine.seen().believed_at == NOW - timedelta(hours=1)
    machine.is_set(-YEAR)
    assert watch.believes()


def test_people_may_have_written_nothing_for_weeks_before_the_first_process_looks(machine: Machine) -> None:
    machine.is_set(timedelta(days=59))
    assert machine.a_process().believes()


def test_what_a_clock_that_ran_ahead_has_written_proves_nothing(database: Database) -> None:
    world = a_world(database)
    a_referral(database, world, referred_at=NOW - HOUR)
    a_referral(database, world, referred_at=NOW + YEAR)

    assert Machine(database).a_process().believes()


def test_over_an_empty_database_any_clock_will_do_and_is_not_remembered(database: Database) -> None:
    machine = Machine(database)
    machine.is_set(YEAR)
    assert machine.a_process().believes()
    assert database.read_now(clock_seen) is None

    machine.is_set(-YEAR)
    a_referral(database, a_world(database), referred_at=NOW)
    assert machine.a_process().believes()


@pytest.mark.parametrize("away", [timedelta(hours=26), timedelta(days=12), LONGEST_AWAY])
def test_a_service_that_was_switched_off_starts_again_without_asking(machine: Machine, away: timedelta) -> None:
    assert machine.a_process().believes()
    machine.clock.at += away

    assert machine.a_process("b").believes()


def test_a_service_that_was_away_for_long_starts_when_somebody_confirms_the_clock(machine: Machine) -> None:
    assert machine.a_process().believes()
    machine.clock.at += 2 * LONGEST_AWAY
    watch = machine.a_process("b")
    assert not watch.believes()

    machine.database.write_now(confirm_clock, now=machine.clock.now())

    assert watch.believes()
    assert machine.seen().doubt is None


@pytest.mark.parametrize("by", [timedelta(minutes=6), HOUR, timedelta(days=3), YEAR])
def test_a_clock_that_is_moved_on_while_a_process_runs_is_doubted_at_once_and_believed_when_it_is_back(
    machine: Machine, by: timedelta
) -> None:
    watch = machine.a_process()
    assert watch.believes()
    machine.passes(seconds=5)
    machine.is_set(by)

    assert not watch.believes()
    machine.passes(seconds=NOTED_EVERY)
    assert not watch.believes()
    assert machine.seen().doubt in (Doubt.MOVED, Doubt.AHEAD)

    machine.is_set(-by)
    assert watch.believes()


def test_a_clock_that_drifts_is_not_taken_for_one_that_was_moved(machine: Machine) -> None:
    watch = machine.a_process()
    for _ in range(100):
        assert watch.believes()
        machine.passes(seconds=30)
        machine.is_set(timedelta(seconds=4))


def test_a_clock_that_was_moved_a_little_is_believed_once_it_stands_so_and_one_moved_by_a_year_is_not(
    machine: Machine,
) -> None:
    watch = machine.a_process()
    assert watch.believes()
    machine.is_set(HOUR)
    assert not watch.believes()
    machine.passes(seconds=STANDS_AFTER - 1)
    assert not watch.believes()
    machine.passes(seconds=2)
    assert watch.believes()

    machine.is_set(YEAR)
    assert not watch.believes()
    machine.passes(seconds=10 * STANDS_AFTER)
    assert not watch.believes()


@pytest.mark.parametrize("by", [HOUR, timedelta(days=1), LONGEST_AWAY])
def test_a_clock_that_ran_ahead_and_is_put_back_is_believed_at_once_and_said_to_be_behind(
    machine: Machine, by: timedelta
) -> None:
    machine.is_set(by)
    watch = machine.a_process()
    assert watch.believes()
    machine.is_set(-by)

    assert watch.believes()
    assert machine.a_process("b").believes()
    assert machine.seen().was_put_back(machine.clock.now())
    assert machine.seen().ahead_seconds(machine.clock.now()) == by.total_seconds()
    machine.clock.at += by
    assert not machine.seen().was_put_back(machine.clock.now())


def test_a_clock_that_fell_back_by_years_is_doubted_too(machine: Machine) -> None:
    assert machine.a_process().believes()
    machine.is_set(-20 * YEAR)

    assert not machine.a_process("b").believes()
    assert machine.seen().doubt is Doubt.BEHIND


def test_without_a_database_nothing_is_believed_and_nothing_breaks() -> None:
    assert not Machine(database_at("sqlite:////nowhere/at/all.sqlite3")).a_process().believes()
