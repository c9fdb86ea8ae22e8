"""A warning that nobody acknowledges by its day goes to the next role, and at the top it is told again each working
day."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from programme.actions.acknowledge_rung import acknowledge_rung
from programme.actions.pass_up_rungs import pass_up_rungs
from programme.actions.record_disposal import record_disposal
from programme.duties.models import ClockRung
from programme.history.timeline import timeline
from programme.opening import database_at
from programme.outcomes.models import Disposal
from programme.people.models import Account
from programme.people.sign_ins import account_actor
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import WORKER, Door, Role
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_world, add, an_account
from tests.support.jobs import pass_up_warnings, warn_forces
from tests.support.rungs import COORDINATOR, TODAY, a_clock, climbed, rungs_of, staffed
from tests.support.statements import statements


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


@pytest.fixture
def staff(database: Database, world: World) -> dict[Role, Account]:
    return staffed(database)


def days_pass(database: Database, days: int, first: int = 0) -> None:
    """The worker looks once a day."""
    for day in range(first, first + days):
        warn_forces(database, now=NOW + timedelta(days=day))
        pass_up_warnings(database, now=NOW + timedelta(days=day))


def test_it_climbs_every_two_working_days_and_then_is_told_again_on_each(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    """Monday 1 March: raised. Wednesday: the supervisor. Friday: the coordinator. Then Monday, Tuesday, and so on."""
    case = a_clock(database, world, 58)
    seen = []
    for day in range(10):
        days_pass(database, 1, day)
        seen.append(climbed(database, case)[0])

    officer, supervisor, coordinator = ("officer", "raised"), ("supervisor", "passed_up"), ("coordinator", "passed_up")
    assert [one[1:] for one in seen] == [officer] * 2 + [supervisor] * 2 + [coordinator] * 6
    events = [moment.event for moment in database.read_now(timeline, case.id)]
    assert events == ["rung_told_again"] * 3 + ["rung_passed_up"] * 2 + ["rung_raised"]


def test_what_was_acknowledged_is_left_alone(database: Database, world: World, staff: dict[Role, Account]) -> None:
    case = a_clock(database, world, 50)
    warn_forces(database, now=NOW)
    (rung,) = rungs_of(database, case)
    database.write_now(acknowledge_rung, actor=account_actor(staff[Role.OFFICER]), now=NOW, rung_ids=[rung.id])

    days_pass(database, 6, 1)

    assert climbed(database, case) == [(60, "officer", "acknowledged")]


def test_only_the_rung_that_a_clock_stands_on_is_told_again(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    case = a_clock(database, world, 15)
    days_pass(database, 30)

    assert [days for days, _, _ in climbed(database, case)] == [28, 14, 7, 3, 0]
    moments = database.read_now(timeline, case.id)
    on = [one.happened_at.date() for one in moments if one.event in ("rung_told_again", "rung_passed_up")]
    assert len(on) == len(set(on)) > 10


def test_a_charge_or_another_disposal_ends_what_waits(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    case = a_clock(database, world, 13, state=ReferralState.WITHDRAWN)
    warn_forces(database, now=NOW)

    database.write_now(
        record_disposal,
        actor=account_actor(staff[Role.SUPERVISOR]),
        now=NOW,
        reference=case.reference,
        disposal=Disposal.CHARGE_ISSUED,
        done_at=NOW,
    )

    assert climbed(database, case) == [(14, "supervisor", "ended")]
    days_pass(database, 5, 1)
    assert climbed(database, case) == [(14, "supervisor", "ended")]


def test_the_sweep_ends_what_waits_on_another_last_day_or_on_a_clock_that_is_over(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    moved, over = a_clock(database, world, 40), a_clock(database, world, 40, finalised_at=NOW)
    for case in (moved, over):
        add(
            database,
            ClockRung(
                referral_id=case.id,
                days_left=42,
                charge_by_on=TODAY + timedelta(days=41 if case is moved else 40),
                role=Role.OFFICER,
                raised_at=NOW,
                pass_up_on=TODAY,
            ),
        )

    assert pass_up_warnings(database, now=NOW).done == 2
    assert pass_up_warnings(database, now=NOW).done == 0
    assert [climbed(database, case)[0][2] for case in (moved, over)] == ["ended", "ended"]


def test_two_workers_at_once_pass_up_once(
    database: Database, database_url: str, world: World, staff: dict[Role, Account]
) -> None:
    cases = [a_clock(database, world, 50) for _ in range(10)]
    warn_forces(database, now=NOW)
    other = database_at(database_url)
    start = threading.Barrier(2)
    done: list[int] = []

    def work(one: Database) -> None:
        start.wait()
        done.append(pass_up_warnings(one, now=NOW + timedelta(days=2)).done)

    threads = [threading.Thread(target=work, args=(each,)) for each in (database, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.dispose()

    assert sum(done) == 10
    assert [climbed(database, case) for case in cases] == [[(60, "supervisor", "passed_up")]] * 10


def test_a_force_without_a_supervisor_passes_up_to_the_coordinator_of_every_programme(
    database: Database, world: World
) -> None:
    an_account(database, Door.ADMIN, email=COORDINATOR)
    case: Referral = a_clock(database, world, 50)
    days_pass(database, 3)

    assert climbed(database, case) == [(60, "coordinator", "passed_up")]
    words = database.read_now(timeline, case.id)[0].words
    assert "it is with the coordinator now" in words


def test_a_sweep_takes_as_many_statements_for_twenty_rungs_as_for_one_and_two_for_none(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    taken = []
    for count in (1, 20, 0):
        for _ in range(count):
            a_clock(database, world, 50)
        warn_forces(database, now=NOW)
        with statements(database) as sent:
            assert database.write_now(pass_up_rungs, actor=WORKER, now=NOW + timedelta(days=2), batch=200) == count
        taken.append(len(sent))
    assert taken == [7, 7, 2]
