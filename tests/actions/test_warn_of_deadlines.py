"""Every running clock is raised once on every rung, to the people of the rung, until a charge or a final disposal."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from programme.actions.warn_of_deadlines import warn_of_deadlines
from programme.courses.models import Programme
from programme.history.timeline import timeline
from programme.opening import database_at
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import WORKER, Door, Role
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_force, a_referral, a_world, an_account
from tests.support.jobs import pass_up_warnings, tell_forces, warn_forces
from tests.support.rungs import COORDINATOR, TODAY, a_clock, climbed, mornings, rungs_of, staffed
from tests.support.statements import statements


@pytest.fixture
def world(database: Database) -> World:
    made = a_world(database)
    staffed(database)
    a_force(database, "20")
    an_account(database, Door.CUSTODY, force_code="20", email="other@example.org", roles=frozenset({Role.SUPERVISOR}))
    an_account(database, Door.ADMIN, force_code="20", email="their-coordinator@example.org")
    an_account(database, Door.ADMIN, force_code="43", email="auditor@example.org", roles=frozenset({Role.AUDITOR}))
    return made


def events_of(database: Database, case: Referral) -> list[str]:
    return [moment.event for moment in database.read_now(timeline, case.id)]


def test_a_clock_that_lives_through_all_days_is_raised_once_on_every_rung(database: Database, world: World) -> None:
    case = a_clock(database, world, 62)

    for day in range(66):
        warn_forces(database, now=NOW + timedelta(days=day))

    assert [(rung.days_left, rung.role) for rung in rungs_of(database, case)] == [
        (60, Role.OFFICER),
        (42, Role.OFFICER),
        (28, Role.SUPERVISOR),
        (14, Role.SUPERVISOR),
        (7, Role.COORDINATOR),
        (3, Role.COORDINATOR),
        (0, Role.COORDINATOR),
    ]
    assert events_of(database, case) == ["rung_raised"] * 7


def test_a_rung_is_raised_on_a_working_day_that_leaves_one(database: Database, world: World) -> None:
    """The last day is Easter Monday, 29 March 2027: the last on which anybody works is the Thursday before."""
    case = a_clock(database, world, 28)

    for day in range(30):
        warn_forces(database, now=NOW + timedelta(days=day))

    assert {rung.days_left: rung.raised_at.date() for rung in rungs_of(database, case)} == {
        28: date(2027, 3, 1),
        14: date(2027, 3, 11),
        7: date(2027, 3, 18),
        3: date(2027, 3, 22),
        0: date(2027, 3, 25),
    }


def test_after_days_without_a_worker_the_lower_rung_stands_for_those_nobody_was_told_on(
    database: Database, world: World
) -> None:
    case = a_clock(database, world, 64)

    for day in (0, 50, 51):
        warn_forces(database, now=NOW + timedelta(days=day))

    assert climbed(database, case) == [(14, "supervisor", "raised")]
    words = database.read_now(timeline, case.id)[0].words
    assert words == (
        "14 days were left to charge. It is with the supervisor. It replaces the warning at 60 and 42 and 28 days, "
        "which was not given."
    )


def test_a_case_that_comes_in_late_is_raised_on_the_rung_it_stands_on_and_no_other(
    database: Database, world: World
) -> None:
    late = a_clock(database, world, 20, referred_at=NOW)
    over = a_clock(database, world, -3, referred_at=NOW)

    assert warn_forces(database, now=NOW).done == 1
    assert warn_forces(database, now=NOW).done == 0

    assert climbed(database, late) == [(28, "supervisor", "raised")]
    assert climbed(database, over) == []
    assert database.read_now(timeline, late.id)[0].words == "20 days were left to charge. It is with the supervisor."


@pytest.mark.parametrize("state", [ReferralState.RETURNED, ReferralState.ACKNOWLEDGED, ReferralState.WITHDRAWN])
def test_a_returned_case_is_still_raised(database: Database, world: World, state: ReferralState) -> None:
    a_clock(database, world, 13, state=state)

    assert warn_forces(database, now=NOW).done == 1


@pytest.mark.parametrize("over", [{"clock_stopped_at": NOW}, {"finalised_at": NOW}])
def test_a_clock_that_is_over_is_not_raised(database: Database, world: World, over: dict[str, datetime]) -> None:
    a_clock(database, world, 13, **over)

    assert warn_forces(database, now=NOW).done == 0


def test_a_clock_whose_last_day_was_corrected_climbs_afresh(database: Database, world: World) -> None:
    case = a_clock(database, world, 13)
    warn_forces(database, now=NOW)

    database.write_now(
        lambda db: db.execute(
            update(Referral).where(Referral.id == case.id).values(charge_by_on=TODAY + timedelta(days=12))
        )
    )

    assert warn_forces(database, now=NOW).done == 1
    assert [rung.charge_by_on for rung in rungs_of(database, case)] == [
        TODAY + timedelta(days=13),
        TODAY + timedelta(days=12),
    ]


def test_what_waits_higher_up_does_not_come_down_again_on_the_next_rung(database: Database, world: World) -> None:
    case = a_clock(database, world, 60)
    for day in range(19):
        warn_forces(database, now=NOW + timedelta(days=day))
        pass_up_warnings(database, now=NOW + timedelta(days=day))

    assert [(days, role) for days, role, _ in climbed(database, case)] == [(60, "coordinator"), (42, "coordinator")]


def test_a_case_without_an_officers_address_goes_to_the_supervisor(database: Database, world: World) -> None:
    case = a_clock(database, world, 50, officer_email="")

    warn_forces(database, now=NOW)

    assert climbed(database, case) == [(60, "supervisor", "raised")]


def test_a_neighbours_case_is_put_to_its_own_staff_and_the_programmes_coordinator(
    database: Database, world: World
) -> None:
    a_force(database, "34")
    an_account(database, Door.PARTNER, force_code="34", email="neighbour@example.org")
    soon = a_clock(database, world, 5, force_code="34", officer_email="their-officer@example.org")
    later = a_clock(database, world, 50, force_code="34", officer_email="their-officer@example.org")
    between = a_clock(database, world, 20, force_code="34", officer_email="their-officer@example.org")

    warn_forces(database, now=NOW)

    tell_forces(database, now=NOW)
    assert mornings(database, soon) == [(COORDINATOR, 1, "Mar"), ("neighbour@example.org", 1, "Mar")]
    assert mornings(database, later) == [("their-officer@example.org", 1, "Mar")]
    assert mornings(database, between) == [("neighbour@example.org", 1, "Mar")]
    assert [climbed(database, case)[0][1] for case in (soon, between, later)] == [
        "coordinator",
        "supervisor",
        "officer",
    ]


def test_a_programmes_own_ladder_replaces_the_ordinary_one_in_its_cases_only(database: Database, world: World) -> None:
    other = a_world(
        database,
        force_code="16",
        ladder=[{"days_left": 90, "role": "supervisor"}, {"days_left": 10, "role": "officer"}],
        pass_up_days=4,
    )
    an_account(database, Door.CUSTODY, force_code="16", email="s16@example.org", roles=frozenset({Role.SUPERVISOR}))
    high, low = a_clock(database, other, 80), a_clock(database, other, 9)
    ordinary_high, ordinary_low = a_clock(database, world, 80), a_clock(database, world, 9)

    assert warn_forces(database, now=NOW).done == 3

    assert climbed(database, high) == [(90, "supervisor", "raised")]
    assert climbed(database, low) == [(10, "officer", "raised")]
    assert climbed(database, ordinary_high) == []
    assert climbed(database, ordinary_low) == [(14, "supervisor", "raised")]
    assert rungs_of(database, high)[0].pass_up_on == date(2027, 3, 5)
    assert rungs_of(database, ordinary_low)[0].pass_up_on == date(2027, 3, 3)


def test_two_workers_at_once_raise_once(database: Database, database_url: str, world: World) -> None:
    cases = [a_clock(database, world, 13) for _ in range(10)]
    other = database_at(database_url)
    start = threading.Barrier(2)
    done: list[int] = []

    def work(one: Database) -> None:
        start.wait()
        done.append(warn_forces(one, now=NOW).done)

    threads = [threading.Thread(target=work, args=(each,)) for each in (database, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.dispose()

    assert sum(done) == 10
    assert [len(rungs_of(database, case)) for case in cases] == [1] * 10
    assert [events_of(database, case) for case in cases] == [["rung_raised"]] * 10


def test_a_worker_that_was_started_again_raises_nothing_twice(
    database: Database, database_url: str, world: World
) -> None:
    a_clock(database, world, 13)
    warn_forces(database, now=NOW)
    again = database_at(database_url)

    assert warn_forces(again, now=NOW + timedelta(minutes=1)).done == 0
    again.dispose()


def test_the_day_is_londons(database: Database, world: World) -> None:
    """Half past eleven at night in UTC in summer is the next day in London: a Monday, three days before the last."""
    charge_by_on = date(2027, 7, 15)
    case = a_referral(
        database, world, charge_by_on=charge_by_on, return_by_on=charge_by_on, complete_by_on=charge_by_on
    )

    assert warn_forces(database, now=datetime(2027, 7, 11, 22, 30, tzinfo=UTC)).done == 1
    assert climbed(database, case)[-1][0] == 7
    assert warn_forces(database, now=datetime(2027, 7, 11, 23, 30, tzinfo=UTC)).done == 1
    assert climbed(database, case)[-1][0] == 3


def test_a_sweep_takes_as_many_statements_for_twenty_clocks_as_for_one_and_two_for_none(
    database: Database, world: World
) -> None:
    taken = []
    for count in (1, 20, 0):
        for _ in range(count):
            a_clock(database, world, 13)
        with statements(database) as sent:
            assert database.write_now(warn_of_deadlines, actor=WORKER, now=NOW, batch=200) == count
        taken.append(len(sent))
    assert taken == [8, 8, 2]


def test_every_programme_with_the_same_ladder_is_asked_for_in_one_statement(database: Database, world: World) -> None:
    for code in ("16", "34", "12"):
        a_world(database, force_code=code)
    with statements(database) as sent:
        database.write_now(warn_of_deadlines, actor=WORKER, now=NOW, batch=200)
    assert len(sent) == 2
    assert database.read_now(lambda db: db.query(Programme).count()) == 4
