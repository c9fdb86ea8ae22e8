"""Somebody who helps him is recorded with what that person may do, is seen where somebody rings, and can be ended."""

from __future__ import annotations

import pytest

from programme.audit.models import AccessRow
from programme.bookings.states import BookingState
from programme.courses.models import CourseDate
from programme.referrals.models import Supporter
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import an_account, read
from tests.support.by_telephone import Desk
from tests.support.clients import Browser
from tests.support.page_reader import main_words, words_on

ADULT = {
    "kind": "appropriate_adult",
    "name": "Robin Adult",
    "organisation": "Valley Adults",
    "reached_by": "01632 960 005",
    "may": ["told", "speaks"],
    "comes": "y",
    "agreed": "y",
}


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database).begins()


def page_of(desk: Desk) -> str:
    return f"/custody/referrals/{desk.referral.reference}/supporters"


def test_who_helps_him_stands_where_somebody_rings_and_he_sees_it_until_it_is_ended(desk: Desk) -> None:
    assert "Nobody is recorded who helps him" in main_words(desk.page())
    done = desk.browser.post(page_of(desk), ADULT)
    assert done.headers["location"].endswith("?done=named")

    said = ("Robin Adult, Valley Adults", "01632 960 005", "May be told the day and the hour and speak for him")
    for page in (desk.browser.get(page_of(desk)), desk.page()):
        words = main_words(page)
        assert [one for one in said if one not in words] == []
    himself = Browser(desk.app).sign_in_as(desk.offer)
    for path in ("/my-booking/details/shown", "/my-booking/details/copy"):
        assert "Robin Adult, Valley Adults: appropriate adult" in main_words(himself.get(path))

    [kept] = desk.rows(Supporter)
    events = {one.event: one for one in desk.history()}
    assert "Robin" not in str(events["supporter_named"].facts)
    assert [one.subjects for one in desk.rows(AccessRow) if one.what == "name_supporter"] == [desk.referral.reference]
    for _ in range(2):
        desk.browser.post(f"{page_of(desk)}/{kept.id}/end", {})
    assert [one.event for one in desk.history()].count("supporter_ended") == 1
    assert "Robin" not in main_words(desk.page())
    assert "Robin" not in main_words(himself.get("/my-booking/details/shown"))


def test_who_may_nothing_is_said_so_and_what_is_missing_is_said_beside_each_field(desk: Desk) -> None:
    wrong = words_on(desk.browser.post(page_of(desk), {"organisation": "Valley Adults"}))
    for said in (
        "Choose what they are to him",
        "Enter the name",
        "Enter how they are reached",
        "Ask him, and tick this",
    ):
        assert said in wrong
    assert desk.rows(Supporter) == []

    desk.browser.post(page_of(desk), {**ADULT, "may": [], "comes": ""})
    assert "Is told nothing and does not speak for him" in main_words(desk.page())


def test_it_is_closed_to_another_force_and_open_to_the_neighbour_whose_case_it_is(desk: Desk) -> None:
    reference = desk.referral.reference
    for force, door, found in (("34", Door.CUSTODY, False), ("43", Door.PARTNER, True), ("34", Door.PARTNER, False)):
        who = an_account(desk.database, door, force_code=force)
        home = "/custody/referrals" if door is Door.CUSTODY else "/partner/cases"
        answer = Browser(desk.app).sign_in_as(who).get(f"{home}/{reference}/supporters")
        assert (answer.status_code == 200) is found


def test_at_the_door_only_who_comes_with_him_is_seen(desk: Desk) -> None:
    place = desk.a_place(state=BookingState.CONFIRMED)
    desk.browser.post(page_of(desk), ADULT)
    desk.browser.post(page_of(desk), {**ADULT, "name": "Sam Lawyer", "kind": "solicitor", "comes": ""})
    desk.clock.move(days=19)
    staff = an_account(desk.database, Door.PROVIDER, provider_id=desk.world.provider.id)
    browser = Browser(desk.app).sign_in_as(staff)
    date = read(desk.database, lambda db: db.get_one(CourseDate, place.course_date_id)).reference
    browser.post(f"/provider/dates/{date}/register/open", {})
    assert "With somebody" in main_words(browser.get(f"/provider/dates/{date}/register"))
    words = main_words(browser.get(f"/provider/dates/{date}/register/1"))
    assert "Comes with him: Robin Adult, Valley Adults, appropriate adult" in words
    assert "Sam Lawyer" not in words
    robin = min(one.id for one in desk.rows(Supporter))
    desk.browser.post(f"{page_of(desk)}/{robin}/end", {})
    assert "With somebody" not in main_words(browser.get(f"/provider/dates/{date}/register"))
