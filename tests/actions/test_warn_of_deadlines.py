"""The force is warned on every rung of the clock, each person once, until a charge or a final disposal is recorded."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from programme.history.timeline import timeline
from programme.jobs.messages import warn_forces
from programme.notices.models import OutboxMessage
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.referrals.warnings import LADDER, rung_of
from programme.shared.actor import Door, Role
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_force, a_referral, a_world, an_account

TODAY = NOW.date()


@pytest.fixture
def world(database: Database) -> World:
    made = a_world(database)
    an_account(
        database,
        Door.CUSTODY,
        force_code="43",
        email="supervisor@example.org",
        roles=frozenset({Role.SUPERVISOR, Role.OFFICER}),
    )
    an_account(database, Door.CUSTODY, force_code="43", email="constable@example.org")
    an_account(
        database,
        Door.CUSTODY,
        force_code="43",
        email="gone@example.org",
        roles=frozenset({Role.SUPERVISOR}),
        active=False,
    )
    a_force(database, "20")
    an_account(database, Door.CUSTODY, force_code="20", email="other@example.org", roles=frozenset({Role.SUPERVISOR}))
    return made


def a_case(database: Database, world: World, days_left: int, **facts: Any) -> Referral:
    charge_by_on = TODAY + timedelta(days=days_left)
    return a_referral(
        database,
        world,
        charge_by_on=charge_by_on,
        return_by_on=charge_by_on - timedelta(days=28),
        complete_by_on=charge_by_on - timedelta(days=31),
        **facts,
    )


def told(database: Database) -> list[tuple[str, int]]:
    """Who was warned, with how many days left, in order."""
    wanted = select(OutboxMessage.address, OutboxMessage.facts).order_by(OutboxMessage.id)
    return [(row[0], row[1]["days_left"]) for row in database.read_now(lambda db: db.execute(wanted).all())]


def test_each_person_is_warned_once_a_rung_on_its_day(database: Database, world: World) -> None:
    case = a_case(database, world, 62)

    for day in range(66):
        warn_forces(database, now=NOW + timedelta(days=day))

    assert told(database) == [
        (address, days) for days in LADDER for address in ("officer@example.org", "supervisor@example.org")
    ]
    assert [moment.event for moment in database.read_now(timeline, case.id)] == ["deadline_warned"] * len(LADDER)


def test_after_an_outage_only_the_nearest_rung_is_told(database: Database, world: World) -> None:
    a_case(database, world, 62)

    for day in (0, 50, 51):
        warn_forces(database, now=NOW + timedelta(days=day))

    assert {days for _, days in told(database)} == {12}


@pytest.mark.parametrize("state", [ReferralState.RETURNED, ReferralState.ACKNOWLEDGED, ReferralState.WITHDRAWN])
def test_a_returned_case_is_still_warned_of(database: Database, world: World, state: ReferralState) -> None:
    a_case(database, world, 13, state=state)

    assert warn_forces(database, now=NOW).done == 1


def test_a_stopped_clock_is_not_warned_of(database: Database, world: World) -> None:
    a_case(database, world, 13, clock_stopped_at=NOW, clock_stopped_by="charge_issued")

    assert warn_forces(database, now=NOW).done == 0


def test_a_case_that_comes_in_late_is_warned_of_once_with_the_days_it_has(database: Database, world: World) -> None:
    a_case(database, world, 2)
    a_case(database, world, -3)

    assert warn_forces(database, now=NOW).done == 2
    assert warn_forces(database, now=NOW).done == 0
    assert {days for _, days in told(database)} == {2, -3}


def test_a_case_without_an_officers_address_goes_to_the_supervisors(database: Database, world: World) -> None:
    a_case(database, world, 13, officer_email="")

    warn_forces(database, now=NOW)

    assert told(database) == [("supervisor@example.org", 13)]


def test_two_workers_at_once_warn_once(database: Database, database_url: str, world: World) -> None:
    for _ in range(10):
        a_case(database, world, 13)
    other = Database(database_url)
    start = threading.Barrier(2)

    def work(one: Database) -> None:
        start.wait()
        warn_forces(one, now=NOW)

    threads = [threading.Thread(target=work, args=(each,)) for each in (database, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.dispose()

    assert len(told(database)) == 20
    cases = database.read_now(lambda db: list(db.execute(select(Referral.id)).scalars()))
    assert [len(database.read_now(timeline, case)) for case in cases] == [1] * 10


def test_the_day_is_londons(database: Database, world: World) -> None:
    """Half past eleven at night in UTC in summer is the next day in London."""
    charge_by_on = date(2027, 7, 15)
    a_referral(database, world, charge_by_on=charge_by_on, return_by_on=charge_by_on, complete_by_on=charge_by_on)

    assert warn_forces(database, now=datetime(2027, 7, 11, 22, 30, tzinfo=UTC)).done == 1
    assert told(database)[0][1] == 4
    assert warn_forces(database, now=datetime(2027, 7, 11, 23, 30, tzinfo=UTC)).done == 1
    assert told(database)[-1][1] == 3


@given(st.integers(min_value=-400, max_value=400))
def test_the_rung_is_the_lowest_that_is_not_under_the_days_left(days_left: int) -> None:
    rung = rung_of(days_left)

    assert (rung is None) is (days_left > max(LADDER))
    assert rung is None or (days_left <= rung and not any(days_left <= lower < rung for lower in LADDER))
