"""What a provider or a neighbouring force owes stands on one page of the coordinator's."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from programme.audit.models import AccessRow
from programme.outcomes.models import ResultReason
from programme.outcomes.returning import return_case
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
from tests.support.page_reader import main_words


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
    agreement = an_agreement(database, "34", fee_share_pence=1500)
    paid = a_referral(database, world, force_code="34")
    an_exchange(database, paid, "34", agreement_id=agreement.id)
    a_booking(database, world, to_come, paid)

    page = a_coordinator(database).get("/admin/owed")
    words = main_words(page)
    assert over.reference in words
    assert to_come.reference not in words
    assert f"/admin/returns/{neighbours.reference}" in page.text
    assert own.reference not in words
    assert "1 9" in words
    assert "£15" in words
    assert "/admin/owed" in read(database, lambda db: db.execute(select(AccessRow.what)).scalars().all())


def test_another_forces_are_not_on_it(database: Database) -> None:
    world = a_world(database)
    a_world(database, force_code="16")
    over = a_course_date(database, world, starts_at=NOW - timedelta(days=3))
    a_booking(database, world, over)
    assert over.reference not in main_words(a_coordinator(database, "16").get("/admin/owed"))
