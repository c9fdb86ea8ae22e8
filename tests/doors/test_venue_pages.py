"""A provider's own people, and whoever sets the programme up, keep its venues; he reads how to come there."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from programme.audit.models import AccessRow
from programme.courses.models import Room
from programme.notices.models import OutboxMessage
from programme.shared.actor import Door, Role
from programme.storage.database import Database
from tests.support.builders import (
    World,
    a_booking,
    a_course_date,
    a_referral,
    a_world,
    an_account,
    an_offer,
    read,
)
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.page_reader import links_on, main_words

PATH = "/provider/venues"
FORM = {
    "name": "Abbey Rooms",
    "address": "12 Abbey Street, Reading",
    "postcode": "RG1 3ZZ",
    "on_the_door": "Abbey House",
    "how_to_get_in": "Blue door",
    "step_free": "Lift from the car park",
    "transport": "Bus 9 to Abbey Square",
    "parking": "Two spaces behind the house",
    "food": "A kettle; shops next door",
    "day_number": "01632 960 444",
    "room_1": "Garden Room",
    "seats_1": "10",
}


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def at(database: Database, world: World, door: Door, *roles: Role) -> Browser:
    own = {"provider_id": world.provider.id} if door is Door.PROVIDER else {"force_code": "43"}
    account = an_account(database, door, roles=frozenset(roles), **own)
    return Browser(an_app(a_wiring(database))).sign_in_as(account)


def looker_after(database: Database, world: World) -> Browser:
    return at(database, world, Door.PROVIDER, Role.PROVIDER_STAFF, Role.ADMINISTRATOR)


def form_on(browser: Browser, path: str, **changed: Any) -> dict[str, Any]:
    page = browser.get(path).text
    mark = re.search(r'name="mark" value="([^"]+)"', page)
    assert mark
    start = {"name": "Mill Hall", "address": "1 Mill Lane", "postcode": "XY1 2AB", "mark": mark[1]}
    return {**start, **changed}


def test_a_venue_with_a_room_is_added_and_a_date_is_offered_in_it(database: Database, world: World) -> None:
    browser = looker_after(database, world)
    made = browser.post(f"{PATH}/new", FORM)
    assert made.status_code == 303
    words = main_words(browser.get(made.headers["location"]))
    for said in ("12 Abbey Street, Reading", "Lift from the car park", "Bus 9", "Two spaces", "Garden Room (10)"):
        assert said in words
    page = browser.get("/provider/dates/new")
    assert "Abbey Rooms, RG1 3ZZ: Garden Room, up to 10 people" in main_words(page)
    room = read(database, lambda db: db.scalars(select(Room)).one())
    date = {"venue": f"{room.venue_id}-{room.id}", "starts": "9:30", "ends": "16:30", "capacity": "11"}
    day = {"day-day": "20", "day-month": "3", "day-year": "2027"}
    refused = browser.post("/provider/dates/new", {**date, **day})
    assert "This room holds 10: offer 10 places or fewer" in main_words(refused)
    offered = browser.post("/provider/dates/new", {**date, **day, "capacity": "10"})
    assert offered.status_code == 303
    assert "Garden Room" in main_words(browser.get(offered.headers["location"]))


def test_all_that_is_wrong_is_said_at_once_and_nothing_typed_is_lost(database: Database, world: World) -> None:
    wrong = {**FORM, "name": "Court Hall", "postcode": "Reading", "room_3": "Attic", "seats_2": "5"}
    page = looker_after(database, world).post(f"{PATH}/new", wrong)
    words = main_words(page)
    assert page.status_code == 422
    for said in (
        "Name must not say “court”",
        "Enter a postcode",
        "Enter the name of the room, or empty its line",
        "Enter how many people the room holds",
    ):
        assert said in words, said
    assert 'id="seats_3-error"' in page.text
    assert 'value="Attic"' in page.text


def test_another_address_is_shown_with_who_has_a_place_before_they_are_told(database: Database, world: World) -> None:
    booking = a_booking(database, world, a_course_date(database, world))
    browser, path = looker_after(database, world), f"{PATH}/{world.venue.id}/change"
    form = form_on(browser, path, address="2 Mill Lane", room_1="Attic", seats_1="12")
    check = browser.post(path, form)
    words = main_words(check)
    assert "Tell 1 person about the change?" in words
    assert "Address 1 Mill Lane 2 Mill Lane" in words
    assert "Rooms Nothing Attic, up to 12 people" in words
    assert "J.S." in words
    looks = select(AccessRow.subjects).where(AccessRow.what == "/provider/venues/{venue}/change/check")
    assert len(read(database, lambda db: db.scalars(looks).one()).split()) == 1
    assert read(database, lambda db: db.scalars(select(OutboxMessage)).all()) == []
    assert browser.confirm(path, form).status_code == 303
    told = read(database, lambda db: db.scalars(select(OutboxMessage)).one())
    assert (told.notice, told.referral_id) == ("course_date_changed", booking.referral_id)


def test_who_only_sets_the_programme_up_sees_how_many_and_a_coordinator_who(database: Database, world: World) -> None:
    booking = a_booking(database, world, a_course_date(database, world))
    path = f"/admin/providers/{world.provider.id}/venues/{world.venue.id}/change"
    seen = []
    for role in (Role.ADMINISTRATOR, Role.COORDINATOR):
        browser = at(database, world, Door.ADMIN, role)
        seen.append(main_words(browser.post(path, form_on(browser, path, address="2 Mill Lane"))))
    assert all("Tell 1 person about the change?" in words for words in seen)
    assert ["Not for you to see" in words for words in seen] == [True, False]
    assert ["J.S." in words for words in seen] == [False, True]
    assert booking.id


def test_the_second_to_change_it_sees_both_versions(database: Database, world: World) -> None:
    first, second = looker_after(database, world), at(database, world, Door.ADMIN, Role.ADMINISTRATOR)
    own, theirs = (f"{base}/{world.venue.id}/change" for base in (PATH, f"/admin/providers/{world.provider.id}/venues"))
    late = form_on(second, theirs, parking="Mine")
    assert first.post(own, form_on(first, own, parking="Theirs")).status_code == 303
    words = main_words(second.post(theirs, late))
    assert "Somebody else has changed this meanwhile" in words
    assert "Parking Theirs Mine" in words


def test_he_reads_how_to_come_where_his_place_is(database: Database, world: World) -> None:
    browser, path = looker_after(database, world), f"{PATH}/{world.venue.id}/change"
    browser.post(path, form_on(browser, path, **{**FORM, "room_1": "", "seats_1": ""}))
    case = a_referral(database, world)
    offer = an_offer(database, case)
    a_booking(database, world, a_course_date(database, world), case)
    words = main_words(Browser(an_app(a_wiring(database))).sign_in_as(offer).get("/my-booking/booking"))
    for said in ("12 Abbey Street", "Blue door", "Step-free access Lift", "Getting there Bus 9", "Parking Two spaces"):
        assert said in words
    assert "Abbey Rooms" not in words


def test_other_staff_of_the_provider_read_and_do_not_change(database: Database, world: World) -> None:
    browser, venue = at(database, world, Door.PROVIDER, Role.PROVIDER_STAFF), f"{PATH}/{world.venue.id}"
    assert browser.get(venue).status_code == 200
    assert f"{venue}/change" not in links_on(browser.get(venue))
    for path in (f"{PATH}/new", f"{venue}/change", f"{venue}/end"):
        assert browser.get(path).status_code == 404


def test_another_providers_venue_is_not_found(database: Database, world: World) -> None:
    other = looker_after(database, a_world(database, force_code="16"))
    for rest in ("", "/change", "/end"):
        assert other.get(f"{PATH}/{world.venue.id}{rest}").status_code == 404
