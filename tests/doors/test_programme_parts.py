"""What the person reads of the programme, changed by the coordinator: a page a subject, every error at once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from programme.actions.change_programme import change_programme
from programme.courses.help_hours import HelpDays, HelpHours
from programme.courses.help_line import HelpLine
from programme.courses.models import Programme
from programme.duties.refusals import ChangedMeanwhile, SettingsRefused
from programme.people.models import Account
from programme.shared.actor import COMMAND_LINE, Actor, Door, Role
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_referral, a_world, an_account, an_offer, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.page_reader import links_on, main_words

SHOWN = "/admin/programme/43"
NUMBER = f"{SHOWN}/help-number"


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


@pytest.fixture
def browser(database: Database, world: World) -> Browser:
    account: Account = an_account(database, Door.ADMIN, force_code="43", roles=frozenset({Role.ADMINISTRATOR}))
    return Browser(an_app(a_wiring(database))).sign_in_as(account)


def sent(browser: Browser, path: str, **changed: Any) -> dict[str, Any]:
    """What the page's form holds, some of it changed."""
    page = browser.get(path).text
    typed = re.findall(r'<input[^>]*?name="(?!_csrf)([\w-]+)"[^>]*?value="([^"]*)"', page)
    return {**dict(typed), **changed}


def kept(database: Database) -> Programme:
    return read(database, lambda db: db.execute(select(Programme)).scalar_one())


def test_the_page_shows_every_subject_with_a_way_to_change_it(browser: Browser) -> None:
    page = browser.get(SHOWN)
    assert "Help number 01632 960001 Change the help number" in main_words(page)
    assert "Somebody answers Monday to Friday 9am to 5pm, not on bank holidays" in main_words(page)
    assert {NUMBER, f"{SHOWN}/times"} <= set(links_on(page))


def test_a_new_help_number_is_checked_and_then_kept_with_its_hours(
    database: Database, world: World, browser: Browser
) -> None:
    an_offer(database, a_referral(database, world))
    form = sent(browser, NUMBER, number="0300 123 4567", saturdays_opens="10am", saturdays_closes="1pm")
    check = main_words(browser.post(NUMBER, form))
    assert "Help number 01632 960001 0300 123 4567" in check
    assert "1 person with an offer" in check
    assert kept(database).helpline == "01632 960001"

    assert browser.confirm(NUMBER, form).headers["location"] == SHOWN
    assert "Monday to Friday 9am to 5pm, Saturday 10am to 1pm, not on bank holidays" in main_words(browser.get(SHOWN))
    assert kept(database).helpline == "0300 123 4567"


def test_everything_that_is_wrong_with_it_is_told_at_once_and_nothing_typed_is_lost(
    database: Database, browser: Browser
) -> None:
    wrong = {"number": "call the desk", "weekdays_closes": "", "sundays_opens": "x"}
    answer = browser.post(NUMBER, sent(browser, NUMBER, **wrong))
    assert answer.status_code == 422
    for said in (
        "Help number must be a whole telephone number",
        "Enter both times of Monday to Friday, or empty both",
        "Sunday from must be a time",
    ):
        assert said in main_words(answer), said
    assert 'value="call the desk"' in answer.text
    late = browser.post(NUMBER, sent(browser, NUMBER, weekdays_opens="6pm", saturdays_closes="y"))
    for said in ("Monday to Friday: the end must be later than the start", "Saturday to must be a time"):
        assert said in main_words(late), said
    assert kept(database).helpline == "01632 960001"


def test_of_two_who_change_it_at_once_the_second_sees_both_and_may_save_his(
    database: Database, browser: Browser
) -> None:
    his = sent(browser, NUMBER, number="01632 960 777")
    browser.confirm(NUMBER, sent(browser, NUMBER, number="01632 960 555"))

    late = browser.post(NUMBER, his)

    assert late.status_code == 422
    assert "Somebody else has changed the programme meanwhile" in main_words(late)
    assert "It is now You typed Help number 01632 960 555 01632 960 777" in main_words(late)
    assert kept(database).helpline == "01632 960 555"
    again = dict(re.findall(r'name="(mark)"[^>]*value="([^"]*)"', late.text))
    assert browser.confirm(NUMBER, {**his, **again}).status_code == 303
    assert kept(database).helpline == "01632 960 777"


def test_the_command_that_sets_a_programme_up_changes_it_by_the_same_action_and_a_stranger_does_not(
    database: Database, world: World
) -> None:
    wanted = HelpLine("01632 960 888", [HelpHours(HelpDays.WEEKDAYS, *(NOW.time().replace(hour=h) for h in (9, 17)))])

    def change(actor: Actor, **more: Any) -> Any:
        return database.write_now(
            change_programme, actor=actor, now=NOW, force_code="43", **{"settings": wanted, **more}
        )

    for stranger in (world.custody, Actor(Door.ADMIN, 1, "F", roles=frozenset({Role.FINANCE}), force_code="43")):
        with pytest.raises(NotFound):
            change(stranger)
    with pytest.raises(SettingsRefused):
        change(COMMAND_LINE, settings=HelpLine("101", []))
    with pytest.raises(ChangedMeanwhile):
        change(COMMAND_LINE, mark="another")
    change(COMMAND_LINE)
    assert kept(database).helpline == "01632 960 888"
