"""Rows come by name: what a class says it reads is checked when its module is imported, and read as it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import bindparam, func, literal, select, union_all
from sqlalchemy.exc import MultipleResultsFound, NoResultFound
from sqlalchemy.orm import Session

from programme.offers.models import Offer
from programme.people.models import Person, SafeContact
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.storage.database import Database
from programme.storage.rows import Rows, by_name, columns_of, reads, rows
from tests.support.builders import NOW, a_referral, a_world, an_offer


@reads(Offer)
@dataclass(frozen=True, slots=True)
class AnOffer:
    id: int
    answer_by_at: datetime
    answered_at: datetime | None


@reads(Person)
@dataclass(frozen=True, slots=True)
class AMan:
    surname: str
    born_on: date | None
    safe_contact: SafeContact


@reads(Referral, has_offer=Offer.id.is_not(None))
@dataclass(frozen=True, slots=True)
class ACase:
    reference: str
    man: AMan
    offer: AnOffer | None
    state: ReferralState
    charge_by_on: date
    cautioned_on: date | None
    has_offer: bool


@reads(Person)
@dataclass(frozen=True, slots=True)
class MayBeEmpty:
    born_on: date | None
    surname: str


CASES = (
    select(*columns_of(ACase))
    .join(Person, Person.id == Referral.person_id)
    .outerjoin(Offer, Offer.referral_id == Referral.id)
    .where(Referral.id == bindparam("case_id"))
)
FROM_THE_RIGHT = CASES.with_only_columns(*reversed(columns_of(ACase)))


def two_cases(database: Database) -> tuple[Referral, Referral]:
    world = a_world(database)
    alone, offered = a_referral(database, world), a_referral(database, world, cautioned_on=date(2027, 2, 1))
    an_offer(database, offered)
    return alone, offered


@pytest.mark.parametrize("statement", [CASES, FROM_THE_RIGHT], ids=["in its order", "in another"])
def test_a_row_and_its_parts_are_made_by_the_names_of_their_columns(database: Database, statement: Any) -> None:
    alone, offered = two_cases(database)

    def asked(db: Session, case: Referral) -> ACase:
        return rows(db, ACase, statement, case_id=case.id).one()

    for _ in range(2):  # by SQLAlchemy, and then on the driver
        found = database.read_now(asked, offered)
        assert (found.reference, found.state) == (offered.reference, offered.state)
        assert (found.charge_by_on, found.cautioned_on) == (offered.charge_by_on, date(2027, 2, 1))
        assert type(found.man.safe_contact) is SafeContact
        assert found.offer is not None
        assert (found.offer.answer_by_at > NOW, found.offer.answered_at) == (True, None)
        assert found.has_offer is True
        assert database.read_now(asked, alone).offer is None, "there is none, so no part of Nones"
        assert database.read_now(asked, alone).has_offer is False


def test_a_statement_of_one_column_gives_its_values(database: Database) -> None:
    two_cases(database)
    counted = select(func.count()).select_from(Referral)
    assert database.read_now(lambda db: rows(db, int, counted).one()) == 2


def test_a_statement_put_together_at_a_call_is_read_by_the_names_it_gives(database: Database) -> None:
    @dataclass(frozen=True, slots=True)
    class Counted:
        cases: int
        part: str

    def one(cases: int, part: str) -> Any:
        return select(literal(part).label("part"), literal(cases).label("cases"))

    found = database.read_now(lambda db: rows(db, Counted, union_all(one(1, "a"), one(2, "b"))))
    assert sorted(found, key=lambda row: row.part) == [Counted(1, "a"), Counted(2, "b")]


def test_a_field_without_a_column_is_noticed_when_the_module_is_imported() -> None:
    with pytest.raises(TypeError, match=r"WithoutColumn\.height is a column of 0"):

        @reads(Person)
        @dataclass(frozen=True)
        class WithoutColumn:
            surname: str
            height: int


def test_a_field_that_two_tables_have_has_to_say_which() -> None:
    with pytest.raises(TypeError, match=r"OfTwo\.id is a column of 2"):

        @reads(Person, Referral)
        @dataclass(frozen=True)
        class OfTwo:
            id: int


def test_a_column_without_a_field_is_noticed_when_the_module_is_imported() -> None:
    with pytest.raises(TypeError, match="WithoutField has no field born_on"):

        @reads(Person, born_on=Person.born_on)
        @dataclass(frozen=True)
        class WithoutField:
            surname: str


def test_a_part_that_may_be_absent_begins_with_a_column_that_is_never_empty() -> None:
    @dataclass(frozen=True)
    class Whole:
        id: int
        man: MayBeEmpty | None

    with pytest.raises(TypeError, match="the first column of MayBeEmpty may be empty"):
        reads(Referral)(Whole)


def test_a_statement_that_lacks_a_name_or_has_one_too_many_is_refused(database: Database) -> None:
    with pytest.raises(TypeError, match=r"AMan\.born_on has no column born_on"):
        database.read_now(lambda db: rows(db, AMan, select(Person.surname, Person.safe_contact)))
    with pytest.raises(TypeError, match="AMan does not read forenames"):
        database.read_now(lambda db: rows(db, AMan, select(*columns_of(AMan), Person.forenames)))


def test_rows_say_when_there_is_more_or_less_than_one() -> None:
    none, one, two = Rows[str](), Rows(["a"]), Rows(["a", "b"])

    assert (none.first(), one.first(), two.first()) == (None, "a", "a")
    assert (none.one_or_none(), one.one_or_none(), one.one()) == (None, "a", "a")
    with pytest.raises(NoResultFound):
        none.one()
    for ask in (two.one, two.one_or_none):
        with pytest.raises(MultipleResultsFound):
            ask()


def test_what_a_row_has_can_be_built_on() -> None:
    man = AMan("Singh", None, SafeContact.ANY)
    assert AMan(**(by_name(man) | {"surname": "Kaur"})) == AMan("Kaur", None, SafeContact.ANY)
