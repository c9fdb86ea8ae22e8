"""Roles that nobody has are said as soon as running cases need them, and when the last who had one leaves."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from programme.actions.disable_account import disable_account
from programme.actions.open_account import open_account
from programme.duties.forces import forces_of
from programme.duties.provider_people import provider_told
from programme.duties.recipients import told_about
from programme.duties.unheld import programmes_without_fallback, unheld_roles
from programme.people.accounts import account_by_email
from programme.shared.actor import COMMAND_LINE, Door, Role
from programme.shared.dates import london_date
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_force, a_world, an_account, read
from tests.support.rungs import COORDINATOR, OFFICER, SUPERVISOR, a_clock, staffed


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def sentences(database: Database) -> list[str]:
    return [one.sentence for one in read(database, unheld_roles)]


def disabled(database: Database, email: str) -> list[str]:
    account_id = database.read_now(account_by_email, email)
    assert account_id is not None
    return database.write_now(disable_account, actor=COMMAND_LINE, now=NOW, account_id=account_id)


def test_where_every_role_is_held_nothing_is_said(database: Database, world: World) -> None:
    staffed(database)
    a_clock(database, world, 50)
    assert sentences(database) == []


def test_a_role_that_no_running_case_needs_is_not_said(database: Database, world: World) -> None:
    a_clock(database, world, 50, finalised_at=NOW, officer_email="")
    assert sentences(database) == []


def test_each_role_that_nobody_has_is_said_with_who_is_told_instead(database: Database, world: World) -> None:
    a_clock(database, world, 50, officer_email="")
    a_clock(database, world, 50)
    assert sentences(database) == [
        "Cases of Force 43 (43) name no officer in the case who can be told now: 1 running case. Warnings go to the "
        "programme's fall-back address, fallback@example.org.",
        "Nobody supervises Force 43 (43) now: 2 running cases. Warnings go to the programme's fall-back address, "
        "fallback@example.org.",
        "Nobody coordinates the Programme for Force 43 (43) now: 2 running cases. Warnings go to the programme's "
        "fall-back address, fallback@example.org.",
    ]


def test_whoever_was_invited_holds_no_role_before_he_can_sign_in(database: Database, world: World) -> None:
    """A warning that only he is sent, with a page that he cannot open, is one that nobody sees to."""
    staffed(database)
    invited = {"force_code": "43", "password_hash": None}
    an_account(database, Door.CUSTODY, email="new@example.org", roles=frozenset({Role.SUPERVISOR}), **invited)
    an_account(database, Door.ADMIN, email="next@example.org", roles=frozenset({Role.COORDINATOR}), **invited)
    case = a_clock(database, world, 50)
    assert disabled(database, SUPERVISOR) != []
    assert disabled(database, COORDINATOR) != []

    def told(db: Session) -> list[str]:
        return [one.address for one in told_about(db, case.id, Role.COORDINATOR, today=london_date(NOW)).people]

    assert read(database, told) == [OFFICER]


def test_a_provider_whose_people_cannot_sign_in_yet_has_nobody(database: Database, world: World) -> None:
    staffed(database)
    an_account(database, Door.PROVIDER, provider_id=world.provider.id, password_hash=None, email="new@example.org")
    case = a_clock(database, world, 50)

    def told(db: Session) -> list[str]:
        found = provider_told(db, world.provider.id, list(forces_of(db, [case.id]).values()))
        return [one.address for one in found.people]

    assert "new@example.org" not in read(database, told)
    assert COORDINATOR in read(database, told)


def test_disabling_the_last_of_a_role_says_what_is_left_unheld(database: Database, world: World) -> None:
    staffed(database)
    an_account(database, Door.CUSTODY, force_code="43", email="second@example.org", roles=frozenset({Role.SUPERVISOR}))
    a_clock(database, world, 50)
    assert disabled(database, "second@example.org") == []
    assert disabled(database, SUPERVISOR) == [
        "Nobody supervises Force 43 (43) now: 1 running case. Warnings go to the coordinator."
    ]
    assert disabled(database, COORDINATOR) == [
        "Nobody coordinates the Programme for Force 43 (43) now: 1 running case. Warnings go to the programme's "
        "fall-back address, fallback@example.org."
    ]
    assert disabled(database, COORDINATOR) == []  # who is disabled already


def test_a_case_whose_officer_moved_to_another_force_names_nobody_until_he_is_back(
    database: Database, world: World
) -> None:
    """His address goes with him, and what was sent to it here would be read by somebody of another force."""
    staffed(database)
    a_force(database, "34")
    an_account(database, Door.CUSTODY, force_code="43", email=OFFICER, roles=frozenset({Role.OFFICER}))
    a_clock(database, world, 50, officer_email=OFFICER.upper())
    nobody = (
        "Cases of Force 43 (43) name no officer in the case who can be told now: 1 running case. Warnings go to the "
        "supervisor."
    )
    moves(database, OFFICER, to="34")
    assert sentences(database) == [nobody]
    moves(database, OFFICER, to="43")
    assert sentences(database) == []


def moves(database: Database, email: str, *, to: str) -> None:
    """His account is shut, and his address is given to one of this force."""
    disabled(database, email)
    database.write_now(
        open_account,
        actor=COMMAND_LINE,
        now=NOW,
        email=email,
        name="Officer",
        door=Door.CUSTODY,
        roles=frozenset({Role.OFFICER}),
        force_code=to,
        password="a long password of his own",  # made up
    )


def test_a_neighbour_without_staff_is_said_by_its_own_name(database: Database, world: World) -> None:
    staffed(database)
    a_force(database, "34")
    a_clock(database, world, 50, force_code="34")
    assert sentences(database) == [
        "Nobody supervises Force 34 (34) now: 1 running case. Warnings go to the coordinator."
    ]


def test_a_programme_without_a_fall_back_address_is_a_fault_and_it_says_that_nobody_is_told(database: Database) -> None:
    world = a_world(database, fallback_email="")
    a_clock(database, world, 50, officer_email="")
    assert read(database, programmes_without_fallback) == [("43", "Programme")]
    assert all(
        one.endswith("Warnings go to NOBODY: name a fall-back address for the programme.")
        for one in sentences(database)
    )
