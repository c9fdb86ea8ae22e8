"""Debts of a provider or a neighbouring force stand on one page of the coordinator's."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from programme.audit.models import AccessRow
from programme.outcomes.models import ResultReason
from programme.outcomes.queries import returns_tray
from programme.outcomes.returning import return_case
from programme.outcomes.states import ReturnState
from programme.referrals.models import Referral
from programme.shared.actor import WORKER, Door, Role
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    World,
    a_booking,
    a_course_date,
    a_force,
    a_referral,
    a_world,
    an_account,
    an_agreement,
    an_exchange,
    an_offer,
    read,
)
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.page_reader import links_on, main_words


def a_coordinator(database: Database, force_code: str = "43") -> Browser:
    roles = frozenset({Role.COORDINATOR})
    account = an_account(database, Door.ADMIN, name="C. Ordinator", roles=roles, force_code=force_code)
    return Browser(an_app(a_wiring(database))).sign_in_as(account)


def sent_back(database: Database, world: World, **facts: object) -> Referral:
    """A case whose result nobody has acknowledged."""
    case = a_referral(database, world, **facts)  # type: ignore[arg-type]
    an_offer(database, case)

    def give_back(db) -> None:  # type: ignore[no-untyped-def]
        kept = db.execute(select(Referral).where(Referral.id == case.id).with_for_update()).scalar_one()
        return_case(db, kept, ResultReason.OFFER_LAPSED, actor=WORKER, now=NOW)

    database.write_now(give_back)
    return case


@pytest.mark.parametrize("path", ["/admin/returns", "/custody/returns", "/custody"])
def test_of_the_results_that_wait_the_shortest_clock_comes_first_and_one_that_is_over_before_it(
    database: Database, path: str
) -> None:
    world = a_world(database)
    late, over, soon = (
        sent_back(database, world, charge_by_on=day, return_by_on=day, complete_by_on=day).reference
        for day in (NOW.date() + timedelta(days=days) for days in (90, -2, 5))
    )
    custody = an_account(database, Door.CUSTODY, force_code="43")
    browser = a_coordinator(database) if "admin" in path else Browser(an_app(a_wiring(database))).sign_in_as(custody)
    page = browser.get(path)
    results = [link.rpartition("/")[2] for link in links_on(page) if re.search(r"/returns/[A-Z0-9-]+$", link)]

    assert results == [over, soon, late]
    assert "the shortest clock first" in main_words(page).lower()


def test_pages_of_results_that_wait_follow_one_another_by_clock(database: Database) -> None:
    world = a_world(database)
    days = [NOW.date() + timedelta(days=number * 7 % 30) for number in range(30)]
    cases = [sent_back(database, world, charge_by_on=day, return_by_on=day, complete_by_on=day) for day in days]
    first = read(database, lambda db: returns_tray(db, world.custody, ReturnState.SENT))
    rest = read(database, lambda db: returns_tray(db, world.custody, ReturnState.SENT, after=first.later))

    in_order = [case.reference for case in sorted(cases, key=lambda case: (case.charge_by_on, case.id))]
    assert [*first.references, *rest.references] == in_order
    assert rest.later is None


def test_nothing_owed_is_said_in_words(database: Database) -> None:
    a_world(database)
    words = main_words(a_coordinator(database).get("/admin/owed"))
    assert "Every register of a date that is over is signed" in words
    assert "Neighbouring forces have acknowledged every result" in words
    assert "None is offered" in words
    assert "No agreement shares a fee that was paid" in words


def test_registers_results_dates_and_shares_stand_together(database: Database) -> None:
    world = a_world(database)
    a_force(database, "34")
    over = a_course_date(database, world, starts_at=NOW - timedelta(days=3))
    to_come = a_course_date(database, world, starts_at=NOW + timedelta(days=5), capacity=10)
    a_booking(database, world, over)
    neighbours = sent_back(database, world, force_code="34")
    an_exchange(database, neighbours, "34")
    own = sent_back(database, world)
    for force, share in (("34", 1_500), ("44", 20_000)):
        agreement = an_agreement(database, force, fee_share_pence=share)
        paid = a_referral(database, world, force_code=force)
        an_exchange(database, paid, force, agreement_id=agreement.id)
        a_booking(database, world, to_come, paid)

    page = a_coordinator(database).get("/admin/owed")
    words = main_words(page)
    assert over.reference in words
    assert to_come.reference not in words
    assert f"/admin/returns/{neighbours.reference}" in page.text
    assert own.reference not in words
    assert "1 8" in words
    assert "Force 34 1 £15" in words
    assert "Force 44 1 £95" in words, "never more than he paid"
    assert "/admin/owed" in read(database, lambda db: db.execute(select(AccessRow.what)).scalars().all())


def test_another_forces_are_not_on_it(database: Database) -> None:
    world = a_world(database)
    a_world(database, force_code="16")
    over = a_course_date(database, world, starts_at=NOW - timedelta(days=3))
    a_booking(database, world, over)
    assert over.reference not in main_words(a_coordinator(database, "16").get("/admin/owed"))
