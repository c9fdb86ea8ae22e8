"""Agreements on pages: whoever sets the programme up makes them, the neighbour reads them and is asked no more."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from programme.exchange.models import Agreement, TravelField
from programme.people.models import Person
from programme.referrals.models import Referral
from programme.shared.actor import Door, Role
from programme.storage.database import Database
from tests.support.builders import a_force, a_referral, a_world, an_account, an_agreement, an_exchange, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.page_reader import links_on, main_words
from tests.support.refer_form import ANSWERS, CLEAR

PATH = "/admin/neighbours"
FORM: dict[str, Any] = {
    "version": "2027-1",
    "contact_name": "D. Price",
    "contact_email": "them@example.org",
    "monthly_number": "1",
    "fee_share": "20",
    "travels": ["mobile", "pnc_id"],
}
FIRST = {"force": "34", "from_on-day": "1", "from_on-month": "3", "from_on-year": "2027"}


@pytest.fixture(autouse=True)
def _forces(database: Database) -> None:
    a_world(database)
    a_force(database, "34")


def at(database: Database, door: Door, role: Role, force_code: str) -> Browser:
    account = an_account(database, door, roles=frozenset({role}), force_code=force_code)
    return Browser(an_app(a_wiring(database))).sign_in_as(account)


def setting_up(database: Database) -> Browser:
    return at(database, Door.ADMIN, Role.ADMINISTRATOR, "43")


def form_on(browser: Browser, path: str, **changed: Any) -> dict[str, Any]:
    mark = re.search(r'name="mark" value="([^"]+)"', browser.get(path).text)
    assert mark
    return {**FORM, "mark": mark[1], **changed}


def test_an_agreement_is_made_and_both_forces_read_it(database: Database) -> None:
    browser = setting_up(database)
    assert "There is no agreement with another force yet" in main_words(browser.get(PATH))
    form = browser.get(f"{PATH}/new").text
    assert " checked" not in form
    assert ("Northamptonshire" in form, "Reserved" in form, "HMRC" in form, ">Thames Valley<" in form) == (
        True, False, False, False
    )  # fmt: skip
    beyond = browser.post(f"{PATH}/new", {**FORM, **FIRST, "fee_share": "95.01"})
    assert "Share of each fee must be £95 or less: that is the fee" in main_words(beyond)
    made = browser.post(f"{PATH}/new", {**FORM, **FIRST})
    assert (made.status_code, made.headers["location"]) == (303, f"{PATH}/34")
    assert f"{PATH}/34" in links_on(browser.get(PATH))
    partner = at(database, Door.PARTNER, Role.PARTNER_STAFF, "34")
    for page in (browser.get(f"{PATH}/34"), partner.get("/partner/agreement")):
        words = main_words(page)
        for said in ("Version 2027-1", "Monday 1 March 2027", "People a month 1", "£20", "PNC ID", "In force"):
            assert said in words, said
        assert "Address and postcode" not in words


def test_all_that_is_wrong_is_said_at_once(database: Database) -> None:
    wrong = {"contact_email": "nobody", "monthly_number": "0", "fee_share": "lots", "travels": ["gossip"]}
    page = setting_up(database).post(f"{PATH}/new", wrong)
    words = main_words(page)
    assert page.status_code == 422
    told = (
        "Choose the force",
        "Enter the version",
        "Enter the first day",
        "Enter whom to ask",
        "Enter an email address",
        "People a month must be between 1 and 999",
        "Share of each fee must be an amount",
        "Choose what may travel",
    )
    places = [words.index(said) for said in told]
    assert places == sorted(places), "in the order of the page"


def test_a_version_is_followed_by_another_and_ended(database: Database) -> None:
    browser = setting_up(database)
    browser.post(f"{PATH}/new", {**FORM, **FIRST})
    too_early = {**FIRST, "from_on-month": "2", "until_on-day": "1", "until_on-month": "1", "until_on-year": "2027"}
    form = form_on(browser, f"{PATH}/34/new", **too_early, fee_share="95.01")
    wrong = main_words(browser.post(f"{PATH}/34/new", form))
    for said in ("There is a version of this name", "A new version begins", "The last day", "must be £95 or less"):
        assert said in wrong, "all at once"
    next_day = {**FIRST, "from_on-month": "4", "version": "2027-2"}
    assert browser.post(f"{PATH}/34/new", form_on(browser, f"{PATH}/34/new", **next_day)).status_code == 303
    page = browser.get(f"{PATH}/34")
    assert "Version 2027-2" in main_words(page)
    assert "Wednesday 31 March 2027" in main_words(page)
    (newest, *_) = (link for link in links_on(page) if link.endswith("/end"))
    day = {"until_on-day": "30", "until_on-month": "4", "until_on-year": "2027"}
    assert browser.post(newest, {**form_on(browser, newest), **day}).status_code == 303
    assert "Friday 30 April 2027" in main_words(browser.get(f"{PATH}/34"))


def test_the_second_to_change_it_sees_both_versions(database: Database) -> None:
    first, second = setting_up(database), setting_up(database)
    path = f"{PATH}/34/{an_agreement(database).id}/change"
    late = form_on(second, path, contact_name="Mine")
    assert first.post(path, form_on(first, path, contact_name="Theirs")).status_code == 303
    words = main_words(second.post(path, late))
    assert "Somebody else has changed this meanwhile" in words
    assert "Whom to ask there Theirs Mine" in words


def test_a_neighbour_is_asked_what_may_travel_and_told_when_its_month_is_full(database: Database) -> None:
    browser = setting_up(database)
    browser.post(f"{PATH}/new", {**FORM, **FIRST})
    partner = at(database, Door.PARTNER, Role.PARTNER_STAFF, "34")
    page = partner.get("/partner/refer")
    assert {name for name in ("mobile", "pnc_id", "address", "interpreter") if f'name="{name}"' in page.text} == {
        "mobile",
        "pnc_id",
    }
    world = a_world(database, force_code="16")
    for sent in ("You can still send him: his clock waits for no agreement", "of 1 people agreed for this month"):
        an_exchange(database, a_referral(database, world), "34")
        assert sent in main_words(partner.get("/partner/refer"))
    assert "You have sent 2 people this month, and 1 are agreed" in main_words(partner.get("/partner/agreement"))
    assert "Over" in main_words(browser.get(PATH))
    assert "It has sent 2 people this month" in main_words(browser.get(f"{PATH}/34"))


def test_an_agreement_narrowed_after_check_answers_is_said_before_anything_is_sent(database: Database) -> None:
    everything = frozenset(TravelField)
    agreed = an_agreement(database, "34", travels=everything)
    partner = at(database, Door.PARTNER, Role.PARTNER_STAFF, "34")

    def narrowed_after_check(travels: frozenset[TravelField], **answers: Any) -> tuple[str, dict[str, str], str]:
        database.write_now(lambda db: setattr(db.get_one(Agreement, agreed.id), "travels", sorted(everything)))
        kept = kept_on(partner.post("/partner/refer", {**ANSWERS, **CLEAR, **answers}).text)
        database.write_now(lambda db: setattr(db.get_one(Agreement, agreed.id), "travels", sorted(travels)))
        page = partner.post("/partner/refer/save", kept).text
        return main_words(page), kept_on(page), page

    def cases() -> list[tuple[str, str]]:
        wanted = select(Person.email, Person.mobile).join(Referral, Referral.person_id == Person.id)
        return [(email, mobile) for email, mobile in read(database, lambda db: db.execute(wanted).all())]

    gone = "May not travel any more under the agreement with your force, and is not sent: email address"
    promised, _, page = narrowed_after_check(
        everything - {TravelField.EMAIL, TravelField.CRO}, safe_contact="no_post", mobile=""
    )
    assert "Choose again how we may contact him: email address may not travel under the agreement" in promised
    assert gone in promised
    assert 'value="Grafton Gate"' in page
    assert cases() == []

    words, kept, _ = narrowed_after_check(everything - {TravelField.EMAIL, TravelField.PNC_ID})
    assert f"{gone}, PNC ID. Everything else is as you typed it" in words
    assert cases() == []
    assert partner.post("/partner/refer/save", kept).headers["location"].startswith("/partner/cases/")
    assert cases() == [("", "07700 900246")]


def kept_on(page: str) -> dict[str, str]:
    """The hidden fields of the check page, as its button sends them."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def test_without_an_agreement_the_form_says_so_before_anything_is_typed(database: Database) -> None:
    partner = at(database, Door.PARTNER, Role.PARTNER_STAFF, "34")
    assert "No agreement with your force is in force today" in main_words(partner.get("/partner/refer"))
    assert "No agreement is in force today" in main_words(partner.get("/partner/agreement"))


def test_it_is_for_whoever_sets_the_programme_up(database: Database) -> None:
    an_agreement(database)
    auditor = at(database, Door.ADMIN, Role.AUDITOR, "43")
    for path in (PATH, f"{PATH}/new", f"{PATH}/34", f"{PATH}/34/new"):
        assert auditor.get(path).status_code == 404
    assert setting_up(database).get(f"{PATH}/99").status_code == 404
