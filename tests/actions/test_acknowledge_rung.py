"""Somebody of the role a rung is with, or a higher one, says that he has seen it: once, with his name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from programme.actions.acknowledge_rung import acknowledge_rung
from programme.duties.refusals import NothingChosen, WithSomebodyElse
from programme.duties.states import RungState
from programme.history.timeline import timeline
from programme.people.models import Account
from programme.people.sign_ins import account_actor
from programme.referrals.models import Referral
from programme.shared.actor import Actor, Door, Role
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_force, a_world, an_account
from tests.support.jobs import pass_up_warnings, warn_forces
from tests.support.rungs import a_clock, climbed, rungs_of, staffed

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


@pytest.fixture
def staff(database: Database, world: World) -> dict[Role, Account]:
    return staffed(database)


def raised(database: Database, world: World, days_left: int) -> Referral:
    case = a_clock(database, world, days_left)
    warn_forces(database, now=NOW)
    return case


def seen_by(database: Database, who: Account | Actor, *cases: Referral) -> tuple[list[str], list[str], list[str]]:
    actor = who if isinstance(who, Actor) else account_actor(who)
    ids = [rungs_of(database, case)[-1].id for case in cases]
    found = database.write_now(acknowledge_rung, actor=actor, now=LATER, rung_ids=ids)
    return found.now, found.before, found.not_his


def test_his_name_and_the_time_are_kept_and_the_history_says_so(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    case = raised(database, world, 50)

    assert seen_by(database, staff[Role.OFFICER], case) == ([case.reference], [], [])

    (rung,) = rungs_of(database, case)
    assert (rung.state, rung.acknowledged_at) == (RungState.ACKNOWLEDGED, LATER)
    assert rung.acknowledged_by == "constable, Organisation"
    moment = database.read_now(timeline, case.id)[0]
    assert (moment.event, moment.who) == ("rung_acknowledged", "constable, Organisation")
    assert moment.words == "The warning at 60 days, which was with the officer in the case."


def test_asked_again_the_first_name_stays(database: Database, world: World, staff: dict[Role, Account]) -> None:
    case = raised(database, world, 50)
    seen_by(database, staff[Role.OFFICER], case)

    assert seen_by(database, staff[Role.SUPERVISOR], case) == ([], [case.reference], [])
    assert rungs_of(database, case)[0].acknowledged_by == "constable, Organisation"
    assert len(database.read_now(timeline, case.id)) == 2


@pytest.mark.parametrize(
    ("days_left", "may"),
    [
        (50, {Role.OFFICER, Role.SUPERVISOR, Role.COORDINATOR}),
        (20, {Role.SUPERVISOR, Role.COORDINATOR}),
        (5, {Role.COORDINATOR}),
    ],
)
@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR, Role.COORDINATOR])
def test_a_lower_role_is_refused(
    database: Database, world: World, staff: dict[Role, Account], days_left: int, may: set[Role], role: Role
) -> None:
    case = raised(database, world, days_left)
    if role in may:
        assert seen_by(database, staff[role], case)[0] == [case.reference]
    else:
        with pytest.raises(WithSomebodyElse):
            seen_by(database, staff[role], case)
        assert climbed(database, case)[0][2] == "raised"


def test_several_at_once_and_those_that_went_up_meanwhile_are_left_out(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    first, second, third = (raised(database, world, days) for days in (50, 40, 20))

    found = seen_by(database, staff[Role.OFFICER], first, second, third)

    assert found == ([first.reference, second.reference], [], [third.reference])
    assert [climbed(database, case)[0][2] for case in (first, second, third)] == [
        "acknowledged",
        "acknowledged",
        "raised",
    ]


def test_whoever_has_seen_the_lower_rung_has_seen_the_higher_ones(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    case = raised(database, world, 30)
    for day in (2, 4):
        warn_forces(database, now=NOW + timedelta(days=day))
        pass_up_warnings(database, now=NOW + timedelta(days=day))
    assert [state for _, _, state in climbed(database, case)] == ["raised", "passed_up"]

    seen_by(database, staff[Role.COORDINATOR], case)

    assert [state for _, _, state in climbed(database, case)] == ["acknowledged", "acknowledged"]


def test_another_forces_rung_is_not_found(database: Database, world: World, staff: dict[Role, Account]) -> None:
    case = raised(database, world, 50)
    a_world(database, force_code="16")
    for door, role in (
        (Door.CUSTODY, Role.SUPERVISOR),
        (Door.ADMIN, Role.COORDINATOR),
        (Door.PARTNER, Role.PARTNER_STAFF),
    ):
        stranger = an_account(database, door, force_code="16", roles=frozenset({role}))
        with pytest.raises(NotFound):
            seen_by(database, stranger, case)
    auditor = an_account(database, Door.ADMIN, force_code="43", roles=frozenset({Role.AUDITOR}))
    with pytest.raises(NotFound):
        seen_by(database, auditor, case)


def test_a_neighbours_staff_answer_for_their_own_cases_and_the_coordinator_for_all_of_his_programme(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    a_force(database, "34")
    neighbour = an_account(database, Door.PARTNER, force_code="34")
    theirs, also_theirs = (a_clock(database, world, 5, force_code="34") for _ in range(2))
    warn_forces(database, now=NOW)

    assert seen_by(database, neighbour, theirs)[0] == [theirs.reference]
    assert seen_by(database, staff[Role.COORDINATOR], also_theirs)[0] == [also_theirs.reference]
    with pytest.raises(NotFound):
        seen_by(database, staff[Role.SUPERVISOR], also_theirs)


def test_nothing_ticked_is_said_and_a_number_that_nobody_has_is_not_found(
    database: Database, world: World, staff: dict[Role, Account]
) -> None:
    actor = account_actor(staff[Role.OFFICER])
    with pytest.raises(NothingChosen):
        database.write_now(acknowledge_rung, actor=actor, now=NOW, rung_ids=[])
    with pytest.raises(NotFound):
        database.write_now(acknowledge_rung, actor=actor, now=NOW, rung_ids=[999_999])
