"""Migrations: up, down and up again is the same shape, the models are that shape, and two at once are one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, make_url, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from programme.actions.return_untold import return_untold
from programme.bookings.holding import cancel
from programme.bookings.models import Booking
from programme.bookings.states import BookingState, PlaceLost
from programme.courses.models import Programme
from programme.intake.models import CustodyImport
from programme.intake.states import ImportState
from programme.notices.models import Channel, OutboxMessage
from programme.offers.models import CautionDocument
from programme.offers.states import OfferState
from programme.opening import database_at
from programme.people.identifiers import IdentifierKind
from programme.people.models import Identifier
from programme.referrals.corrections import RecordPart
from programme.referrals.models import RecordCorrection, Referral
from programme.referrals.states import ReferralState
from programme.settings import HOME
from programme.shared.actor import WORKER, Door
from programme.storage.database import Database
from programme.storage.migrating import alembic_config, downgrade, newest_revision, revision_of, upgrade
from tests.support.builders import (
    NOW,
    a_booking,
    a_course_date,
    a_force,
    a_person,
    a_place_elsewhere,
    a_referral,
    a_world,
    add,
    an_account,
    an_offer,
    signed,
)
from tests.support.ending import with_its_parent
from tests.support.everybody import everybody
from tests.support.written_hours import NOT_READ, READ

T = TypeVar("T")
SQLITE_SHAPE = (
    "SELECT type, tbl_name, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND name <> 'alembic_version'"
)
POSTGRES_SHAPE = """
SELECT 'column', table_name, column_name,
       data_type || coalesce(character_maximum_length::text, '') || is_nullable || coalesce(column_default, '')
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version'
UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes
    WHERE schemaname = 'public' AND tablename <> 'alembic_version'
UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND conname <> 'alembic_version_pkc'
UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger
    WHERE NOT tgisinternal
UNION ALL SELECT 'function', '', proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""


def shape_of(url: str) -> set[tuple[Any, ...]]:
    """Every table, column, index, constraint, trigger and function, as the database itself writes them."""
    sqlite = make_url(url).get_backend_name() == "sqlite"
    engine = create_engine(make_url(url).set(drivername="sqlite" if sqlite else "postgresql+psycopg"))
    try:
        with engine.connect() as connection:
            found = connection.execute(text(SQLITE_SHAPE if sqlite else POSTGRES_SHAPE)).all()
            return {tuple(_in_order(" ".join(str(cell).replace('"', "").split())) for cell in row) for row in found}
    finally:
        engine.dispose()


def _in_order(written: str) -> str:
    """A table with its constraints in one order: SQLite changes a table by writing a new one, in any order, and with
    its name in quotes, which are gone by now."""
    table, *constraints = written.removesuffix(" )").split(", CONSTRAINT ")
    return ", CONSTRAINT ".join([table, *sorted(constraints)]) if constraints else written


def test_up_down_and_up_again_is_the_same_shape_with_its_triggers_and_partial_indexes(empty_database_url: str) -> None:
    upgrade(empty_database_url)
    first = shape_of(empty_database_url)
    downgrade(empty_database_url)
    nothing = shape_of(empty_database_url)
    upgrade(empty_database_url)

    assert nothing == set()
    assert shape_of(empty_database_url) == first
    assert any(kind == "trigger" for kind, *_ in first)
    assert any(kind == "index" and " WHERE " in str(sql).upper() for kind, _, _, sql in first)


def test_the_models_are_the_shape_that_the_migrations_make(migrated_database_url: str) -> None:

    command.check(alembic_config(migrated_database_url))  # raises where a migration is missing


def test_a_missing_migration_would_be_noticed(migrated_database_url: str) -> None:
    engine = create_engine(make_url(migrated_database_url).set(drivername=_driver(migrated_database_url)))
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE venues ADD COLUMN nobody_knows_it VARCHAR(3)"))
    engine.dispose()

    with pytest.raises(Exception, match="nobody_knows_it"):
        command.check(alembic_config(migrated_database_url))


def test_the_newest_revision_is_the_one_that_alembic_finds() -> None:
    assert newest_revision() == ScriptDirectory.from_config(alembic_config("sqlite://")).get_current_head()


def test_every_step_can_be_taken_alone(empty_database_url: str) -> None:
    upgrade(empty_database_url, "+1")
    while revision_of(empty_database_url) != newest_revision():
        upgrade(empty_database_url, "+1")
        there = shape_of(empty_database_url)
        downgrade(empty_database_url, "-1")
        upgrade(empty_database_url, "+1")
        assert shape_of(empty_database_url) == there


def test_steps_are_taken_back_to_the_places_elsewhere_and_again_with_rows_in_the_tables(
    migrated_database_url: str,
) -> None:
    """A row that only the newest shape can hold goes with it, and nothing else does."""
    with_rows(migrated_database_url, everybody)
    before = with_rows(migrated_database_url, counts)
    assert (before["referrals"], before["tell_neighbour"]) > (0, 0)
    downgrade(migrated_database_url, "0009")
    upgrade(migrated_database_url)
    after = with_rows(migrated_database_url, counts)
    assert before["tasks"] > before["tasks_of_then"] > 0
    assert after == before | {"tell_neighbour": 0, "tasks": before["tasks_of_then"]}


def test_what_was_to_be_told_in_words_that_are_gone_is_left_to_the_next_mornings_message(
    migrated_database_url: str,
) -> None:
    def two(database: Database) -> None:
        a_world(database)
        for notice in ("rung_passed_up", "fee_paid"):
            add(database, OutboxMessage(**A_MESSAGE, notice=notice, dedupe_key=notice))

    with_rows(migrated_database_url, two)
    downgrade(migrated_database_url, "0013")
    upgrade(migrated_database_url)
    states = "SELECT notice, state FROM outbox"
    found = with_rows(
        migrated_database_url, lambda database: database.read_now(lambda db: db.execute(text(states)).all())
    )
    assert dict(tuple(row) for row in found) == {"rung_passed_up": "stale", "fee_paid": "queued"}


def test_whose_words_about_his_hours_cannot_be_read_is_asked_for_them(migrated_database_url: str) -> None:
    """The reading of the day of that step: the readers of today, which tests ask elsewhere, may come to read more."""
    read = [text for text in READ if text]

    def everybody_with_hours(database: Database) -> None:
        world = a_world(database)
        for text_of_hours in [*read, *NOT_READ]:
            a_referral(database, world, a_person(database, safe_hours=text_of_hours))

    with_rows(migrated_database_url, everybody_with_hours)
    downgrade(migrated_database_url, "0054")
    upgrade(migrated_database_url)
    asked = text(
        "SELECT p.safe_hours FROM tasks t JOIN referrals r ON r.id = t.referral_id "
        "JOIN persons p ON p.id = r.person_id WHERE t.kind = 'safe_hours' ORDER BY t.id"
    )
    found = with_rows(migrated_database_url, lambda database: database.read_now(lambda db: db.scalars(asked).all()))
    assert list(found) == list(NOT_READ)


A_MESSAGE: dict[str, Any] = {
    "channel": Channel.EMAIL,
    "address": "a@example.org",
    "facts": {},
    "queued_at": datetime(2027, 3, 1, tzinfo=UTC),
    "next_try_at": datetime(2027, 3, 1, tzinfo=UTC),
}


def counts(database: Database) -> dict[str, int]:
    tables = {name: f"SELECT count(*) FROM {name}" for name in ("referrals", "tasks", "offers", "history")}
    tables["tell_neighbour"] = "SELECT count(*) FROM tasks WHERE kind = 'tell_neighbour'"
    tables["tasks_of_then"] = (
        "SELECT count(*) FROM tasks WHERE kind IN ('bail_extension', 'no_place_in_time', 'look_again')"
    )
    return database.read_now(
        lambda db: {name: db.execute(text(wanted)).scalar_one() for name, wanted in tables.items()}
    )


def with_rows(url: str, do: Callable[[Database], T]) -> T:
    database = database_at(url)
    try:
        return do(database)
    finally:
        database.dispose()


def test_two_processes_that_migrate_at_once_make_one_database(empty_database_url: str) -> None:
    environment = {**os.environ, "PROGRAMME_DATABASE_URL": empty_database_url, "PYTHONPATH": str(HOME / "src")}
    both = [
        subprocess.Popen(
            [sys.executable, "-m", "programme", "migrate"],
            cwd=HOME,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            preexec_fn=with_its_parent,
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=120)[0].decode() for process in both]

    assert [process.returncode for process in both] == [0, 0], said
    assert revision_of(empty_database_url) == newest_revision()


def test_without_places_elsewhere_their_cases_look_for_a_place_here_and_come_back_over_what_is_there(
    migrated_database_url: str,
) -> None:
    with_rows(migrated_database_url, one_placed_and_one_not_told)
    downgrade(migrated_database_url, "0009")
    assert with_rows(migrated_database_url, states) == ["accepted", "returned", "register_not_signed"]
    upgrade(migrated_database_url)
    assert with_rows(migrated_database_url, states) == ["accepted", "returned", "register_not_signed"]


def one_placed_and_one_not_told(database: Database) -> None:
    world = a_world(database)
    _, returned = (a_place_elsewhere(database, a_referral(database, world)) for _ in range(2))
    back = datetime(2027, 7, 9, 6, tzinfo=UTC)
    assert database.write_now(return_untold, actor=world.custody, now=back, referral_id=returned.referral_id)


def states(database: Database) -> list[str]:
    cases, results = "SELECT state FROM referrals ORDER BY id", "SELECT reason FROM results"
    return database.read_now(lambda db: [row[0] for line in (cases, results) for row in db.execute(text(line))])


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("history", "id"),
        ("access_log", "id"),
        ("ledger", "id"),
        ("explanations_given", "id"),
        ("caution_documents", "offer_id"),
        ("printed_papers", "id"),
        ("told_back", "explanation_id"),
        ("offence_corrections", "id"),
        ("record_corrections", "id"),
        ("case_notes", "id"),
        ("recorded_disposals", "id"),
    ],
)
def test_what_is_only_ever_added_to_cannot_be_changed_or_deleted(database: Database, table: str, key: str) -> None:
    everybody(database)
    assert database.read_now(lambda db: db.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()) > 0

    for change in (f"UPDATE {table} SET {key} = {key}", f"DELETE FROM {table}"):
        with pytest.raises(DBAPIError, match=f"{table} is append-only"):
            database.write_now(Session.execute, text(change))


def _driver(url: str) -> str:
    return "sqlite" if make_url(url).get_backend_name() == "sqlite" else "postgresql+psycopg"


def test_names_and_numbers_that_are_kept_are_found_by_what_they_are_from_now_on(migrated_database_url: str) -> None:
    with_rows(migrated_database_url, kept_as_before)
    downgrade(migrated_database_url, "0011")
    upgrade(migrated_database_url)
    keys, numbers, said = with_rows(migrated_database_url, what_is_kept)
    assert keys == ["obrien", "dangelo", "suharto", "khan"]
    assert numbers == [("dummy", None), (None, "1996/0054031P"), ("dummy", None)]
    assert said == ["The first line names a column twice. Export the file again.", "The file is empty."]


def kept_as_before(database: Database) -> None:
    a_force(database)
    desk = an_account(database, Door.CUSTODY, force_code="43")
    names = (("O\u02bcBrien", "Sean"), ("D'Angelo", "Al"), ("", "Suharto"), ("Khan", "Ahmed"))
    people = [
        a_person(database, surname=surname, forenames=forenames, surname_key=surname.casefold())
        for surname, forenames in names
    ]
    for kind, number in (("pnc_id", "2000/0000000Z"), ("pnc_id", "1996/0054031P"), ("cro", "000000/00Z")):
        kept = {"kind": IdentifierKind(kind), "as_entered": number, "canonical": number, "problem": None}
        add(database, Identifier(person_id=people[0].id, **kept))
    for problem in ("The first line names a column twice: Okonkwo. Export the file again.", "The file is empty."):
        uploaded = {"force_code": "43", "state": ImportState.UNREADABLE, "uploaded_at": NOW}
        add(database, CustodyImport(account_id=desk.id, problem=problem, **uploaded))


def what_is_kept(database: Database) -> tuple[list[str], list[tuple[str | None, str | None]], list[str]]:
    def read(db: Session) -> tuple[list[str], list[tuple[str | None, str | None]], list[str]]:
        keys = db.execute(text("SELECT surname_key FROM persons ORDER BY id")).scalars().all()
        numbers = db.execute(text("SELECT problem, canonical FROM identifiers ORDER BY id")).all()
        said = db.execute(text("SELECT problem FROM custody_imports ORDER BY id")).scalars().all()
        return list(keys), [(row[0], row[1]) for row in numbers], list(said)

    return database.read_now(read)


def test_an_offer_keeps_what_its_case_was_charged_or_else_what_its_programme_asked(migrated_database_url: str) -> None:
    with_rows(migrated_database_url, one_charged_and_one_not)
    downgrade(migrated_database_url, "0020")
    was = "UPDATE programmes SET fee_pence = 9000"
    with_rows(migrated_database_url, lambda database: database.write_now(Session.execute, text(was)))
    upgrade(migrated_database_url)
    for table, column, kept in (("offers", "fee_pence", [9_500, 9_000]), ("programme_fees", "amount_pence", [9_000])):
        assert with_rows(migrated_database_url, partial(column_of, table, column)) == kept


def test_who_had_signed_and_was_not_asked_again_has_answered(migrated_database_url: str) -> None:
    with_rows(migrated_database_url, one_who_signed)
    downgrade(migrated_database_url, "0037b")
    upgrade(migrated_database_url)
    for table, column, kept in (
        ("offers", "state", ["accepted", "open"]),
        ("offers", "answer", ["accepted", None]),
        ("referrals", "state", ["accepted", "offered"]),
    ):
        assert with_rows(migrated_database_url, partial(column_of, table, column)) == kept
    [document] = with_rows(migrated_database_url, lambda database: database.read_now(_documents))
    assert (document.kind, document.fee_note) == ("", "")
    assert document.warning.startswith("Before you sign: if you do not keep to the conditions")


def test_a_programme_uses_the_routes_that_its_cases_are_on_and_the_way_back_keeps_every_case(
    migrated_database_url: str,
) -> None:
    with_rows(migrated_database_url, one_on_another_route)
    downgrade(migrated_database_url, "0044c")
    assert with_rows(migrated_database_url, partial(column_of, "record_corrections", "part")) == ["needs"]
    upgrade(migrated_database_url)
    [used] = with_rows(migrated_database_url, lambda database: database.read_now(_programmes))
    assert (used.route, used.other_routes) == ("conditional_caution", ["deferred_prosecution"])
    assert with_rows(migrated_database_url, partial(column_of, "referrals", "route")) == ["deferred_prosecution"]


def _documents(db: Session) -> list[CautionDocument]:
    return list(db.execute(select(CautionDocument)).scalars())


def _programmes(db: Session) -> list[Programme]:
    return list(db.execute(select(Programme)).scalars())


def one_on_another_route(database: Database) -> None:
    """Its programme has not said that it uses it; the route was put right before, and what he needs."""
    case = a_referral(database, a_world(database), route="deferred_prosecution")
    made = {"changes": [], "to_look_at": [], "corrected_at": NOW, "corrected_by": "A.", "corrected_by_rank": "Sgt"}
    for part in (RecordPart.ROUTE, RecordPart.NEEDS):
        add(database, RecordCorrection(referral_id=case.id, part=part, **made))


def one_who_signed(database: Database) -> None:
    """And another who has not."""
    world = a_world(database)
    for has_signed in (True, False):
        referral = a_referral(database, world, route="conditional_caution", state=ReferralState.OFFERED)
        offer = an_offer(database, referral, state=OfferState.OPEN)
        if has_signed:
            facts = {**asdict(signed(understanding=None)), "recorded_at": NOW, "recorded_by": "Sgt A. Desk"}
            del facts["understanding"], facts["paper"]
            add(database, CautionDocument(offer_id=offer.id, **facts))


def test_a_bank_text_that_banks_do_not_take_goes_and_stops_no_change_of_the_tables(migrated_database_url: str) -> None:
    with_rows(migrated_database_url, one_charged_and_one_not)
    for was, kept in (("TVP", ""), ("A<B>C*D", ""), ("RIDGEWAY BOOKINGS", "RIDGEWAY BOOKINGS")):
        downgrade(migrated_database_url, "0020")
        with_rows(migrated_database_url, partial(with_bank_text, was))
        upgrade(migrated_database_url)
        assert with_rows(migrated_database_url, partial(column_of, "programmes", "statement_text")) == [kept]


def with_bank_text(words: str, database: Database) -> None:
    change = text("UPDATE programmes SET statement_text = :words").bindparams(words=words)
    database.write_now(Session.execute, change)


def test_why_a_place_was_lost_is_taken_from_what_happened(migrated_database_url: str) -> None:
    with_rows(migrated_database_url, places_lost)
    downgrade(migrated_database_url, "0051b")
    upgrade(migrated_database_url)
    kept = with_rows(migrated_database_url, partial(column_of, "bookings", "lost_because"))
    assert kept == ["cancelled", "asked", "hold_ran_out", None]


def places_lost(database: Database) -> None:
    world = a_world(database)
    date = a_course_date(database, world, capacity=12)
    for because in (PlaceLost.CANCELLED, PlaceLost.ASKED):
        booking = a_booking(database, world, date)
        database.write_now(lose, booking_id=booking.id, because=because)
    a_booking(database, world, date, state=BookingState.LAPSED)
    a_booking(database, world, date)


def lose(db: Session, *, booking_id: int, because: PlaceLost) -> None:
    booking = db.get_one(Booking, booking_id)
    cancel(db, db.get_one(Referral, booking.referral_id), booking, because=because, actor=WORKER, now=NOW)


def one_charged_and_one_not(database: Database) -> None:
    world = a_world(database)
    a_booking(database, world, a_course_date(database, world))
    an_offer(database, a_referral(database, world))


def column_of(table: str, column: str, database: Database) -> list[Any]:
    wanted = text(f"SELECT {column} FROM {table} ORDER BY id")
    return database.read_now(lambda db: list(db.execute(wanted).scalars()))
