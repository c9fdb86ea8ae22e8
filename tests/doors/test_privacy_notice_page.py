"""The page of the privacy notice, and the steps before the first real person: open until somebody with a name says."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from programme.courses.go_live_steps import GoLiveStep
from programme.courses.privacy import POINTS
from programme.courses.words import GO_LIVE_WORDS
from programme.people.models import Account
from programme.shared.actor import Door, Role
from programme.storage.database import Database
from tests.support.builders import NOW, a_force, a_world, an_account
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.page_reader import links_on, main_words

PAGE = "/admin/programme/43/privacy-notice"
LIST = "/admin/set-up/43"
DECIDED = {name: f"{name} decided" for name in POINTS} | {"answer_days": "10"}


@pytest.fixture
def browser(database: Database) -> Browser:
    a_force(database)
    account: Account = an_account(database, Door.ADMIN, force_code="43", roles=frozenset({Role.COORDINATOR}))
    return Browser(an_app(a_wiring(database))).sign_in_as(account)


def sent(browser: Browser, **changed: Any) -> dict[str, Any]:
    typed = re.findall(r'<input[^>]*?name="(?!_csrf)([\w-]+)"[^>]*?value="([^"]*)"', browser.get(PAGE).text)
    return {**dict(typed), **changed}


def dated(name: str, on: date) -> dict[str, str]:
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


def test_what_is_open_is_said_to_staff_until_it_is_decided(database: Database, browser: Browser) -> None:
    a_world(database, notice=None)
    assert f"Not decided: {len(POINTS)} of {len(POINTS)}." in main_words(browser.get(PAGE))
    assert "Not decided" in main_words(browser.get("/admin/programme/43"))
    assert f"Not decided: {'; '.join(POINTS.values())}." in main_words(browser.get(LIST))

    form = sent(browser, **{**DECIDED, "card_ask": ""})
    assert "Not decided then: Whom to ask of the card company." in main_words(browser.post(PAGE, form))
    form = sent(browser, **DECIDED)
    check = main_words(browser.post(PAGE, form))
    assert "Every point is decided then." in check
    assert "not decided card_ask decided" in check
    assert browser.confirm(PAGE, form).headers["location"] == "/admin/programme/43"

    assert "card_ask decided" in main_words(browser.get("/admin/programme/43"))
    assert "Every point of it is decided." in main_words(browser.get(LIST))
    assert PAGE in links_on(browser.get(LIST))


def test_a_version_of_a_later_day_that_ends_this_one_is_said_before_it_is_saved(
    database: Database, browser: Browser
) -> None:
    a_world(database)
    lasting = main_words(browser.post(PAGE, sent(browser, card_ask="Card Co")))
    assert "on Monday 1 March 2027 or later reads this" in lasting
    assert "another version" not in lasting

    browser.confirm(PAGE, sent(browser, answer_days="5", **dated("from_on", date(2027, 3, 9))))
    undone = main_words(browser.post(PAGE, sent(browser, card_ask="Card Co")))
    assert "on Monday 1 March 2027 or later, and before Tuesday 9 March 2027, reads this" in undone
    assert "From Tuesday 9 March 2027 another version holds, decided by" in undone
    assert "Whom to ask of the card company: card ask; A complaint about the course or this website is" in undone
    assert "within: 5 working days. Where that is not meant, decide it again from that day." in undone

    browser.confirm(PAGE, sent(browser, **dated("from_on", date(2027, 3, 5)), answer_days="6"))
    same = main_words(browser.post(PAGE, sent(browser, answer_days="6")))
    assert "From Friday 5 March 2027 another version holds" in same
    assert "It says the same." in same


def test_every_error_stands_beside_its_field_and_nothing_typed_is_lost(database: Database, browser: Browser) -> None:
    a_world(database, notice=None)
    form = sent(
        browser, card_ask="x" * 201, review_body="The body", answer_days="many", **dated("from_on", date(2026, 1, 1))
    )
    page = browser.post(PAGE, form)
    words = main_words(page)
    assert page.status_code == 422
    for wrong in ("200 characters or fewer", "must be a whole number", "The first day must be Monday 1 March 2027"):
        assert wrong in words
    assert 'value="The body"' in page.text


def test_a_point_that_is_decided_is_not_left_empty_and_that_is_said_beside_it(
    database: Database, browser: Browser
) -> None:
    a_world(database)
    page = browser.post(PAGE, sent(browser, card_ask="", answer_days="5"))
    assert page.status_code == 422
    assert "Whom to ask of the card company: this is decided, so write what holds" in main_words(page)
    assert 'id="card_ask-error"' in page.text


def test_a_step_is_ticked_by_somebody_with_a_name_and_taken_back(database: Database, browser: Browser) -> None:
    a_world(database)
    step = f"{LIST}/before/relay"
    assert main_words(browser.get(LIST)).count("Nobody has ticked it.") == len(GoLiveStep)
    empty = main_words(browser.post(step, {"state": "done"}))
    assert all(wrong in empty for wrong in ("Enter who did it", "Enter as what", "Enter the day"))
    form = {"state": "done", "done_by": "Frances Amadi", "done_as": "help desk", **dated("done_on", NOW.date())}
    ahead = browser.post(step, {**form, "done_on-year": "2028"})
    assert "must be today or in the past" in main_words(ahead)
    assert browser.post(step, form).headers["location"] == f"{LIST}#relay"
    assert "Frances Amadi, help desk, on 1 March 2027. Recorded by" in main_words(browser.get(LIST))
    assert main_words(browser.get(LIST)).count("Nobody has ticked it.") == len(GoLiveStep) - 1
    browser.post(step, {"state": "not_done"})
    assert "Taken back. Recorded by" in main_words(browser.get(LIST))
    assert browser.get(f"{LIST}/before/nonsense").status_code == 404


def test_every_step_has_its_words_and_another_forces_is_not_found(database: Database) -> None:
    assert set(GO_LIVE_WORDS) == set(GoLiveStep)
    a_world(database)
    a_force(database, "34")
    account = an_account(database, Door.ADMIN, force_code="34", roles=frozenset({Role.COORDINATOR}))
    other = Browser(an_app(a_wiring(database))).sign_in_as(account)
    assert other.get(PAGE).status_code == 404
    assert other.get(f"{LIST}/before/relay").status_code == 404
    assert other.post(f"{LIST}/before/relay", {"state": "not_done"}).status_code == 404
