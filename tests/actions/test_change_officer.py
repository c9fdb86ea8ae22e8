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
from programme.notices.models import Channel, OutboxMessage
from programme.people.accounts import account_by_email
from programme.people.models import Account
from programme.people.officers import Officer
from programme.people.sign_ins import account_actor
from programme.referrals.models import Referral
from programme.shared.actor import COMMAND_LINE, Door, Role
from programme.shared.dates import london_date
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_force, a_referral, a_world, add, an_account, read

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
    return [
        one.address
        for one in read(database, lambda db: told_about(db, case.id, Role.OFFICER, today=london_date(NOW))).people
    ]


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
        ("cases_handed_over", "rowe@example.org", [case.reference]),
        ("cases_given_on", "officer@example.org", [case.reference]),
    ]
    assert [one.words for one in read(database, lambda db: timeline(db, case.id))] == [
        "It is PC 5521 D Rowe now. Before: PS J Lindqvist."
    ]
    looks = read(database, lambda db: db.execute(select(AccessRow.what)).scalars().all())
    assert looks == ["change_officer"]


def test_what_is_owed_to_the_one_before_goes_to_him(
    database: Database, world: World, case: Referral, rowe: Account
) -> None:
    """As with many cases at once: in the words for him, and to nobody else what was owed to somebody else."""
    facts = {"channel": Channel.EMAIL, "facts": {"signs_in": False}, "queued_at": NOW, "next_try_at": NOW}
    for address in ("officer@example.org", "boss@example.org"):
        about = {"dedupe_key": address, "notice": "deadline_warning", "referral_id": case.id, "address": address}
        add(database, OutboxMessage(**about, **facts))
    change(database, world, case, Officer("", "5521", "", ""))
    assert [(one.address, one.facts["signs_in"]) for one in messages(database)[:2]] == [
        ("rowe@example.org", True),
        ("boss@example.org", False),
    ]


def test_who_only_looks_after_accounts_can_be_no_officer(database: Database) -> None:
    """At a neighbour's door an administrator who is nothing else opens no case: he would be led to a page that is not
    there. Whoever was made one before is told like somebody without an account."""
    a_force(database, "34")
    keeper, desk = (
        an_account(database, Door.PARTNER, force_code="34", collar=collar, roles=frozenset({role}))
        for collar, role in (("8", Role.ADMINISTRATOR), ("9", Role.PARTNER_STAFF))
    )
    case = a_referral(database, a_world(database, force_code="16"), force_code="34", officer_id=keeper.id)
    asked: dict[str, Any] = {"actor": account_actor(desk), "now": NOW, "reference": case.reference}
    with pytest.raises(NoSuchOfficer):
        database.write_now(change_officer, officer=Officer("", "", "", "", keeper.id), **asked)
    assert [
        one.signs_in
        for one in read(database, lambda db: told_about(db, case.id, Role.OFFICER, today=london_date(NOW))).people
    ] == [False]

    done = database.write_now(change_officer, officer=Officer("", "9", "", ""), **asked)
    assert done.officer.account_id == desk.id
    assert [
        one.signs_in
        for one in read(database, lambda db: told_about(db, case.id, Role.OFFICER, today=london_date(NOW))).people
    ] == [True]


def test_whoever_makes_himself_the_officer_is_not_told_so(
    database: Database, world: World, case: Referral, rowe: Account
) -> None:
    change(database, world, case, Officer("", "5521", "", ""), actor=replace(world.custody, id=rowe.id))
    assert [one.notice for one in messages(database)] == ["cases_given_on"]


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
    counted = [(one.notice, one.facts["count"], one.facts["more"]) for one in found]
    assert counted == [("cases_handed_over", 2, 0), ("cases_given_on", 2, 0)]
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
