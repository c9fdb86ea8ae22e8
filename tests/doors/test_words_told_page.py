"""The pages of what he is told: read, compared with the version before, signed and taken back by name."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from programme.offers.models import WordsSigned
from programme.offers.signing_words import find_signature
from programme.offers.told.conditions import LegalPoints
from programme.people.models import Account
from programme.shared.actor import Door, Role
from programme.storage.database import Database
from tests.support.builders import NOW, a_world, an_account, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.page_reader import links_on, main_words

WORDS = "/admin/programme/43/words"
ROUTE = f"{WORDS}/conditional_caution"
LIST = "/admin/set-up/43"


@pytest.fixture
def browser(database: Database) -> Browser:
    a_world(database)
    database.write_now(lambda db: db.execute(delete(WordsSigned)))
    account: Account = an_account(database, Door.ADMIN, force_code="43", roles=frozenset({Role.COORDINATOR}))
    return Browser(an_app(a_wiring(database))).sign_in_as(account)


def filled(browser: Browser, **changed: Any) -> dict[str, Any]:
    (fingerprint,) = re.findall(r'name="fingerprint"[^>]*?value="([^"]*)"', browser.get(ROUTE).text)
    return {
        "fingerprint": fingerprint,
        "finishing_ends_it": "yes",
        "driving_ban": "no",
        "free_advice_at_signing": "yes",
        "spent_after_months": "3",
        "checks_show_years": "6",
        "free_advice_from_home": "no",
        "counts_from_signing": "no",
        "caution_ends_if_charged": "yes",
        "police_register": "open",
        "lawyer": "Frances Amadi",
        "office": "Force solicitor",
        **dated(NOW.date()),
        "all_read": "yes",
        **changed,
    }


def shown_on(browser: Browser, page: str) -> str:
    return re.findall(r'name="shown"[^>]*?value="([^"]*)"', browser.get(page).text)[0]


def dated(on: date) -> dict[str, str]:
    return {"signed_on-day": str(on.day), "signed_on-month": str(on.month), "signed_on-year": str(on.year)}


def test_a_route_is_signed_by_name_and_the_set_up_list_says_which_are_not(database: Database, browser: Browser) -> None:
    assert "Not signed: Conditional caution." in main_words(browser.get(LIST))
    assert WORDS in links_on(browser.get(LIST))
    assert "Not yet: no offer can be made" in main_words(browser.get(WORDS))
    page = main_words(browser.get(ROUTE))
    assert "The fee is [the fee]. If you cannot pay it, tell us first. Only if there is a fee." in page
    assert "an enhanced check mention the note" not in page  # that is asked where the words say it

    assert browser.post(ROUTE, filled(browser)).headers["location"] == WORDS
    assert "Frances Amadi, Force solicitor, on Monday 1 March 2027" in main_words(browser.get(WORDS))
    listed = main_words(browser.get(LIST))
    assert "They are signed for every route that the force uses. The lawyer left answers open" in listed
    browser.post(ROUTE, filled(browser, police_register="no"))
    assert "The lawyer left answers open" not in main_words(browser.get(LIST))
    browser.post(ROUTE, filled(browser))
    signed = read(database, lambda db: find_signature(db, "43", "conditional_caution"))
    assert signed is not None
    assert signed.points == LegalPoints(driving_ban=False, caution_ends_if_charged=True)


def test_everything_that_is_missing_is_said_at_once_and_nothing_is_signed(database: Database, browser: Browser) -> None:
    tomorrow = dated(NOW.date() + timedelta(days=1))
    missing = filled(browser, driving_ban="", spent_after_months="", lawyer="", all_read="", **tomorrow)
    words = main_words(browser.post(ROUTE, missing))
    for said in (
        "Choose what the lawyer answered to “Can a court stop him driving for this?”",
        "Enter after how many months it is spent",
        "Enter the name of the lawyer who signed",
        "The day must be today or earlier",
        "Tick that the lawyer has read every word",
    ):
        assert said in words
    assert "There are other words now" in main_words(browser.post(ROUTE, filled(browser, fingerprint="0" * 64)))
    assert read(database, lambda db: find_signature(db, "43", "conditional_caution")) is None


def test_a_signature_is_taken_back_with_a_reason_and_stays_in_the_list(browser: Browser) -> None:
    assert browser.get(f"{ROUTE}/take-back").status_code == 409
    browser.post(ROUTE, filled(browser))
    page = f"{ROUTE}/take-back"
    assert "Frances Amadi, Force solicitor, signed version" in main_words(browser.get(page))
    assert browser.post(page, {"reason": "A mistake", "shown": shown_on(browser, page)}).headers["location"] == ROUTE
    after = main_words(browser.get(ROUTE))
    assert "These words are not signed" in after
    assert "A mistake" in after


def test_what_was_signed_meanwhile_is_shown_before_it_is_taken_back_and_the_reason_is_kept(browser: Browser) -> None:
    browser.post(ROUTE, filled(browser))
    page = f"{ROUTE}/take-back"
    first = shown_on(browser, page)
    browser.post(ROUTE, filled(browser, lawyer="Grace Odum"))
    again = browser.post(page, {"reason": "Six years are wrong", "shown": first})
    assert "The words have been signed again since this page was opened" in main_words(again)
    assert "Grace Odum, Force solicitor, signed version" in main_words(again)
    assert "Six years are wrong" in again.text
    (now,) = re.findall(r'name="shown"[^>]*?value="([^"]*)"', again.text)
    assert browser.post(page, {"reason": "Six years are wrong", "shown": now}).headers["location"] == ROUTE
    assert "These words are not signed" in main_words(browser.get(ROUTE))


def test_other_words_are_signed_only_by_whoever_read_them(browser: Browser) -> None:
    again = browser.post(ROUTE, filled(browser, fingerprint="0" * 64))
    assert f'value="{filled(browser)["fingerprint"]}"' in again.text
    assert 'value="Frances Amadi"' in again.text
    assert re.search(r'name="all_read"[^>]*checked', again.text) is None


def test_two_versions_stand_beside_each_other_screen_by_screen(browser: Browser) -> None:
    words = main_words(browser.get(f"{ROUTE}/difference"))
    assert "Version 2026-4 is on the left, version 2026-5 on the right." in words
    assert "You can move once to another date in time, until 7 days before yours" in words
    assert "You can move to another date once, as long as there is one in time" in words


def test_two_signatures_under_one_version_are_told_from_each_other_by_their_answers(browser: Browser) -> None:
    browser.post(ROUTE, filled(browser, driving_ban="yes", police_register="open"))
    first_only = main_words(browser.get(f"{ROUTE}/difference"))
    assert "version 2026-5, as signed on 1 March 2027 on the right" in first_only
    assert "It may also stop you driving" in first_only

    browser.post(ROUTE, filled(browser, driving_ban="no", police_register="no"))
    words = main_words(browser.get(f"{ROUTE}/difference"))
    assert "Can a court stop him driving for this? Yes No" in words
    assert "Not decided yet: he is told nothing about it No" in words
    assert "It may also stop you driving. Only if a court can stop him driving. –" in words
    assert "– You do not have to register with the police because of this." in words
    signatures = main_words(browser.get(ROUTE)).split("Every signature")[-1]
    assert signatures.count("2026-5, as signed on 1 March 2027") == 2
    assert "Can a court stop him driving for this? Yes" in signatures
    assert "Can a court stop him driving for this? No" in signatures


def test_what_there_is_not_is_not_found(browser: Browser) -> None:
    for path in (f"{WORDS}/community_caution", f"{WORDS}/nothing/difference", "/admin/programme/99/words"):
        assert browser.get(path).status_code == 404
