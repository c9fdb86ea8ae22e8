"""A statement that is run on the driver itself finds, writes and refuses what it does when SQLAlchemy runs it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, bindparam, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from programme.history.events import SlipIssued
from programme.history.models import HistoryRow
from programme.history.timeline import record
from programme.notices.models import Delivery, OutboxMessage
from programme.people.models import Account, Person, SafeContact
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import WORKER, Door, Role
from programme.storage.database import Database
from programme.storage.locks import Lease
from programme.storage.prepared import prepared
from programme.storage.statements import run
from tests.support.builders import NOW, a_referral, a_world, an_account

ACCOUNTS = select(Account.id, Account.door, Account.roles, Account.created_at, Account.active, Account.force_code)
CASES = select(
    Referral.reference,
    Referral.state,
    Referral.flags,
    Referral.offence_at,
    Referral.charge_by_on,
    Referral.cautioned_on,
).where(Referral.state != ReferralState.CLOSED)
PEOPLE = select(Person.surname, Person.born_on, Person.safe_contact).where(Person.id == bindparam("person_id"))
EVENTS = select(HistoryRow.event, HistoryRow.facts, HistoryRow.happened_at, HistoryRow.actor_door)
ADD_LEASE = insert(Lease).inline()
LEASES = select(Lease.name, Lease.until_at).where(Lease.holder == "us", Lease.until_at <= bindparam("now"))
RENEW = (
    update(Lease)
    .where(Lease.name == bindparam("which"))
    .values(holder=bindparam("who"))
    .returning(Lease.name, Lease.until_at)
)


def driven(db: Session | Connection, statement: Any, **values: Any) -> list[tuple[Any, ...]]:
    """Run it on the driver, as `storage.statements` does from the second time on."""
    connection = db if isinstance(db, Connection) else db.connection()
    ready = prepared(statement, connection.dialect, tuple(values))
    assert ready is not None
    return list(ready.run(connection, values).cells)


def add_lease(db: Session, name: str, until_at: datetime = NOW) -> None:
    driven(db, ADD_LEASE, name=name, holder="us", until_at=until_at)


def a_little_of_everything(database: Database) -> Referral:
    referral = a_referral(database, a_world(database), flags=["a", "b"])
    an_account(database, Door.CUSTODY, force_code="43", roles=frozenset({Role.OFFICER, Role.SUPERVISOR}))
    database.write_now(record, referral.id, SlipIssued, actor=WORKER, now=NOW)
    return referral


def is_run_on_the_driver(database: Database, statement: Any, *names: str) -> bool:
    return prepared(statement, database.reading.dialect, names) is not None


@pytest.mark.parametrize("statement", [ACCOUNTS, CASES, EVENTS], ids=["accounts", "cases", "events"])
def test_it_finds_what_sqlalchemy_finds(database: Database, statement: Any) -> None:
    a_little_of_everything(database)

    def both(db: Session) -> tuple[list[Any], list[Any]]:
        return list(driven(db, statement)), [tuple(row) for row in db.execute(statement)]

    ours, theirs = database.read_now(both)

    assert is_run_on_the_driver(database, statement)
    assert ours == theirs != []
    assert [[type(cell) for cell in row] for row in ours] == [[type(cell) for cell in row] for row in theirs]


def test_it_is_handed_its_values(database: Database) -> None:
    referral = a_little_of_everything(database)

    [(surname, born_on, safe_contact)] = database.read_now(lambda db: driven(db, PEOPLE, person_id=referral.person_id))

    assert (type(surname), type(born_on), type(safe_contact)) == (str, date, SafeContact)
    assert database.read_now(lambda db: driven(db, PEOPLE, person_id=-1)) == []


def test_it_needs_no_session(database: Database) -> None:
    a_little_of_everything(database)

    with database.reading.connect() as connection:
        assert len(driven(connection, CASES)) == 1


def test_what_it_writes_is_there_when_the_transaction_ends_and_not_before(database: Database) -> None:
    summer = datetime(2027, 7, 1, 12, tzinfo=UTC)
    database.write_now(add_lease, "kept", until_at=summer)

    def taken_back(db: Session) -> None:
        add_lease(db, "lost")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.write_now(taken_back)

    found = database.read_now(lambda db: driven(db, LEASES, now=summer))
    assert found == [("kept", summer)]
    assert database.read_now(lambda db: driven(db, LEASES, now=summer - timedelta(seconds=1))) == []


def test_what_it_changes_comes_back(database: Database) -> None:
    database.write_now(add_lease, "one")

    assert database.write_now(lambda db: driven(db, RENEW, which="one", who="them")) == [("one", NOW)]
    assert database.write_now(lambda db: driven(db, RENEW, which="none", who="them")) == []
    assert database.read_now(lambda db: db.get_one(Lease, "one").holder) == "them"


def test_a_broken_constraint_is_sqlalchemys_error_and_quotes_nothing(database: Database) -> None:
    database.write_now(add_lease, "Canary Surname")

    with pytest.raises(IntegrityError) as caught:
        database.write_now(add_lease, "Canary Surname")

    assert "[parameters" not in str(caught.value) or "hidden" in str(caught.value)


def test_it_cannot_write_where_nothing_can_be_written(database: Database) -> None:
    with pytest.raises(DBAPIError, match=r"readonly|read-only"):
        database.read_now(add_lease, "one")


def test_an_instant_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="time zone"):
        database.write_now(add_lease, "one", until_at=datetime(2027, 7, 1))


def test_a_list_of_parameters_and_defaults_of_ours_are_left_to_sqlalchemy(database: Database) -> None:
    a_little_of_everything(database)
    listed = select(Referral.state).where(Referral.state.in_(list(ReferralState)))
    owed = insert(OutboxMessage).returning(OutboxMessage.state, OutboxMessage.attempts)
    values = {"dedupe_key": "x:1", "notice": "x", "channel": "email", "address": "a@example.org", "facts": {}}
    when = {"queued_at": NOW, "next_try_at": NOW}

    assert not is_run_on_the_driver(database, listed)
    assert not is_run_on_the_driver(database, owed, *values, *when)
    assert len(database.read_now(lambda db: run(db, listed).cells)) == 1
    assert database.write_now(lambda db: run(db, owed, **values, **when).cells) == [(Delivery.QUEUED, 0)]


@pytest.mark.only_on("postgresql", reason="SQLite's connections do not break")
def test_after_the_server_dropped_its_connections_every_statement_is_run_on_new_ones(
    database: Database,
) -> None:
    def drop_the_others(db: Session) -> None:
        ours = "datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        db.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {ours}"))

    with database.reading.connect() as one, database.reading.connect() as other:
        driven(one, LEASES, now=NOW)
        driven(other, LEASES, now=NOW)
    with database.reading.connect() as taken_before:
        database.write_now(drop_the_others)
        with pytest.raises(DBAPIError) as caught:
            driven(taken_before, LEASES, now=NOW)

    assert caught.value.connection_invalidated
    for _ in range(3):
        assert database.read_now(lambda db: driven(db, LEASES, now=NOW)) == []
