"""Lists that are asked for together come as each would have come by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from programme.history.events import SlipIssued
from programme.history.models import HistoryRow
from programme.history.timeline import record
from programme.people.identifiers import IdentifierKind
from programme.people.models import Identifier, Person, SafeContact
from programme.referrals.models import Referral
from programme.shared.actor import WORKER, Door
from programme.storage.database import Database
from programme.storage.rows import columns_of, reads, rows
from programme.storage.together import Listed, Together
from tests.support.builders import NOW, a_referral, a_world, add


@reads(Identifier)
@dataclass(frozen=True, slots=True)
class Number:
    kind: IdentifierKind
    as_entered: str
    canonical: str | None


@reads(HistoryRow, door=HistoryRow.actor_door)
@dataclass(frozen=True, slots=True)
class Event:
    event: str
    facts: dict[str, Any]
    happened_at: datetime
    referral_id: int
    door: Door


@reads(Person)
@dataclass(frozen=True, slots=True)
class Man:
    born_on: date | None
    surname: str
    safe_contact: SafeContact


NUMBERS = select(*columns_of(Number)).where(Identifier.person_id == bindparam("person_id"))
EVENTS = (
    select(*columns_of(Event))
    .where(HistoryRow.referral_id == bindparam("referral_id"))
    .order_by(HistoryRow.id.desc())
    .limit(3)
)
PEOPLE = select(*columns_of(Man)).where(Person.id == bindparam("person_id"))
TOGETHER = Together(
    numbers=Listed(Number, NUMBERS, Identifier.id),
    events=Listed(Event, EVENTS, HistoryRow.id, newest_first=True),
    people=Listed(Man, PEOPLE, Person.id),
)


def a_case(database: Database) -> Referral:
    referral = a_referral(database, a_world(database))
    for number, canonical in (("02/3K", None), ("1/23", "CRO 1/23"), ("nothing", None)):
        kind = IdentifierKind.CRO if canonical else IdentifierKind.PNC_ID
        problem = None if canonical else "shape"
        add(
            database,
            Identifier(
                person_id=referral.person_id, kind=kind, as_entered=number, canonical=canonical, problem=problem
            ),
        )

    def events(db: Session) -> None:
        for day in range(5):
            record(db, referral.id, SlipIssued, actor=WORKER, now=NOW + timedelta(days=day))

    database.write_now(events)
    return referral


def test_each_list_comes_as_its_own_statement_gives_it(database: Database) -> None:
    case = a_case(database)
    values = {"person_id": case.person_id, "referral_id": case.id}

    found = database.read_now(lambda db: TOGETHER.run(db, **values))

    def alone(db: Session) -> dict[str, list[Any]]:
        return {
            "numbers": rows(db, Number, NUMBERS.order_by(Identifier.id), **values),
            "events": rows(db, Event, EVENTS, **values),
            "people": rows(db, Man, PEOPLE, **values),
        }

    assert found == database.read_now(alone)
    assert [len(listed) for listed in found.values()] == [3, 3, 1]
    assert found["numbers"][0].kind is IdentifierKind.PNC_ID, "a word of ours, not its text"
    assert found["events"][0].happened_at.tzinfo is not None


def test_a_list_with_nothing_in_it_is_empty(database: Database) -> None:
    a_world(database)

    found = database.read_now(lambda db: TOGETHER.run(db, person_id=99, referral_id=99))

    assert found == {"numbers": [], "events": [], "people": []}
