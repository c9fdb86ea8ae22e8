"""Many rows are added at once as one by one, on both engines, and their numbers are theirs alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from programme.history.models import HistoryRow
from programme.people.models import Person, SafeContact
from programme.shared.actor import Door
from programme.storage.database import Database
from programme.storage.many_rows import insert_rows, next_numbers
from tests.support.builders import NOW, a_referral, a_world, add


def a_person(number: int, **given: Any) -> dict[str, Any]:
    return {
        "id": number,
        "surname": "Ó Súilleabháin \\ \"x\" 'y'",
        "forenames": "Seán",
        "surname_key": "osuilleabhain",
        "born_on": date(1980, 2, 29),
        "safe_contact": SafeContact.MOBILE_ONLY,
        "created_at": NOW,
        **given,
    }


def people(db: Session) -> list[Person]:
    return list(db.execute(select(Person).order_by(Person.id)).scalars())


def columns(row: Any) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns if column.key != "id"}


def test_they_hold_what_rows_hold_that_are_added_one_by_one(database: Database) -> None:
    add(database, Person(**a_person(1)))
    database.write_now(insert_rows, Person, [a_person(7), a_person(8, born_on=None, mobile="07700 900123")])

    one, other, third = database.read_now(people)

    assert columns(one) == columns(other), "defaults are filled in"
    assert (third.id, third.born_on, third.mobile) == (8, None, "07700 900123")


def test_json_and_instants_come_back_as_they_were(database: Database) -> None:
    case = a_referral(database, a_world(database))
    summer = datetime(2027, 7, 1, 9, 30, 0, 123456, tzinfo=timezone(timedelta(hours=1)))
    facts = {"words": "a, \"b\" and 'c'", "days": 3, "none": None, "list": ["x", {"y": "é"}]}
    row = {
        "referral_id": case.id,
        "event": "slip_issued",
        "happened_at": summer,
        "recorded_at": NOW,
        "actor_door": Door.WORKER,
        "actor_id": None,
        "actor_label": "service",
        "facts": facts,
    }
    database.write_now(insert_rows, HistoryRow, [row, {**row, "facts": {}}])

    kept, empty = database.read_now(lambda db: list(db.execute(select(HistoryRow).order_by(HistoryRow.id)).scalars()))

    assert (kept.facts, empty.facts) == (facts, {})
    assert kept.happened_at == summer.astimezone(UTC)
    assert kept.actor_door is Door.WORKER


def test_numbers_are_handed_out_once(database: Database) -> None:
    def two_batches(db: Session) -> list[int]:
        first = next_numbers(db, Person, 3)
        insert_rows(db, Person, [a_person(number) for number in first])
        second = next_numbers(db, Person, 2)
        insert_rows(db, Person, [a_person(number) for number in second])
        return [*first, *second]

    numbers = database.write_now(two_batches)
    after = add(database, Person(**{k: v for k, v in a_person(0).items() if k != "id"}))

    assert len({*numbers, after.id}) == 6
    assert [person.id for person in database.read_now(people)] == sorted([*numbers, after.id])


def test_nothing_is_added_where_one_row_cannot_be(database: Database) -> None:
    with pytest.raises(IntegrityError):
        database.write_now(insert_rows, Person, [a_person(1), a_person(2), a_person(1)])

    assert database.read_now(people) == []


def test_an_instant_needs_a_time_zone(database: Database) -> None:
    naive = datetime(2027, 7, 1, 9, 30)
    with pytest.raises((ValueError, StatementError), match="time zone"):
        database.write_now(insert_rows, Person, [a_person(1, created_at=naive)])


def test_no_rows_are_no_statement(database: Database) -> None:
    database.write_now(insert_rows, Person, [])

    assert database.read_now(people) == []
