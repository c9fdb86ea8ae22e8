"""The cases of an officer who leaves or is away go to another: all or some, both are told, and what was owed to the one
before goes to the new one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from programme.actions.hand_cases_on import CasesGiven, hand_cases_on
from programme.audit.models import AccessRow
from programme.duties.refusals import NoCasesToGive, NoSuchOfficer, SameOfficer
from programme.history.models import HistoryRow
from programme.notices.models import Channel, OutboxMessage
from programme.people.models import Account
from programme.people.officers import Officer
from programme.referrals.models import Referral
from programme.shared.actor import Actor, Door, Role
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_referral, a_world, add, an_account, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.page_reader import main_words

COORDINATOR = Actor(Door.ADMIN, 900, "C. Ordinator", roles=frozenset({Role.COORDINATOR}), force_code="43")
ROWE: dict[str, Any] = {
    "officer_rank": "PC",
    "officer_collar": "5521",
    "officer_name": "D Rowe",
    "officer_email": "rowe@example.org",
}
ASH = Officer("PC", "7", "A Ash", "ash@example.org")


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


@pytest.fixture
def cases(database: Database, world: World) -> list[Referral]:
    """Three of Rowe's, and one that is nobody's of his."""
    return [*(a_referral(database, world, **ROWE) for _ in range(3)), a_referral(database, world)]


def give(database: Database, cases: list[Referral], officer: Officer = ASH, **more: Any) -> CasesGiven:
    asked = {"reference": cases[0].reference, "references": [case.reference for case in cases], "actor": COORDINATOR}
    return database.write_now(hand_cases_on, now=NOW, officer=officer, **{**asked, **more})


def officers(database: Database) -> list[str]:
    wanted = select(Referral.officer_email).order_by(Referral.id)
    return list(read(database, lambda db: db.execute(wanted).scalars().all()))


def told(database: Database) -> list[tuple[str, str]]:
    wanted = select(OutboxMessage.notice, OutboxMessage.address).order_by(OutboxMessage.id)
    return [(row.notice, row.address) for row in read(database, lambda db: db.execute(wanted).all())]


def test_all_of_them_go_to_him_and_both_are_told_once(database: Database, cases: list[Referral]) -> None:
    given = give(database, cases)
    assert len(given.references) == 3
    assert officers(database) == ["ash@example.org"] * 3 + ["officer@example.org"]
    assert told(database) == [("cases_handed_over", "ash@example.org"), ("cases_given_on", "rowe@example.org")]
    events = read(database, lambda db: db.execute(select(HistoryRow.event)).scalars().all())
    assert events.count("officer_changed") == 3
    assert "hand_cases_on" in read(database, lambda db: db.execute(select(AccessRow.what)).scalars().all())


def test_only_the_chosen_ones_go_where_some_are_chosen(database: Database, cases: list[Referral]) -> None:
    give(database, cases[:1])
    assert officers(database)[:3] == ["ash@example.org", "rowe@example.org", "rowe@example.org"]


def test_what_is_owed_to_the_one_before_goes_to_the_new_one(database: Database, cases: list[Referral]) -> None:
    facts = {"channel": Channel.EMAIL, "facts": {}, "queued_at": NOW, "next_try_at": NOW}
    for key, case, address in (("a", cases[0], "rowe@example.org"), ("b", cases[0], "boss@example.org")):
        notice = {"dedupe_key": key, "notice": "deadline_warning", "referral_id": case.id, "address": address}
        add(database, OutboxMessage(**notice, **facts))
    give(database, cases)
    assert told(database)[:2] == [("deadline_warning", "ash@example.org"), ("deadline_warning", "boss@example.org")]


@pytest.mark.parametrize("has_account", [True, False])
def test_what_goes_to_the_new_one_is_in_the_words_for_him(
    database: Database, cases: list[Referral], has_account: bool
) -> None:
    """Who has no account is not told to open a page: he gets a link, as with every message of his own."""
    owed = {"channel": Channel.EMAIL, "address": "rowe@example.org", "queued_at": NOW, "next_try_at": NOW}
    facts = {"signs_in": not has_account, "reference": cases[0].reference}
    add(
        database,
        OutboxMessage(dedupe_key="a", notice="deadline_warning", referral_id=cases[0].id, facts=facts, **owed),
    )
    if has_account:
        an_account(database, Door.CUSTODY, force_code="43", email=ASH.email, name="A Ash")
    give(database, cases)
    wanted = select(OutboxMessage.address, OutboxMessage.facts).where(OutboxMessage.dedupe_key == "a")
    moved = read(database, lambda db: db.execute(wanted).one())
    assert (moved.address, moved.facts["signs_in"]) == (ASH.email, has_account)
    assert moved.facts["reference"] == cases[0].reference


def test_a_leaver_who_cannot_be_told_is_not_and_an_account_is_kept_as_one(database: Database, world: World) -> None:
    rowe = an_account(database, Door.CUSTODY, force_code="43", email="rowe@example.org", name="D Rowe", active=False)
    ash = an_account(database, Door.CUSTODY, force_code="43", email="ash@example.org", name="A Ash", rank="PC")
    case = a_referral(database, world, **ROWE, officer_id=rowe.id)
    give(database, [case], Officer("", "", "", "ash@example.org"))
    kept: Referral = read(database, lambda db: db.execute(select(Referral)).scalar_one())
    assert (kept.officer_id, kept.officer_name) == (ash.id, "A Ash")
    assert ("cases_given_on", "rowe@example.org") not in told(database)


def test_a_second_time_there_is_nothing_to_give(database: Database, cases: list[Referral]) -> None:
    give(database, cases)
    with pytest.raises(SameOfficer):
        give(database, cases)
    with pytest.raises(NoCasesToGive):
        give(database, cases[:1], reference=cases[3].reference)
    assert len(told(database)) == 2


def test_another_forces_cases_and_accounts_are_not_found(database: Database, cases: list[Referral]) -> None:
    a_world(database, force_code="16")
    stranger: Account = an_account(database, Door.CUSTODY, force_code="16")
    with pytest.raises(NotFound):
        give(database, cases, actor=Actor(Door.ADMIN, 9, "X", roles=COORDINATOR.roles, force_code="16"))
    with pytest.raises(NoSuchOfficer):
        give(database, cases, Officer("", "", "", "", stranger.id))
    assert officers(database)[0] == "rowe@example.org"


def test_a_supervisor_gives_them_on_a_page_that_says_first_how_many_and_which(
    database: Database, cases: list[Referral]
) -> None:
    supervisor = an_account(database, Door.CUSTODY, force_code="43", roles=frozenset({Role.SUPERVISOR}), rank="Insp")
    officer = an_account(database, Door.CUSTODY, force_code="43", roles=frozenset({Role.OFFICER}))
    app = an_app(a_wiring(database))
    his = Browser(app).sign_in_as(supervisor)
    page = f"/custody/officers/{cases[0].reference}"
    assert Browser(app).sign_in_as(officer).get(page).status_code == 404
    assert "PC 5521 D Rowe 3" in main_words(his.get("/custody/officers"))
    assert his.get(page).text.count(" checked") == 3

    wrong = main_words(his.post(page, {}))
    assert "Tick the cases that are given to somebody else" in wrong
    assert "Enter the name of the officer" in wrong

    chosen = [cases[0].reference, cases[1].reference]
    typed = {"cases": chosen, "officer_name": "A Ash", "officer_email": "ash@example.org"}
    check = his.post(page, typed)
    words = main_words(check)
    assert "Give these 2 cases to A Ash?" in words
    assert all(reference in words for reference in chosen)
    kept = re.search(r'name="kept" value="([^"]+)"', check.text)
    assert kept
    for _ in range(2):
        assert his.post(f"{page}/save", {"kept": kept[1]}).headers["location"] == "/custody/officers?given=2"
    assert "2 cases are with another officer now" in main_words(his.get("/custody/officers?given=2"))
    assert officers(database)[:3] == ["ash@example.org", "ash@example.org", "rowe@example.org"]
