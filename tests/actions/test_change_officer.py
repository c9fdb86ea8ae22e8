"""The officer in a case is another: it is on record, he is told, and what waits for the officer waits for him."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from programme.actions.change_officer import OfficerOfCase, change_officer
from programme.actions.disable_account import disable_account
from programme.audit.models import AccessRow
from programme.duties.handing_over import hand_cases_over
from programme.duties.models import Task, TaskKind
from programme.duties.recipients import told_about
from programme.duties.refusals import NoSuchOfficer
from programme.history.timeline import timeline
from programme.notices.models import OutboxMessage
from programme.people.accounts import account_by_email
from programme.people.models import Account
from programme.people.officers import Officer
from programme.referrals.models import Referral
from programme.shared.actor import COMMAND_LINE, Door, Role
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_force, a_referral, a_world, an_account, read

TYPED = Officer("PC", "7", "A Nother", "nother@example.org")


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


@pytest.fixture
def rowe(database: Database, world: World) -> Account:
    an_account(database, Door.CUSTODY, force_code="43", name="Sgt A. Desk")  # the actor of most tests
    return an_account(
        database, Door.CUSTODY, force_code="43", email="rowe@example.org", name="D Rowe", rank="PC", collar="5521"
    )


@pytest.fixture
def case(database: Database, world: World) -> Referral:
    return a_referral(database, world, officer_name="J Lindqvist", officer_rank="PS")


def change(database: Database, world: World, case: Referral, officer: Officer, **more: Any) -> OfficerOfCase:
    actor = more.get("actor", world.custody)
    return database.write_now(change_officer, actor=actor, now=NOW, reference=case.reference, officer=officer)


def messages(database: Database) -> list[OutboxMessage]:
    return list(read(database, lambda db: db.execute(select(OutboxMessage).order_by(OutboxMessage.id)).scalars().all()))


def told(database: Database, case: Referral) -> list[str]:
    return [one.address for one in read(database, lambda db: told_about(db, case.id, Role.OFFICER)).people]


def shut(database: Database, email: str) -> None:
    number = database.read_now(account_by_email, email)
    assert number is not None
    database.write_now(disable_account, actor=COMMAND_LINE, now=NOW, account_id=number)


def test_he_is_named_told_and_on_record_once(database: Database, world: World, case: Referral, rowe: Account) -> None:
    done = change(database, world, case, Officer("", "PC 5521", "", ""))
    again = change(database, world, case, Officer("PC", "5521", "D Rowe", "rowe@example.org", rowe.id))

    assert (done.changed, again.changed) == (True, False)
    assert done.officer.account_id == rowe.id
    assert [(one.notice, one.address, one.facts["references"]) for one in messages(database)] == [
        ("cases_handed_over", "rowe@example.org", [case.reference])
    ]
    assert [one.words for one in read(database, lambda db: timeline(db, case.id))] == [
        "It is PC 5521 D Rowe now. Before: PS J Lindqvist."
    ]
    looks = read(database, lambda db: db.execute(select(AccessRow.what)).scalars().all())
    assert looks == ["change_officer"]


def test_whoever_makes_himself_the_officer_is_not_told_so(
    database: Database, world: World, case: Referral, rowe: Account
) -> None:
    change(database, world, case, Officer("", "5521", "", ""), actor=replace(world.custody, id=rowe.id))
    assert messages(database) == []


def test_messages_go_where_his_account_is_reached_by_then_and_past_one_that_was_shut(
    database: Database, world: World, case: Referral, rowe: Account
) -> None:
    an_account(database, Door.CUSTODY, force_code="43", email="super@example.org", roles=frozenset({Role.SUPERVISOR}))
    change(database, world, case, Officer("", "5521", "", ""))
    assert told(database, case) == ["rowe@example.org"]

    def move(db: Any) -> None:
        db.get_one(Account, rowe.id).email = "rowe-hall@example.org"

    database.write_now(move)
    assert told(database, case) == ["rowe-hall@example.org"]
    shut(database, "rowe-hall@example.org")
    assert told(database, case) == ["super@example.org"]


def test_an_address_that_was_typed_of_somebody_whose_account_was_shut_is_nobodys(
    database: Database, world: World, rowe: Account
) -> None:
    an_account(database, Door.CUSTODY, force_code="43", email="super@example.org", roles=frozenset({Role.SUPERVISOR}))
    case = a_referral(database, world, officer_email="Rowe@example.org")
    assert told(database, case) == ["Rowe@example.org"]
    shut(database, "rowe@example.org")
    assert told(database, case) == ["super@example.org"]


def test_an_account_of_another_force_or_one_that_was_shut_is_refused_and_nothing_changes(
    database: Database, world: World, case: Referral, rowe: Account
) -> None:
    a_force(database, "34")
    other = an_account(database, Door.PARTNER, force_code="34", email="theirs@example.org")
    shut(database, rowe.email)
    for account in (other, rowe):
        with pytest.raises(NoSuchOfficer):
            change(database, world, case, Officer("", "", "", "", account.id))
    with pytest.raises(NotFound):
        change(database, world, case, TYPED, actor=replace(world.custody, force_code="34"))
    assert read(database, lambda db: db.get_one(Referral, case.id)).officer_name == "J Lindqvist"


def test_many_cases_are_one_message_without_those_that_are_over(
    database: Database, world: World, case: Referral
) -> None:
    second, over = a_referral(database, world), a_referral(database, world, finalised_at=NOW)

    def give(db: Any) -> list[str]:
        cases = [db.get_one(Referral, one.id) for one in (case, second, over)]
        return [one.reference for one in hand_cases_over(db, cases, TYPED, actor=world.custody, now=NOW)]

    assert len(database.write_now(give)) == 3
    found = messages(database)
    assert [one.facts["count"] for one in found] == [2]
    assert found[0].facts["signs_in"] is False
    assert database.write_now(give) == []


def test_where_nobody_can_be_told_each_case_says_so(database: Database, world: World, case: Referral) -> None:
    nobody = Officer("PC", "", "A Nother", "")
    database.write_now(lambda db: setattr(db.merge(world.programme), "fallback_email", ""))
    second = a_referral(database, world)

    def give(db: Any) -> None:
        hand_cases_over(
            db, [db.get_one(Referral, one.id) for one in (case, second)], nobody, actor=world.custody, now=NOW
        )

    database.write_now(give)
    tasks = read(database, lambda db: db.execute(select(Task.referral_id, Task.kind)).all())
    assert {(row.referral_id, row.kind) for row in tasks} == {
        (one.id, TaskKind.NOBODY_TO_TELL) for one in (case, second)
    }
