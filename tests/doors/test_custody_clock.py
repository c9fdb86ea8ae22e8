"""What custody does about a case's time, in a browser without script."""

from __future__ import annotations

from datetime import date

import pytest

from programme.app import create_app
from programme.referrals.models import Referral
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import World, a_referral, a_world, an_account, read
from tests.support.clients import Browser, a_wiring
from tests.support.page_reader import links_on, main_words


def officer(database: Database, rank: str = "Sgt") -> Browser:
    account = an_account(database, Door.CUSTODY, force_code="43", name="A. Desk", rank=rank)
    return Browser(create_app(a_wiring(database))).sign_in_as(account)


def page_of(referral: Referral, rest: str = "") -> str:
    return f"/custody/referrals/{referral.reference}{rest}"


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


@pytest.fixture
def cautioned(database: Database, world: World) -> Referral:
    return a_referral(database, world, cautioned_on=date(2027, 3, 1), complete_by_on=date(2027, 6, 21))


def test_a_sergeant_records_why_the_caution_may_take_longer(database: Database, cautioned: Referral) -> None:
    browser = officer(database)
    assert page_of(cautioned, "/extend") in links_on(browser.get(page_of(cautioned)))
    assert "Now Monday 21 June 2027" in main_words(browser.get(page_of(cautioned, "/extend")))
    assert browser.post(page_of(cautioned, "/extend"), {"reason": "He was in hospital."}).status_code == 303
    page = browser.get(page_of(cautioned))
    assert "may exceptionally take longer: He was in hospital." in main_words(page)
    assert page_of(cautioned, "/extend") not in links_on(page)
    assert read(database, lambda db: db.get_one(Referral, cautioned.id)).complete_by_on == date(2027, 7, 6)


def test_without_a_reason_the_form_comes_back_and_says_so(database: Database, cautioned: Referral) -> None:
    answer = officer(database).post(page_of(cautioned, "/extend"), {"reason": " "})
    assert (answer.status_code, "Say why" in main_words(answer)) == (422, True)


def test_a_constable_is_not_asked_and_is_refused(database: Database, cautioned: Referral) -> None:
    browser = officer(database, rank="PC")
    assert page_of(cautioned, "/extend") not in links_on(browser.get(page_of(cautioned)))
    answer = browser.post(page_of(cautioned, "/extend"), {"reason": "He was in hospital."})
    assert (answer.status_code, "sergeant or above" in main_words(answer)) == (403, True)
