"""Agreements with neighbouring forces: versions, what referrals came under, and a month with more than was agreed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from programme.actions.add_agreement import add_agreement
from programme.actions.change_agreement import change_agreement
from programme.actions.end_agreement import end_agreement
from programme.actions.take_back_agreement import take_back_agreement
from programme.audit.models import AccessRow
from programme.courses.refusals import ChangedByAnother, NothingChanged
from programme.exchange.agreeing import AgreementShown, AgreementTerms, agreements_with, came_under
from programme.exchange.agreements import neighbours_on
from programme.exchange.models import Exchange, TravelField
from programme.exchange.refusals import AgreedAlready, BegunOrUsed, MayNotTravel, VersionIsUsed
from programme.notices.models import OutboxMessage
from programme.people.models import Identifier, Person
from programme.people.sign_ins import account_actor
from programme.referrals.models import Referral
from programme.referrals.refusals import NoSuchNeighbour
from programme.shared.actor import COMMAND_LINE, Actor, Door
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import NOW, a_force, a_referral, a_world, an_account, an_agreement, an_exchange, read
from tests.support.referring import PLAIN, an_officer, refer

TODAY = NOW.date()
TERMS = AgreementTerms("2027-1", "D. Price", "them@example.org", 1, 2_000, frozenset(TravelField))
BY: dict[str, Any] = {"actor": COMMAND_LINE, "now": NOW, "force_code": "34"}


@pytest.fixture(autouse=True)
def _world(database: Database) -> None:
    a_world(database)
    a_force(database, "34")
    an_account(database, Door.ADMIN, email="coordinator@example.org")


def agree(database: Database, terms: AgreementTerms = TERMS, from_on: date = TODAY) -> int:
    number: int = database.write_now(add_agreement, terms=terms, from_on=from_on, **BY)
    return number


def versions(database: Database) -> list[AgreementShown]:
    found: list[AgreementShown] = read(database, lambda db: agreements_with(db, "34"))
    return found


def a_neighbour(database: Database) -> Actor:
    return account_actor(an_account(database, Door.PARTNER, force_code="34", email="them@example.org"))


def logged(database: Database, what: str) -> list[str | None]:
    wanted = select(AccessRow.reason).where(AccessRow.what == what).order_by(AccessRow.id)
    return read(database, lambda db: list(db.scalars(wanted)))


def told(database: Database) -> list[str]:
    wanted = select(OutboxMessage.address).where(OutboxMessage.notice == "neighbour_over_number")
    return sorted(read(database, lambda db: db.scalars(wanted).all()))


def test_an_agreement_lets_a_force_send_from_its_first_day(database: Database) -> None:
    agree(database)
    assert read(database, lambda db: neighbours_on(db, TODAY - timedelta(days=1))) == []
    assert [one.force_code for one in read(database, lambda db: neighbours_on(db, TODAY))] == ["34"]
    assert [line.split(":")[0] for line in logged(database, "add_agreement") if line] == [
        "From", "Version", "People a month", "Share of each fee", "May travel", "Whom to ask", "Email"
    ]  # fmt: skip
    for no_police_force in ("ZZ", "18", "88"):
        with pytest.raises(NotFound):
            database.write_now(add_agreement, terms=TERMS, from_on=TODAY, **{**BY, "force_code": no_police_force})


def test_a_new_version_ends_the_one_before_and_changes_nothing_else_of_it(database: Database) -> None:
    agree(database)
    before = versions(database)[0]
    starts = TODAY + timedelta(days=30)
    agree(database, replace(TERMS, version="2027-2", monthly_number=9), starts)
    new, old = versions(database)
    assert (new.from_on, old.until_on) == (starts, starts - timedelta(days=1))
    assert old.terms == before.terms
    assert new.terms.monthly_number == 9


def test_a_version_that_has_not_begun_is_taken_back_and_the_one_before_goes_on(database: Database) -> None:
    first = agree(database)
    back: dict[str, Any] = {"actor": COMMAND_LINE, "now": NOW, "force_code": "34"}

    def take_back(number: int) -> bool:
        mark = next(one.mark for one in versions(database) if one.id == number)
        left: bool = database.write_now(take_back_agreement, agreement_id=number, mark=mark, **back)
        return left

    with pytest.raises(BegunOrUsed):
        take_back(first)
    starts = TODAY + timedelta(days=30)
    second = agree(database, replace(TERMS, version="2027-2"), starts)
    third = agree(database, replace(TERMS, version="2027-3"), starts + timedelta(days=9))
    with pytest.raises(ChangedByAnother):
        database.write_now(take_back_agreement, agreement_id=second, mark="older", **back)
    assert take_back(second)
    assert [one.until_on for one in versions(database)] == [None, starts + timedelta(days=8)]
    assert take_back(third)
    assert [(one.id, one.until_on) for one in versions(database)] == [(first, None)]
    assert logged(database, "take_back_agreement")[-2:] == [
        "Version 2027-3 from Friday 9 April 2027: taken back",
        "Version 2027-1 until: Thursday 8 April 2027 to none",
    ]
    with pytest.raises(NotFound):
        database.write_now(take_back_agreement, agreement_id=third, mark="", **back)


def test_of_two_who_add_a_version_the_second_sees_the_first(database: Database) -> None:
    add: dict[str, Any] = {"terms": TERMS, "from_on": TODAY, **BY}
    database.write_now(add_agreement, mark="", **add)
    later = {**add, "terms": replace(TERMS, version="2027-2"), "from_on": TODAY + timedelta(days=9)}
    shown = versions(database)[0].mark
    with pytest.raises(AgreedAlready):
        database.write_now(add_agreement, mark="", **later)
    database.write_now(add_agreement, mark=shown, **later)
    again = {**later, "terms": replace(TERMS, version="2027-3"), "from_on": TODAY + timedelta(days=10)}
    with pytest.raises(ChangedByAnother):
        database.write_now(add_agreement, mark=shown, **again)


def test_a_version_that_referrals_came_under_keeps_its_terms(database: Database) -> None:
    number = agree(database)
    change: dict[str, Any] = {"agreement_id": number, **BY}
    database.write_now(
        change_agreement, terms=replace(TERMS, monthly_number=5), mark=versions(database)[0].mark, **change
    )
    assert logged(database, "change_agreement") == ["People a month: 1 to 5"]
    made = refer(database, a_neighbour(database))
    exchange = read(database, lambda db: db.scalars(select(Exchange)).one())
    assert exchange.agreement_id == number

    mark = versions(database)[0].mark
    with pytest.raises(VersionIsUsed):
        database.write_now(change_agreement, terms=replace(TERMS, monthly_number=6), mark=mark, **change)
    whom = replace(TERMS, monthly_number=5, contact_name="S. Okoro")
    database.write_now(change_agreement, terms=whom, mark=mark, **change)
    with pytest.raises(ChangedByAnother):
        database.write_now(change_agreement, terms=TERMS, mark=mark, **change)
    with pytest.raises(NothingChanged):
        database.write_now(change_agreement, terms=whom, mark=versions(database)[0].mark, **change)
    assert made.reference


def test_referrals_from_before_versions_were_kept_count_by_their_day(database: Database) -> None:
    an_agreement(database, from_on=date(2027, 1, 1), until_on=date(2027, 2, 28))
    world = a_world(database, force_code="16")
    for at in (NOW - timedelta(days=5), NOW):
        an_exchange(database, a_referral(database, world), "34", received_at=at)
    assert read(database, lambda db: came_under(db, agreements_with(db, "34")[0])) == 1


def test_after_the_last_day_nobody_is_sent_and_what_was_sent_goes_on(database: Database) -> None:
    number = agree(database)
    neighbour = a_neighbour(database)
    made = refer(database, neighbour)
    end: dict[str, Any] = {"agreement_id": number, "until_on": TODAY, **BY}
    database.write_now(end_agreement, mark=versions(database)[0].mark, **end)
    assert logged(database, "end_agreement") == ["Version 2027-1 until: none to Monday 1 March 2027"]
    tomorrow = read(database, lambda db: neighbours_on(db, TODAY + timedelta(days=1)))
    assert tomorrow == []
    assert read(database, lambda db: db.scalars(select(Referral.reference)).all()) == [made.reference]


def test_one_more_than_agreed_is_taken_in_and_both_are_told_once(database: Database) -> None:
    agree(database)
    neighbour = a_neighbour(database)
    refer(database, neighbour)
    assert told(database) == []
    for number in (1, 2):
        refer(
            database, neighbour, replace(PLAIN, surname=f"Other{number}", pnc_id="", custody_reference=f"HB/{number}")
        )
    assert told(database) == ["coordinator@example.org", "them@example.org"]
    assert len(read(database, lambda db: db.scalars(select(Exchange.id)).all())) == 3


def test_what_may_not_travel_is_not_kept_where_custody_types_it_and_refused_of_the_neighbour(
    database: Database,
) -> None:
    allowed = frozenset(TravelField) - {TravelField.PNC_ID, TravelField.ADDRESS}
    agree(database, replace(TERMS, travels=allowed))
    with_all = replace(PLAIN, address="10 Elm Street", postcode="HP20 2ZZ")
    with pytest.raises(MayNotTravel):
        refer(database, a_neighbour(database), with_all)
    refer(database, an_officer(database), with_all, sent_by_force="34")
    person = read(database, lambda db: db.scalars(select(Person)).one())
    assert (person.address, person.postcode, person.mobile) == ("", "", "07700 900577")
    assert read(database, lambda db: db.scalars(select(Identifier)).all()) == []


def test_without_an_agreement_nobody_is_sent(database: Database) -> None:
    with pytest.raises(NoSuchNeighbour):
        refer(database, a_neighbour(database))
