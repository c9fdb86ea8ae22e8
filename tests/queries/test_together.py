"""Lists that are asked for together come as each would have come by itself."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from programme.history.events import SlipIssued
from programme.history.models import HistoryRow
from programme.history.timeline import record
from programme.people.identifiers import IdentifierKind
from programme.people.models import Identifier, Person
from programme.referrals.models import Referral
from programme.shared.actor import WORKER
from programme.storage.database import Database
from programme.storage.statements import run
from programme.storage.together import Listed, Together
from tests.support.builders import NOW, a_referral, a_world, add

NUMBERS = select(Identifier.kind, Identifier.as_entered, Identifier.canonical).where(
    Identifier.person_id == bindparam("person_id")
)
EVENTS = (
    select(HistoryRow.event, HistoryRow.facts, HistoryRow.happened_at, HistoryRow.referral_id, HistoryRow.actor_door)
    .where(HistoryRow.referral_id == bindparam("referral_id"))
    .order_by(HistoryRow.id.desc())
    .limit(3)
)
PEOPLE = select(Person.born_on, Person.surname, Person.safe_contact).where(Person.id == bindparam("person_id"))
TOGETHER = Together(
    numbers=Listed(NUMBERS, Identifier.id),
    events=Listed(EVENTS, -HistoryRow.id),
    people=Listed(PEOPLE, Person.id),
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

    def alone(db: Session) -> dict[str, list[tuple[object, ...]]]:
        return {
            "numbers": [tuple(row) for row in run(db, NUMBERS.order_by(Identifier.id), person_id=case.person_id)],
            "events": [tuple(row) for row in run(db, EVENTS, referral_id=case.id)],
            "people": [tuple(row) for row in run(db, PEOPLE, person_id=case.person_id)],
        }

    assert found == database.read_now(alone)
    assert [len(rows) for rows in found.values()] == [3, 3, 1]
    assert found["numbers"][0][0] is IdentifierKind.PNC_ID, "a word of ours, not its text"
    assert found["events"][0][2].tzinfo is not None


def test_a_list_with_nothing_in_it_is_empty(database: Database) -> None:
    a_world(database)

    found = database.read_now(lambda db: TOGETHER.run(db, person_id=99, referral_id=99))

    assert found == {"numbers": [], "events": [], "people": []}
