"""The access log and the history can only be added to; whoever gets round that is found."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Select, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from programme.audit.access_log import log_access
from programme.audit.models import AccessRow, AccessSubject, Operation, Seal
from programme.audit.sealing import SEALED_AFTER, broken_seals, chain, holds_digest, seal_access_log
from programme.history import events
from programme.history.timeline import record
from programme.jobs.housekeeping import seal_access_log_rows
from programme.opening import database_at
from programme.shared.actor import COMMAND_LINE, WORKER
from programme.storage.database import Database
from tests.support.builders import NOW, a_referral, a_world

LATER = NOW + timedelta(hours=1)


def look(database: Database, count: int = 1, *, at: datetime = NOW, subjects: tuple[str, ...] = ("K7M2-9QXD",)) -> None:
    def write(db: Session) -> None:
        for _ in range(count):
            log_access(db, actor=COMMAND_LINE, now=at, what="/custody/cases/{reference}", subjects=subjects)

    database.write_now(write)


def seal(database: Database, now: datetime = LATER, batch: int = 3) -> int:
    return database.write_now(seal_access_log, now=now, batch=batch)


def seal_all(database: Database, now: datetime = LATER) -> None:
    while seal(database, now):
        pass


def tamper(database: Database, table: str, statement: str) -> None:
    """The reach of somebody with the owner's rights: switch the triggers off, and write."""

    def write(db: Session) -> None:
        if database.is_sqlite:
            db.execute(text(f"DROP TRIGGER {table}_refuses_update"))
            db.execute(text(f"DROP TRIGGER {table}_refuses_delete"))
        else:
            db.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        db.execute(text(statement))
        if not database.is_sqlite:
            db.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))

    database.write_now(write)


def test_every_settled_row_is_sealed_and_filed_under_its_case(database: Database) -> None:
    look(database, 7, subjects=("K7M2-9QXD", "M9Q2-7DXK"))
    look(database, subjects=())

    assert [seal(database) for _ in range(4)] == [3, 3, 2, 0]

    assert database.read_now(broken_seals) == []
    state = database.read_now(chain)
    assert (state.seals, state.sealed_rows, state.unsealed_rows) == (3, 8, 0)
    filed = select(AccessSubject.access_id).where(AccessSubject.referral_reference == "M9Q2-7DXK")
    assert len(database.read_now(lambda db: db.scalars(filed).all())) == 7


def test_the_job_seals_everything_that_has_settled(database: Database) -> None:
    look(database, 5)
    look(database, 2, at=LATER - SEALED_AFTER / 2)

    assert seal_access_log_rows(database, now=LATER).done == 5
    assert database.read_now(chain).unsealed_rows == 2


def test_a_row_that_has_not_settled_holds_up_those_after_it_and_leaves_no_gap(database: Database) -> None:
    look(database, 2)
    look(database, at=LATER)  # began earlier, by a clock that runs ahead
    look(database, 2)

    assert seal(database) == 2
    assert seal(database) == 0
    assert seal(database, LATER + SEALED_AFTER + timedelta(seconds=1)) == 3
    assert database.read_now(broken_seals) == []


def test_two_at_once_seal_each_row_once(database: Database, database_url: str) -> None:
    look(database, 9, subjects=())
    other = database_at(database_url)
    start = threading.Barrier(2)

    def work(one: Database) -> None:
        start.wait()
        seal_all(one)

    threads = [threading.Thread(target=work, args=(each,)) for each in (database, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.dispose()

    assert database.read_now(chain).sealed_rows == 9
    assert database.read_now(broken_seals) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_log SET actor_label = 'somebody else' WHERE id = (SELECT min(id) + 4 FROM access_log)",
        "UPDATE access_log SET subjects = '' WHERE id = (SELECT max(id) FROM access_log)",
        "DELETE FROM access_log WHERE id = (SELECT min(id) FROM access_log)",
        "DELETE FROM access_log WHERE id = (SELECT max(id) FROM access_log)",
    ],
)
def test_a_row_that_was_changed_or_removed_is_found(database: Database, statement: str) -> None:
    look(database, 7)
    seal_all(database)
    assert database.read_now(broken_seals) == []

    tamper(database, "access_log", statement)

    assert len(database.read_now(broken_seals)) == 1


def test_a_row_that_was_slipped_in_is_found(database: Database) -> None:
    look(database, 3)
    tamper(database, "access_log", "UPDATE access_log SET id = id + 100 WHERE id = (SELECT max(id) FROM access_log)")
    seal_all(database)
    first = database.read_now(lambda db: db.execute(select(AccessRow.id).order_by(AccessRow.id)).scalars().all())

    def slip_in(db: Session) -> None:
        db.add(
            AccessRow(
                id=first[-1] - 1,
                at=NOW,
                operation=Operation.CONSULTATION,
                actor_door=WORKER.door,
                actor_label="x",
                what="x",
                subjects="",
            )
        )

    database.write_now(slip_in)

    assert len(database.read_now(broken_seals)) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_log_seals SET digest = '0' || substr(digest, 2) || 'x' WHERE id = 2",
        "DELETE FROM access_log_seals WHERE row_count = 3 AND from_id > (SELECT min(from_id) FROM access_log_seals)",
    ],
)
def test_a_seal_that_was_changed_or_removed_is_found(database: Database, statement: str) -> None:
    look(database, 8)
    seal_all(database)
    statement = statement.replace("id = 2", "id = (SELECT min(id) + 1 FROM access_log_seals)").replace(" || 'x'", "")

    tamper(database, "access_log_seals", statement.replace("'0' ||", "'g' ||"))

    assert database.read_now(broken_seals)


def test_a_row_has_settled_two_minutes_after_it_was_written_and_not_before(database: Database) -> None:
    look(database, at=LATER - timedelta(minutes=2))
    assert seal(database, LATER - timedelta(seconds=1)) == 0
    assert seal(database, LATER) == 1


def test_a_row_dated_an_hour_ahead_is_waited_for_and_one_dated_further_ahead_is_not(database: Database) -> None:
    look(database, at=LATER + timedelta(hours=1))
    assert seal(database, LATER - timedelta(seconds=1)) == 0, "none with a greater number has settled"
    look(database)
    assert seal(database) == 0
    assert seal(database, LATER - timedelta(seconds=1)) == 2


def test_a_seal_that_was_made_anew_over_changed_rows_does_not_lead_to_the_next(database: Database) -> None:
    """Whoever changes a row and writes that one seal's digest anew is found at the seal after it."""
    look(database, 6)
    seal_all(database)
    tamper(database, "access_log", "UPDATE access_log SET subjects = '' WHERE id = (SELECT min(id) FROM access_log)")
    first, second = database.read_now(lambda db: db.execute(select(Seal.id, Seal.to_id).order_by(Seal.id)).all())
    rows = database.read_now(lambda db: db.execute(a_seals_rows(first.to_id)).all())
    anew = hashlib.sha256(b"0" * 64)
    for row in rows:
        anew.update(json.dumps([str(value) for value in row], ensure_ascii=False).encode())

    digest = anew.hexdigest()
    tamper(database, "access_log_seals", f"UPDATE access_log_seals SET digest = '{digest}' WHERE id = {first.id}")

    assert database.read_now(broken_seals) == [f"seal {second.id} does not follow the seal before it"]


def a_seals_rows(to_id: int) -> Select[Any]:
    """The rows that a seal covers, column for column: this is the format of the chain, and changing it breaks every old
    seal."""
    columns = (
        *("id", "at", "operation", "actor_door", "actor_id", "actor_label", "what", "subjects", "recipient", "reason"),
    )
    wanted = select(*(getattr(AccessRow, name) for name in columns))
    return wanted.where(AccessRow.id <= to_id).order_by(AccessRow.id)


def test_a_chain_that_was_cut_off_and_made_anew_lacks_the_digest_that_was_kept(database: Database) -> None:
    look(database, 7)
    seal_all(database)
    kept = database.read_now(chain).digest
    assert database.read_now(holds_digest, kept)

    tamper(database, "access_log_seals", "DELETE FROM access_log_seals")
    tamper(database, "access_log", "DELETE FROM access_log WHERE id = (SELECT max(id) FROM access_log)")

    def forget_files(db: Session) -> None:
        db.execute(text("DELETE FROM access_log_subjects"))

    database.write_now(forget_files)
    seal_all(database)

    assert database.read_now(broken_seals) == []  # a forger who has everything leaves a chain that adds up
    assert not database.read_now(holds_digest, kept)


def a_history_row(database: Database) -> None:
    referral = a_referral(database, a_world(database))

    def write(db: Session) -> None:
        record(db, referral.id, events.OfferMade, actor=WORKER, now=NOW, answer_by_at=NOW, version="1")

    database.write_now(write)


def an_access_row(database: Database) -> None:
    look(database)


def a_seal(database: Database) -> None:
    look(database)
    seal_all(database)


@pytest.mark.parametrize(
    ("table", "fill"), [("history", a_history_row), ("access_log", an_access_row), ("access_log_seals", a_seal)]
)
@pytest.mark.parametrize("how", ["UPDATE {table} SET id = id", "DELETE FROM {table}", "TRUNCATE {table} CASCADE"])
def test_the_database_refuses_to_change_or_remove_what_happened(
    database: Database, table: str, fill: Callable[[Database], None], how: str
) -> None:
    fill(database)
    statement = how.format(table=table)

    with pytest.raises(DBAPIError, match="syntax error" if database.is_sqlite and "TRUNCATE" in how else "append-only"):
        database.write_now(lambda db: db.execute(text(statement)))

    counted = database.read_now(lambda db: db.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())
    assert counted == 1


def test_a_seal_is_the_same_on_both_engines(database: Database) -> None:
    """A copy taken from one engine to the other still verifies."""

    def write(db: Session) -> None:
        db.add(
            AccessRow(
                id=41,
                at=NOW,
                operation=Operation.DISCLOSURE,
                actor_door=WORKER.door,
                actor_id=None,
                actor_label='Ünïcode, "quoted"',
                what="export",
                subjects="K7M2-9QXD",
                recipient="force 20",
                reason=None,
            )
        )

    database.write_now(write)
    seal_all(database)

    digest = database.read_now(lambda db: db.execute(select(Seal.digest)).scalar_one())
    assert digest == DIGEST_OF_ROW_41


DIGEST_OF_ROW_41 = "6805fef6f5b6380ea1e2765659aaee83d67b60ef8e29b5ebdf8e35e4e40dc12a"
