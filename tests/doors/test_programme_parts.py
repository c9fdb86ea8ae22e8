"""Texts of the programme that the person reads, changed by the coordinator: a page a subject, every error at once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from programme.actions.change_programme import change_programme
from programme.courses.help_hours import HelpDays, HelpHours
from programme.courses.help_line import HelpLine
from programme.courses.models import Programme, Venue
from programme.courses.neutral_words import BankText
from programme.duties.refusals import ChangedMeanwhile, SettingsRefused
from programme.insight.own_case import own_case
from programme.notices.hours import windows
from programme.payments.paying import paying
from programme.people.models import Account
from programme.referrals.states import ReferralState
from programme.shared.actor import COMMAND_LINE, Actor, Door, Role
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_course_date, a_referral, a_world, an_account, an_offer, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.own_door import a_stage
from tests.support.page_reader import links_on, main_words
from tests.support.till import Till

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
    """The page's form as it is sent, some of it changed."""
    page = browser.get(path).text
    typed = re.findall(r'<input[^>]*?name="(?!_csrf)([\w-]+)"[^>]*?value="([^"]*)"', page)
    return {**dict(typed), **changed}


def kept(database: Database) -> Programme:
    return read(database, lambda db: db.execute(select(Programme)).scalar_one())


def test_the_page_shows_every_subject_with_a_way_to_change_it(browser: Browser) -> None:
    page = browser.get(SHOWN)
    assert "Help number 01632 960001 Change the help number" in main_words(page)
    assert "Somebody answers Monday to Friday 9am to 5pm, not on bank holidays" in main_words(page)
    assert "Fee £95 Change the fee Bank text CRS BOOKING Change the bank text" in main_words(page)
    ways = (
        "help-number",
        "times",
        "fee",
        "bank-text",
        "sender",
        "contacts",
        "places",
        "areas",
        "routes",
        "message-hours",
    )
    assert {f"{SHOWN}/{way}" for way in ways} <= set(links_on(page))


def test_a_new_help_number_is_checked_and_then_kept_with_its_hours(
    database: Database, world: World, browser: Browser
) -> None:
    an_offer(database, a_referral(database, world))
    a_course_date(database, world, starts_at=datetime(2027, 3, 20, 9, 30, tzinfo=UTC))
    form = sent(browser, NUMBER, number="0300 123 4567", saturdays_opens="10am", saturdays_closes="1pm")
    check = main_words(browser.post(NUMBER, form))
    assert "Help number 01632 960001 0300 123 4567" in check
    assert "1 person with an offer" in check
    assert "Nobody answers while people arrive on Saturday 20 March 2027." in check
    database.write_now(lambda db: db.execute(update(Venue).values(day_number="01632 960 444")))
    assert "Nobody answers while" not in main_words(browser.post(NUMBER, form)), "the door has a number of its own"
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
    assert "Field Now You entered Help number 01632 960 555 01632 960 777" in main_words(late)
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


@pytest.mark.parametrize(
    ("part", "wrong", "says", "right", "column"),
    [
        (
            "bank-text",
            {"text": "COURT*"},
            "have none of < > \\ ' \" *, and not say “court”",
            {"text": "NORTHGATE BOOKING"},
            "statement_text",
        ),
        (
            "contacts",
            {"postal_address": "Police Station, Reading", "data_protection_contact": "dpo@custody.example"},
            "Postal address must not say “police”, which would give him away: anybody may read it",
            {"support_contact": "Police service desk, 101"},
            "support_contact",
        ),
        ("sender", {"name": "Police"}, "not say “police”", {"name": "Northgate bookings"}, "sender_name"),
        (
            "places",
            {"hold_minutes": "5", "places_of_a_date": "21"},
            "Places of a new date must be between 1 and 20",
            {"hold_minutes": "60"},
            "hold_minutes",
        ),
    ],
)
def test_each_subject_says_what_is_wrong_then_what_it_does_and_keeps_it(
    database: Database,
    browser: Browser,
    part: str,
    wrong: dict[str, str],
    says: str,
    right: dict[str, str],
    column: str,
) -> None:
    path = f"{SHOWN}/{part}"
    refused = browser.post(path, sent(browser, path, **wrong))
    assert refused.status_code == 422
    assert says in main_words(refused)
    form = sent(browser, path, **right)
    assert "What it does to open cases" in main_words(browser.post(path, form))
    assert browser.confirm(path, form).headers["location"] == SHOWN
    assert str(getattr(kept(database), column)) == next(iter(right.values()))


def test_the_hours_of_messages_are_ten_to_six_until_others_are_set(database: Database, browser: Browser) -> None:
    path = f"{SHOWN}/message-hours"
    assert "Messages go every day 10am to 6pm" in main_words(browser.get(SHOWN))
    assert 'value="every day 10am to 6pm"' in browser.get(path).text
    for wrong, says in (
        ("", "Enter the days and hours in which messages may go"),
        ("when it suits", "Enter days and hours, like weekdays 9am to 5pm"),
        ("Monday 5pm to 9am", "Enter days and hours, like weekdays"),
    ):
        assert says in main_words(browser.post(path, sent(browser, path, hours=wrong))), says
    form = sent(browser, path, hours="Mon and Sat 9am to 20:30")
    assert "Messages to people go Monday and Saturday 9am to 8:30pm" in main_words(browser.post(path, form))
    assert browser.confirm(path, form).headers["location"] == SHOWN
    assert kept(database).message_hours == windows([0, 5], time(9), time(20, 30))


def test_a_fee_says_who_keeps_what_he_was_offered_and_stands_with_its_day(
    database: Database, world: World, browser: Browser
) -> None:
    an_offer(database, a_referral(database, world))
    a_referral(database, world, state=ReferralState.ELIGIBLE)
    path = f"{SHOWN}/fee"
    assert "The beginning £95 Holds now" in main_words(browser.get(path))
    day = {"from_on-day": "1", "from_on-month": "4", "from_on-year": "2027"}
    for typed, says in (
        ({"amount": "lots", **day, "from_on-day": "31"}, ("Fee must be an amount", "First day must be a real date")),
        ({"amount": "1001", **day}, ("Fee must be £1,000 or less",)),
        ({"amount": "110", **day, "from_on-month": "3"}, ("The first day must be Tuesday 2 March 2027 or later",)),
        ({"amount": "110", **day, "from_on-year": "2072"}, ("The first day must be within two years",)),
        ({"amount": "95", **day}, ("Nothing was changed",)),
    ):
        words = main_words(browser.post(path, sent(browser, path, **typed)))
        assert [one for one in says if one not in words] == [], words
    form = sent(browser, path, amount="110", **day)
    check = main_words(browser.post(path, form))
    assert "1 person with an offer: nothing changes" in check
    assert "1 person with an open case and no offer yet: £110" in check
    assert browser.confirm(path, form).headers["location"] == SHOWN
    assert "Fee £95 , from Thursday 1 April 2027 £110" in main_words(browser.get(SHOWN)).replace("£95,", "£95 ,")
    assert "Thursday 1 April 2027 £110 To come" in main_words(browser.get(path))
    earlier = main_words(
        browser.post(path, sent(browser, path, amount="100", **{**day, "from_on-day": "9", "from_on-month": "3"}))
    )
    assert "Tuesday 9 March 2027 or later, and before Thursday 1 April 2027." in earlier
    assert "£110 from Thursday 1 April 2027, as was fixed before. It stays so." in earlier
    assert "as was fixed before" not in check


def test_the_database_takes_no_text_that_a_bank_would_not(database: Database, world: World) -> None:
    for column, bad in (
        ("statement_text", ("FOUR", "12345", "BOOK*INGS", "BOOK'INGS", "BOOK\\INGS", 'BOOK"INGS', "BOOK<INGS")),
        ("sender_name", ("X", "a@example.org", "Bookings <x>")),
        ("hold_minutes", (29, 181)),
        ("places_of_a_date", (0, 21)),
    ):
        for value in bad:
            with pytest.raises(IntegrityError):
                database.write_now(Session.execute, update(Programme).values({column: value}))
    for text in ("", "CRS BOOKING 2", "A" * 22):
        database.write_now(Session.execute, update(Programme).values(statement_text=text))


def test_a_place_is_held_as_long_as_the_programme_holds_one_and_his_page_says_so(database: Database) -> None:
    stage = a_stage(database, programme={"hold_minutes": 50})
    on = stage.a_date()
    assert "we hold your place for 50 minutes" in main_words(stage.get("/my-booking/dates"))
    stage.post("/my-booking/dates", date=on.reference)
    assert "held for you for another 50 minutes" in main_words(stage.get())


def test_his_bank_is_told_what_he_was_told_when_he_first_came_to_pay(database: Database) -> None:
    till = Till.on(database)
    man = till.a_man()
    till.book(man, till.a_date())
    assert till.prepare(man).request.statement_text == "CRS BOOKING"
    settings = BankText("OTHER BOOKING")
    database.write_now(change_programme, actor=COMMAND_LINE, now=NOW, force_code="43", settings=settings)
    assert till.prepare(man).request.statement_text == "CRS BOOKING"
    assert read(database, lambda db: paying(db, man.referral.id, now=NOW)).statement_text == "CRS BOOKING"
    assert read(database, lambda db: own_case(db, man.actor.id or 0)).statement_text == "CRS BOOKING"
    other = till.a_man()
    till.book(other, till.a_date())
    assert till.prepare(other).request.statement_text == "OTHER BOOKING"


def test_a_new_date_begins_with_the_places_that_the_programme_has(database: Database, world: World) -> None:
    account = an_account(database, Door.PROVIDER, provider_id=world.provider.id)
    page = Browser(an_app(a_wiring(database))).sign_in_as(account).get("/provider/dates/new")
    assert re.search(r'name="capacity"\s+type="text"\s+value="12"', page.text)


def test_the_areas_are_a_list_to_type_checked_and_kept(database: Database, browser: Browser) -> None:
    page, typed = f"{SHOWN}/areas", "North: AA, Aylesbury\nSouth"
    wrong = browser.post(page, sent(browser, page, areas="North\nnorth"))
    assert main_words(wrong).count("The area North stands there twice") == 2
    form = sent(browser, page, areas=typed)
    assert "Area North not listed AA, Aylesbury" in main_words(browser.post(page, form))
    assert browser.confirm(page, form).headers["location"] == SHOWN
    assert [one.stations for one in kept(database).areas] == [["AA", "Aylesbury"], []]
    assert "Areas North: AA, Aylesbury South Change the areas" in main_words(browser.get(SHOWN))
    assert typed in browser.get(page).text


def test_the_routes_that_the_force_uses_are_told_apart_from_what_its_lawyer_has_still_to_confirm(
    database: Database, browser: Browser
) -> None:
    page = f"{SHOWN}/routes"
    form = {**sent(browser, page), "proposed": "conditional_caution", "used": ["deferred_prosecution"]}
    check = main_words(browser.post(page, form))
    assert "Other routes that it uses none deferred prosecution" in check
    assert "has to be confirmed by the force’s lawyer" in check
    not_in_force = browser.post(page, {**form, "proposed": "diversionary_caution"})
    assert "This route is not in force today: choose another" in main_words(not_in_force)

    assert browser.confirm(page, form).headers["location"] == SHOWN
    shown = "Proposed Conditional caution Change the disposal routes Others that the force uses Deferred prosecution"
    assert shown in main_words(browser.get(SHOWN))
    assert "Deferred prosecution" in main_words(browser.get("/admin/set-up/43/lawyer"))
