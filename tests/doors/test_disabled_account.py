"""Somebody is shut out: what he had open, what he was sent and what is still owed to him ends at the next click."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from programme.actions.ask_for_new_password import ask_for_new_password
from programme.actions.disable_account import disable_account
from programme.actions.enable_account import enable_account
from programme.duties.models import Task, TaskKind
from programme.duties.recipients import told_about
from programme.notices.carriers import Cause
from programme.notices.models import Delivery, OutboxMessage
from programme.people.models import Account
from programme.referrals.models import Referral
from programme.shared.actor import COMMAND_LINE, WORKER, Door, Role
from programme.shared.dates import london_date
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_world, an_account, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.jobs import follow_up_messages, tell_forces, warn_forces
from tests.support.links import Postman, link_to, post
from tests.support.rungs import SUPERVISOR, a_clock, climbed, staffed

LEAVER = "leaver@example.org"


def a_leaver(database: Database, **facts: Any) -> Account:
    return an_account(database, Door.CUSTODY, force_code="43", email=LEAVER, roles=frozenset({Role.OFFICER}), **facts)


def shut_out(database: Database, account: Account) -> None:
    database.write_now(disable_account, actor=COMMAND_LINE, now=NOW, account_id=account.id)


def test_his_sign_ins_his_form_and_his_links_are_dead_at_the_next_click(database: Database) -> None:
    a_world(database)
    leaver, stays = a_leaver(database), an_account(database, Door.CUSTODY, force_code="43")
    app = an_app(a_wiring(database))
    first, second, other = (Browser(app).sign_in_as(one) for one in (leaver, leaver, stays))
    ways: list[Callable[[], int]] = [
        lambda: first.get("/custody").status_code,
        lambda: second.get("/account").status_code,
        lambda: second.post("/account/password", {"present": "a", "password": "b", "again": "c"}).status_code,
    ]
    database.write_now(ask_for_new_password, actor=WORKER, now=NOW, email=LEAVER)
    link = link_to(database, LEAVER, now=NOW)
    assert [way() for way in ways] == [200, 200, 422], "the control: each works while the account does"
    assert Browser(app).get(link).status_code == 200

    shut_out(database, leaver)

    assert [first.get("/custody").headers["location"], second.get("/account").headers["location"]] == [
        "/sign-in?again=1&to=/custody",
        "/sign-in?again=1&to=/account",
    ]
    assert ways[2]() in (303, 403)
    assert Browser(app).get(link).status_code == 410
    assert other.get("/custody").status_code == 200, "and nobody else is signed out"
    database.write_now(enable_account, actor=COMMAND_LINE, now=NOW, account_id=leaver.id)
    assert first.get("/custody").status_code == 303, "and it does not come back by itself"
    assert Browser(app).get(link).status_code == 410


def test_what_was_owed_to_him_does_not_go_and_is_said_to_whoever_is_next(database: Database) -> None:
    world: World = a_world(database)
    staffed(database)
    leaver = a_leaver(database)
    case = a_clock(database, world, 50, officer_id=leaver.id, officer_email=LEAVER)
    warn_forces(database, now=NOW)
    tell_forces(database, now=NOW)
    owed = select(OutboxMessage).where(OutboxMessage.address == LEAVER)
    assert read(database, lambda db: db.execute(owed).scalar_one()).state is Delivery.QUEUED, "the control: it was owed"
    shut_out(database, leaver)

    postman = Postman()
    for _ in range(3):
        post(database, postman, now=NOW)
        follow_up_messages(database, now=NOW)

    assert {letter.address for letter in postman.letters} == {SUPERVISOR}
    message = read(database, lambda db: db.execute(owed).scalar_one())
    assert (message.state, message.cause) == (Delivery.FAILED, Cause.ACCOUNT_DISABLED)
    assert climbed(database, case) == [(60, "supervisor", "passed_up")]
    tasks = read(database, lambda db: db.execute(select(Task.kind)).scalars().all())
    assert tasks == [TaskKind.MESSAGE_NOT_DELIVERED]


def told(database: Database, case: Referral) -> list[str]:
    return [
        one.address
        for one in read(database, lambda db: told_about(db, case.id, Role.OFFICER, today=london_date(NOW))).people
    ]


def test_an_account_that_is_enabled_again_is_written_to_again(database: Database) -> None:
    """That a message was held says nothing against its address."""
    world: World = a_world(database)
    leaver = a_leaver(database)
    case = a_clock(database, world, 50, officer_id=leaver.id, officer_email=LEAVER)
    warn_forces(database, now=NOW)
    tell_forces(database, now=NOW)
    shut_out(database, leaver)
    post(database, Postman(), now=NOW)
    assert told(database, case) != [LEAVER], "the control"
    database.write_now(enable_account, actor=COMMAND_LINE, now=NOW, account_id=leaver.id)
    assert told(database, case) == [LEAVER]
