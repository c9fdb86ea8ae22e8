"""Whoever sets the programme up adds, changes and ends providers on pages."""

from __future__ import annotations

import re
from typing import Any

import pytest

from programme.shared.actor import Door, Role
from programme.storage.database import Database
from tests.support.builders import a_booking, a_course_date, a_world, an_account
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.page_reader import links_on, main_words

PATH = "/admin/providers"
FORM = {
    "name": "Ridgeway Learning",
    "contact_name": "R. Adeyemi",
    "contact_email": "office@example.org",
    "telephone": "01632 960 111",
}


def setting_up(database: Database, *roles: Role) -> Browser:
    account = an_account(database, Door.ADMIN, roles=frozenset(roles or {Role.ADMINISTRATOR}), name="A. Setter")
    return Browser(an_app(a_wiring(database))).sign_in_as(account)


def form_on(browser: Browser, path: str, **changed: Any) -> dict[str, Any]:
    """The form as the page shows it, some of it changed."""
    mark = re.search(r'name="mark" value="([^"]+)"', browser.get(path).text)
    assert mark
    return {**FORM, "mark": mark[1], **changed}


def test_a_provider_is_added_shown_and_changed(database: Database) -> None:
    browser = setting_up(database)
    assert "There is no provider yet" in main_words(browser.get(PATH))
    made = browser.post(f"{PATH}/new", FORM)
    assert made.status_code == 303
    here = made.headers["location"]
    assert here in links_on(browser.get(PATH))
    assert "office@example.org" in main_words(browser.get(here))
    changed = browser.post(f"{here}/change", form_on(browser, f"{here}/change", contact_name="S. Okoro"))
    assert (changed.status_code, changed.headers["location"]) == (303, here)
    assert "S. Okoro" in main_words(browser.get(here))


def test_all_that_is_wrong_is_said_at_once_and_nothing_typed_is_lost(database: Database) -> None:
    page = setting_up(database).post(f"{PATH}/new", {"name": "", "contact_email": "nobody", "telephone": "call me"})
    words = main_words(page)
    assert page.status_code == 422
    for said in ("Enter the name", "Enter whom to ask there", "Enter an email address", "Enter a telephone number"):
        assert said in words
    assert 'value="call me"' in page.text


def test_who_changes_it_second_sees_both_versions_and_then_decides(database: Database) -> None:
    first, second = setting_up(database), setting_up(database, Role.COORDINATOR)
    here = first.post(f"{PATH}/new", FORM).headers["location"]
    late = form_on(second, f"{here}/change", contact_name="Mine")
    first.post(f"{here}/change", form_on(first, f"{here}/change", contact_name="Theirs", telephone=""))

    page = second.post(f"{here}/change", late)

    words = main_words(page)
    assert page.status_code == 422
    assert "Somebody else has changed this meanwhile" in words
    assert "Whom to ask there Theirs Mine" in words
    assert "Telephone Empty 01632 960 111" in words
    assert "Theirs" in main_words(second.get(here))
    seen = re.search(r'name="mark" value="([^"]+)"', page.text)
    assert seen
    assert second.post(f"{here}/change", {**late, "mark": seen[1]}).status_code == 303
    assert "Mine" in main_words(second.get(here))


def test_a_last_day_names_the_dates_that_are_in_its_way(database: Database) -> None:
    world = a_world(database)
    a_booking(database, world, a_course_date(database, world))
    browser, here = setting_up(database), f"{PATH}/{world.provider.id}"
    day = {"until_on-day": "10", "until_on-month": "3", "until_on-year": "2027"}
    refused = browser.post(f"{here}/end", {**form_on(browser, f"{here}/end"), **day})
    assert refused.status_code == 422
    assert "There are dates after that day: Saturday 20 March 2027" in main_words(refused)
    later = browser.post(f"{here}/end", {**form_on(browser, f"{here}/end"), **day, "until_on-day": "20"})
    assert later.status_code == 303
    assert "Its last day is Saturday 20 March 2027" in main_words(browser.get(here))


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.FINANCE, Role.SAFEGUARDING])
def test_it_is_for_whoever_sets_the_programme_up(database: Database, role: Role) -> None:
    world = a_world(database)
    browser = setting_up(database, role)
    for path in (PATH, f"{PATH}/new", f"{PATH}/{world.provider.id}", f"{PATH}/{world.provider.id}/end"):
        assert browser.get(path).status_code == 404
    assert browser.post(f"{PATH}/new", FORM).status_code == 404
