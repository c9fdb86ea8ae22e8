"""The ground that everything stands on: one commit, tried again where the engine asks for it, and the same on both
engines."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import Index, PrimaryKeyConstraint, UniqueConstraint, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from programme.bookings.models import Booking
from programme.bookings.refusals import AlreadyBooked
from programme.bookings.states import BookingState
from programme.courses.models import CourseDate
from programme.offers.models import Offer
from programme.offers.refusals import OfferStands
from programme.opening import database_at
from programme.payments.models import Checkout, Fee
from programme.payments.refusals import PressedTwice
from programme.shared.refusal import Refusal
from programme.storage.base import Base
from programme.storage.constraints import named
from programme.storage.database import TRANSACTION_TRIES, Database
from programme.storage.locks import Lease
from tests.support.builders import NOW, World, a_booking, a_course_date, a_referral, a_world, add, an_offer


def counter(database: Database, name: str) -> int:
    """A number kept in a lease's holder."""
    return int(database.read_now(lambda db: db.get_one(Lease, name).holder))


def add_counter(database: Database, name: str) -> None:
    database.write_now(lambda db: db.add(Lease(name=name, holder="0", until_at=NOW)))


def count_up(db: Session, name: str) -> None:
    row = db.execute(select(Lease).where(Lease.name == name).with_for_update()).scalar_one()
    row.holder = str(int(row.holder) + 1)
    db.flush()


def together(*work: Callable[[], object]) -> list[BaseException]:
    """Run all at once; what went wrong in any."""
    faults: list[BaseException] = []

    def run(one: Callable[[], object]) -> None:
        try:
            one()
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


# ---- one transaction


def test_returning_commits_and_raising_leaves_nothing(database: Database) -> None:
    def half(db: Session) -> None:
        db.add(Lease(name="half", holder="0", until_at=NOW))
        db.flush()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.write_now(half)
    assert database.read_now(lambda db: db.get(Lease, "half")) is None

    add_counter(database, "whole")
    assert counter(database, "whole") == 0


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO leases (name, holder, until_at) VALUES ('x', 'x', '2027-01-01')",
        "UPDATE leases SET holder = 'x'",
        "DELETE FROM leases",
        "CREATE TABLE x (id INTEGER)",
    ],
)
def test_reading_cannot_write(database: Database, statement: str) -> None:
    add_counter(database, "there")

    with pytest.raises(DBAPIError, match=r"readonly|read-only"):
        database.read_now(lambda db: db.execute(text(statement)))

    assert counter(database, "there") == 0


def test_an_error_quotes_nothing_that_was_written(database: Database) -> None:
    add_counter(database, "Canary Surname")

    with pytest.raises(IntegrityError) as caught:
        add_counter(database, "Canary Surname")

    assert "[parameters" not in str(caught.value) or "hidden" in str(caught.value)


# ---- the engines


@pytest.mark.only_on("sqlite", reason="pragmas are SQLite's")
@pytest.mark.parametrize("side", ["writing", "reading"])
def test_sqlite_is_durable_keeps_foreign_keys_and_waits(database: Database, side: str) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "trusted_schema": 0}

    with getattr(database, side).connect() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in wanted}
        waits_ms = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()

    assert found == wanted
    assert waits_ms >= 5000


@pytest.mark.only_on("postgresql", reason="SQLite has neither time-outs of statements nor a time zone")
@pytest.mark.parametrize("side", ["writing", "reading"])
def test_postgresql_gives_up_in_time_and_reckons_in_utc(database: Database, side: str) -> None:
    with getattr(database, side).connect() as connection:
        found = [
            connection.exec_driver_sql(f"SHOW {name}").scalar_one()
            for name in ("statement_timeout", "lock_timeout", "timezone")
        ]

    assert found == ["30s", "10s", "UTC"]


def test_many_writers_at_once_lose_nothing_and_none_is_told_that_it_is_locked(
    database: Database, database_url: str
) -> None:
    other = database_at(database_url)
    add_counter(database, "shared")

    def often(one: Database) -> None:
        for _ in range(20):
            one.write_now(count_up, "shared")

    faults = together(*[lambda one=one: often(one) for one in (database, other) * 4])
    other.dispose()

    assert faults == []
    assert counter(database, "shared") == 160


def test_an_instant_without_a_zone_is_refused_and_one_with_any_comes_back_in_utc(database: Database) -> None:
    with pytest.raises(Exception, match="time zone"):
        database.write_now(lambda db: db.add(Lease(name="naive", holder="", until_at=datetime(2027, 1, 1))))

    summer = datetime.fromisoformat("2027-07-01T09:30:00+01:00")
    database.write_now(lambda db: db.add(Lease(name="aware", holder="", until_at=summer)))
    read = database.read_now(lambda db: db.get_one(Lease, "aware").until_at)
    assert (read, read.tzinfo) == (summer, UTC)


# ---- tried again


@pytest.mark.only_on("postgresql", reason="SQLite has one writer at a time, so nothing can deadlock")
def test_a_deadlock_is_tried_again_until_both_are_done(database: Database) -> None:
    for name in ("left", "right"):
        add_counter(database, name)
    both_hold_one = threading.Barrier(2)
    tries = [0, 0]

    def work(db: Session, who: int, first: str, then: str) -> None:
        tries[who] += 1
        count_up(db, first)
        if tries[who] == 1:
            both_hold_one.wait(10)
        count_up(db, then)

    faults = together(
        lambda: database.write_now(work, 0, "left", "right"), lambda: database.write_now(work, 1, "right", "left")
    )

    assert faults == []
    assert sum(tries) == 3  # the race did happen, and the loser came again
    assert (counter(database, "left"), counter(database, "right")) == (2, 2)


@pytest.mark.only_on("postgresql", reason="SQLite has one writer at a time, so everything is in order")
def test_a_failure_to_put_in_order_is_tried_again(database: Database) -> None:
    for name in ("left", "right"):
        add_counter(database, name)
    both_have_read = threading.Barrier(2)
    tries = [0, 0]

    def work(db: Session, who: int, read: str, write: str) -> None:
        db.execute(text("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"))
        tries[who] += 1
        seen = int(db.get_one(Lease, read).holder)
        if tries[who] == 1:
            both_have_read.wait(10)
        db.get_one(Lease, write).holder = str(seen + 1)

    faults = together(
        lambda: database.write_now(work, 0, "left", "right"), lambda: database.write_now(work, 1, "right", "left")
    )

    assert faults == []
    assert sum(tries) == 3
    assert sorted([counter(database, "left"), counter(database, "right")]) == [1, 2]


@pytest.mark.only_on("postgresql", reason="only PostgreSQL has SQLSTATE codes to raise")
@pytest.mark.parametrize(
    ("code", "expected"), [("40001", TRANSACTION_TRIES), ("40P01", TRANSACTION_TRIES), ("22012", 1), ("57014", 1)]
)
def test_only_what_may_pass_is_tried_again_and_not_for_ever(database: Database, code: str, expected: int) -> None:
    tries = 0

    def work(db: Session) -> None:
        nonlocal tries
        tries += 1
        db.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{code}'; END $$"))

    with pytest.raises(DBAPIError):
        database.write_now(work)
    assert tries == expected


# ---- broken constraints


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def a_second_place(database: Database, world: World) -> None:
    case, date = a_referral(database, world), a_course_date(database, world)
    for _ in range(2):
        a_booking(database, world, date, case, state=BookingState.HELD, fee_paid=False)


def a_second_offer(database: Database, world: World) -> None:
    case = a_referral(database, world)
    for _ in range(2):
        an_offer(database, case)


def a_second_fee(database: Database, world: World) -> None:
    place = a_booking(database, world, a_course_date(database, world))
    fee = Fee(referral_id=place.referral_id, booking_id=place.id, amount_pence=1, due_at=NOW)
    database.write_now(lambda db: db.add(fee))


def a_second_page(database: Database, world: World) -> None:
    place = a_booking(database, world, a_course_date(database, world), state=BookingState.HELD)
    fee_id = database.read_now(lambda db: db.execute(select(Fee.id).where(Fee.booking_id == place.id)).scalar_one())
    for key in ("one", "two"):
        add(
            database,
            Checkout(fee_id=fee_id, idempotency_key=key, amount_pence=1, opened_at=NOW, expires_at=NOW),
        )


@pytest.mark.parametrize(
    ("break_it", "refusal"),
    [
        (a_second_place, AlreadyBooked),
        (a_second_offer, OfferStands),
        (a_second_fee, PressedTwice),
        (a_second_page, PressedTwice),
    ],
)
def test_a_race_that_a_constraint_decides_is_a_refusal_in_words(
    database: Database, world: World, break_it: Callable[[Database, World], None], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        break_it(database, world)


def test_a_constraint_without_words_stays_a_fault(database: Database, world: World) -> None:
    date = a_course_date(database, world, capacity=1)

    with pytest.raises(IntegrityError, match="never_oversold"):
        database.write_now(lambda db: setattr(db.get_one(CourseDate, date.id), "places_taken", 2))
    with pytest.raises(IntegrityError):
        database.write_now(
            lambda db: db.add(Booking(reference="x", referral_id=9, course_date_id=9, booked_at=NOW, held_until_at=NOW))
        )
    assert database.read_now(lambda db: db.execute(select(Offer)).all()) == []


def test_every_refusal_of_a_constraint_names_one_that_exists_as_both_engines_do() -> None:
    known: dict[str, str] = {}
    for table in Base.metadata.tables.values():
        uniques = [*(i for i in table.indexes if i.unique), *table.constraints]
        for unique in uniques:
            if isinstance(unique, Index | UniqueConstraint | PrimaryKeyConstraint) and unique.name:
                known[str(unique.name)] = ", ".join(f"{table.name}.{column.name}" for column in unique.columns)

    assert named()
    assert named().items() <= known.items()
