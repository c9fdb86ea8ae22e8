""" "Exit this page" ends the sign-in wherever it is pressed, and shows no page of ours, whatever else goes wrong."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from programme.settings import Settings
from programme.storage.database import Database
from tests.support.builders import a_world
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.own_door import CODE, Stage, a_stage

WEATHER = "https://www.bbc.co.uk/weather"


def test_exit_ends_the_sign_in_and_leads_to_a_page_that_anybody_could_read(database: Database) -> None:
    stage = a_stage(database)
    held = stage.browser.sign_in_cookie

    answer = stage.browser.post("/exit")

    assert (answer.status_code, answer.headers["location"]) == (303, WEATHER)
    assert stage.browser.sign_in_cookie == ""
    assert is_signed_out(stage, held)


def test_what_comes_after_exit_is_the_sign_in_page(database: Database) -> None:
    stage = a_stage(database)
    stage.browser.post("/exit")

    again = stage.get("/my-booking/read")

    assert (again.status_code, again.headers["location"]) == (303, "/?again=1")
    assert "What you had sent is kept" in stage.get("/?again=1").text


def test_a_script_that_has_left_already_is_sent_no_page(database: Database) -> None:
    stage = a_stage(database)
    held = stage.browser.sign_in_cookie

    answer = stage.post("/exit", quietly="yes")

    assert (answer.status_code, "location" in answer.headers) == (204, False)
    assert is_signed_out(stage, held)


def test_a_note_left_in_the_browser_ends_the_sign_in_where_that_message_was_lost(database: Database) -> None:
    stage = a_stage(database)
    held = stage.browser.sign_in_cookie
    stage.browser.keep("left", "yes")

    assert stage.get("/my-booking").status_code == 303

    assert is_signed_out(stage, held)


def test_signing_in_again_takes_the_note_away(database: Database) -> None:
    stage = a_stage(database)
    stage.browser.keep("left", "yes")
    born_on = stage.person.born_on
    assert born_on is not None
    form = {"reference": stage.referral.reference, "code": CODE}
    parts = {"born_on-day": born_on.day, "born_on-month": born_on.month, "born_on-year": born_on.year}
    stage.browser.post("/", {**form, **parts})

    assert stage.get("/my-booking").status_code == 200


@pytest.mark.parametrize("token", ["", "forged"])
def test_a_form_whose_token_is_not_good_leads_away_all_the_same(database: Database, token: str) -> None:
    stage = a_stage(database)

    answer = stage.browser.post("/exit", token=token)

    assert f'<meta http-equiv="refresh" content="0; url={WEATHER}">' in answer.text
    assert stage.browser.sign_in_cookie == ""


def test_another_site_cannot_sign_anybody_out(database: Database) -> None:
    stage = a_stage(database)
    held = stage.browser.sign_in_cookie

    stage.browser.post("/exit", sec_fetch_site="cross-site")

    assert stage.browser.sign_in_cookie == held
    assert stage.get("/my-booking").status_code == 200


@pytest.mark.parametrize("path", ["/", "/?again=1", "/nowhere"])
def test_the_way_out_is_there_before_anybody_has_signed_in(database: Database, path: str) -> None:
    a_world(database)
    browser = Browser(an_app(a_wiring(database)))

    page = browser.get(path).text
    assert 'action="/exit"' in page
    assert "<noscript> It does not empty your other tabs: close them yourself.</noscript>" in page
    assert browser.post("/exit").headers["location"] == WEATHER


def test_where_it_leads_can_be_set_and_browsers_let_the_form_lead_there(database: Database) -> None:
    a_world(database)
    browser = Browser(an_app(a_wiring(database, settings={"exit_url": "https://www.metoffice.gov.uk/weather/"})))

    page = browser.get("/")

    assert 'data-exit="https://www.metoffice.gov.uk/weather/"' in page.text
    allowed = next(
        part for part in page.headers["content-security-policy"].split("; ") if part.startswith("form-action")
    )
    assert allowed.split()[-1] == "https://www.metoffice.gov.uk"
    assert urlsplit(Settings().exit_url).hostname == "www.bbc.co.uk"


def is_signed_out(stage: Stage, held: str) -> bool:
    """Whether the cookie that was held stands for nobody any more, also for whoever kept a copy of it."""
    copy = Browser(an_app(a_wiring(stage.database)))
    copy.keep("sid", held)
    return copy.get("/my-booking").status_code == 303
