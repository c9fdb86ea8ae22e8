"""The provider's door: own dates only, initials on the list, a name on tap, and never why somebody is there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from programme.attendance.models import Attendance
from programme.attendance.states import Mark
from programme.audit.models import AccessRow
from programme.bookings.states import BookingState
from programme.courses.models import CourseDate
from programme.courses.states import DateState
from programme.outcomes.models import Result
from programme.shared.actor import Door, Role
from programme.storage.database import Database
from programme.web.provider.week import CARDS
from tests.support.builders import (
    NOW,
    World,
    a_booking,
    a_course_date,
    a_person,
    a_provider,
    a_referral,
    a_venue,
    a_world,
    an_account,
    read,
)
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.clock import StandingClock
from tests.support.page_reader import main_words, mark_on, words_on
from tests.support.statements import statements

STARTS = datetime(2027, 3, 20, 9, 0, tzinfo=UTC)
ENDS = STARTS + timedelta(hours=7)

CANARIES = {
    "offence_code": "SX09999",
    "offence_place": "Canary Street",
    "custody_reference": "CANARY/12345/27",
    "operation": "Operation Canary",
    "officer_name": "Officer Canaryname",
    "officer_email": "canary@force.example",
    "officer_collar": "C4N4RY",
}
PERSON_CANARIES = {
    "address": "99 Canary Close",
    "postcode": "ZZ9 9ZZ",
    "mobile": "07700900999",
    "email": "canaryperson@example.org",
    "safe_hours": "canary hours",
}


@dataclass
class Desk:
    """A world with a browser at its provider's door and a clock to move."""

    database: Database
    world: World
    browser: Browser
    clock: StandingClock

    def dated(self, people: int = 1) -> CourseDate:
        """A date with people on it who must not be recognised."""
        offered = a_course_date(self.database, self.world, starts_at=STARTS)
        for number in range(people):
            person = a_person(self.database, surname=f"Ames{number:02}", interpreter="Polish", **PERSON_CANARIES)
            a_booking(
                self.database,
                self.world,
                offered,
                a_referral(self.database, self.world, person, **self._unique(number)),
            )
        return offered

    def opened(self, people: int = 1) -> CourseDate:
        """The same, on the morning of the day, with the register open."""
        offered = self.dated(people)
        self.clock.at = STARTS - timedelta(minutes=20)
        assert self.browser.post(f"/provider/dates/{offered.reference}/register/open").status_code == 303
        return offered

    @staticmethod
    def _unique(number: int) -> dict[str, object]:
        return {**CANARIES, "custody_reference": f"{CANARIES['custody_reference']}-{number}"}

    def mark(self, offered: CourseDate, seat: int, event: str, **form: str):  # type: ignore[no-untyped-def]
        return self.browser.post(f"/provider/dates/{offered.reference}/register/{seat}", {"event": event, **form})

    def line(self, seat: int) -> Attendance:
        found = read(self.database, lambda db: db.scalars(select(Attendance).where(Attendance.seat == seat)).one())
        assert isinstance(found, Attendance)
        return found


@pytest.fixture
def door(database: Database) -> Desk:
    world = a_world(database)
    clock = StandingClock(NOW)
    wiring = a_wiring(database, clock=clock)
    account = an_account(database, Door.PROVIDER, provider_id=world.provider.id, organisation="Mill Trust")
    return Desk(database, world, Browser(an_app(wiring)).sign_in_as(account), clock)


def new_date(world: World, **changed: str) -> dict[str, str]:
    typed = {
        "venue": str(world.venue.id),
        "day-day": "27",
        "day-month": "3",
        "day-year": "2027",
        "starts": "9:30am",
        "ends": "4:30pm",
        "door_closes": "",
        "capacity": "12",
    }
    return {**typed, **changed}


def test_the_week_says_where_when_how_many_and_what_is_not_ready(door: Desk) -> None:
    offered = door.dated(2)
    a_booking(door.database, door.world, offered, state=BookingState.HELD)
    page = door.browser.get("/provider")
    assert page.status_code == 200
    for words in (
        "Saturday 20 March 2027 at 9am",
        "Mill Hall",
        "2 paid, 1 held",
        "Interpreter needed: Polish",
        "1 person has not paid yet",
        "The register opens at 7am on the day",
    ):
        assert words in page.text
    assert "Go to the register" not in page.text
    door.clock.at = STARTS - timedelta(hours=2)
    assert "Go to the register" in door.browser.get("/provider").text


def test_on_the_day_its_date_comes_first(door: Desk) -> None:
    """Before an older one whose register nobody has signed; the evening before they stand in order."""
    older = a_course_date(door.database, door.world, starts_at=STARTS - timedelta(days=7))
    a_booking(door.database, door.world, older)
    of_the_day = door.dated()
    places = {}
    for at in (STARTS - timedelta(days=1), STARTS - timedelta(hours=1)):
        door.clock.at = at
        page = door.browser.get("/provider").text
        places[at] = page.index(of_the_day.reference) < page.index(older.reference)
    assert list(places.values()) == [False, True]


def test_a_date_that_is_over_stands_under_no_next_dates(door: Desk) -> None:
    over = a_course_date(door.database, door.world, starts_at=door.clock.at - timedelta(days=3))
    a_booking(door.database, door.world, over)
    a_course_date(door.database, door.world, starts_at=STARTS)
    words = main_words(door.browser.get("/provider"))
    heading, to_come = words.index("Over, and not signed yet"), words.index("Next dates")
    old, new = (words.index(day) for day in ("Friday 26 February 2027", "Saturday 20 March 2027"))
    assert heading < old < to_come < new


def test_a_date_that_nobody_was_booked_on_is_not_asked_to_be_signed_nor_is_it_among_what_providers_owe(
    door: Desk,
) -> None:
    """The clock of registers counts it as little; and no such dates, however many, take the place of those to come."""
    empty = [
        a_course_date(door.database, door.world, starts_at=door.clock.at - timedelta(days=3 + days))
        for days in range(CARDS)
    ]
    to_come = a_course_date(door.database, door.world, starts_at=STARTS)
    coordinator = an_account(door.database, Door.ADMIN, roles=frozenset({Role.COORDINATOR}), force_code="43")
    owed = Browser(an_app(a_wiring(door.database))).sign_in_as(coordinator).get("/admin/owed")

    assert "Every register of a date that is over is signed" in main_words(owed)
    week = door.browser.get("/provider")
    assert "not signed yet" not in main_words(week)
    assert to_come.reference in week.text
    words = main_words(door.browser.get(f"/provider/dates/{empty[0].reference}"))
    assert "Nobody was booked, so there is nothing to sign" in words
    assert "wait for your signature" not in words


def test_a_date_is_asked_for_as_soon_as_somebody_is_on_it(door: Desk) -> None:
    over = door.dated()
    door.clock.at = ENDS + timedelta(hours=1)

    page = door.browser.get("/provider")
    assert "Over, and not signed yet" in main_words(page)
    assert f"/provider/dates/{over.reference}" in page.text


def test_everything_wrong_with_a_new_date_is_said_at_once(door: Desk) -> None:
    wrong = new_date(door.world, **{"day-year": "2026", "venue": "", "capacity": "99"})
    answer = door.browser.post("/provider/dates/new", wrong)
    for message in ("The start must be in the future", "Choose a venue", "Places must be between 1 and 20"):
        assert message in answer.text


def test_an_empty_week_says_what_to_do_next(door: Desk) -> None:
    assert "/provider/dates/new" in door.browser.get("/provider").text


def test_a_new_date_is_offered_in_london_time(door: Desk) -> None:
    answer = door.browser.post("/provider/dates/new", new_date(door.world, **{"day-day": "26", "day-month": "6"}))
    assert answer.status_code == 303
    made = read(door.database, lambda db: db.scalars(select(CourseDate)).one())
    assert (made.starts_at, made.door_closes_at) == (
        datetime(2027, 6, 26, 8, 30, tzinfo=UTC),
        datetime(2027, 6, 26, 8, 45, tzinfo=UTC),
    )
    assert door.browser.get(answer.headers["location"]).status_code == 200


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"venue": ""}, "Choose a venue"),
        ({"venue": "999999"}, "Choose a venue"),
        ({"ends": "9am"}, "The end must be later than the start"),
        ({"starts": "9"}, "Start must be a time"),
        ({"door_closes": "5pm"}, "The door must close at or after the start"),
        ({"capacity": "21"}, "Places must be between 1 and 20"),
        ({"day-year": "2026"}, "The start must be in the future"),
        ({"day-day": "28", "starts": "1:30am"}, "the clocks go forward"),
        ({"day-day": "31", "day-month": "10", "starts": "1:30am"}, "the clocks go back"),
    ],
)
def test_a_mistake_in_a_date_is_said_beside_its_field_and_nothing_typed_is_lost(
    door: Desk, changed: dict[str, str], message: str
) -> None:
    answer = door.browser.post("/provider/dates/new", new_date(door.world, **changed))
    assert answer.status_code == 422
    assert message in answer.text
    typed = {**new_date(door.world), **changed}
    assert f'value="{typed["ends"]}"' in answer.text
    assert read(door.database, lambda db: db.scalars(select(CourseDate)).all()) == []


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("25 12 2027", "on Christmas Day (Saturday 25 December 2027)"),
        ("26 12 2027", "on Boxing Day (Sunday 26 December 2027)"),
        ("26 3 2027", "on Good Friday (Friday 26 March 2027)"),
        ("29 3 2027", "on Easter Monday (Monday 29 March 2027)"),
        ("1 1 2028", "on New Year’s Day (Saturday 1 January 2028)"),
        ("30 8 2027", "on a bank holiday (Monday 30 August 2027)"),
        ("4 4 2027", "on a Sunday (Sunday 4 April 2027)"),
    ],
)
def test_a_day_on_which_nobody_holds_courses_is_asked_about_before_it_is_saved(
    door: Desk, day: str, words: str
) -> None:
    parts = dict(zip(("day-day", "day-month", "day-year"), day.split(), strict=True))
    asked = door.browser.post("/provider/dates/new", new_date(door.world, **parts))
    assert asked.status_code == 422
    assert f"Say whether the course really runs {words}, or choose another day" in words_on(asked)
    assert 'value="9:30am"' in asked.text
    assert read(door.database, lambda db: db.scalars(select(CourseDate)).all()) == []

    given = re.search(r'name="asked_day" value="([^"]+)"', asked.text)
    assert given is not None
    sure = {"sure": "yes", "asked_day": given[1]}
    another_sunday = {**sure, "day-day": "5", "day-month": "12"}
    assert door.browser.post("/provider/dates/new", new_date(door.world, **another_sunday)).status_code == 422
    assert door.browser.post("/provider/dates/new", new_date(door.world, **parts, **sure)).status_code == 303


def test_a_date_moved_to_such_a_day_is_asked_about_and_one_that_stays_on_it_is_not(door: Desk) -> None:
    offered = door.dated(0)
    address = f"/provider/dates/{offered.reference}/change"
    christmas = {"day-day": "25", "day-month": "12"}
    asked = door.browser.post(address, new_date(door.world, **christmas))
    assert "really runs on Christmas Day" in asked.text
    sure = {"sure": "yes", "asked_day": "2027-12-25"}
    assert door.browser.post(address, new_date(door.world, **christmas, **sure)).status_code == 303
    assert door.browser.post(address, new_date(door.world, **christmas, capacity="6")).status_code == 303


def test_a_date_tomorrow_is_asked_about(door: Desk) -> None:
    door.clock.at = datetime(2027, 3, 19, 12, tzinfo=UTC)
    asked = door.browser.post("/provider/dates/new", new_date(door.world, **{"day-day": "20"}))
    assert "really runs tomorrow (Saturday 20 March 2027)" in asked.text


def test_changing_a_date_with_people_shows_the_consequence_first(door: Desk) -> None:
    offered = door.dated(2)
    typed = new_date(door.world, **{"day-day": "20", "starts": "10am", "ends": "5pm"}, capacity="9")
    address = f"/provider/dates/{offered.reference}/change"
    assert door.browser.get(address).status_code == 200
    warned = door.browser.post(address, typed)
    assert warned.status_code == 200
    assert "Tell 2 people about the change?" in warned.text
    assert "Places 9, until now 12" in main_words(warned)
    assert read(door.database, lambda db: db.get_one(CourseDate, offered.id)).starts_at == STARTS
    assert door.browser.confirm(address, typed).status_code == 303
    assert read(door.database, lambda db: db.get_one(CourseDate, offered.id)).starts_at == STARTS + timedelta(hours=1)


def test_what_a_colleague_changed_about_a_date_is_not_undone_by_a_page_that_was_opened_before(door: Desk) -> None:
    offered = door.dated(1)
    address = f"/provider/dates/{offered.reference}/change"
    shown = mark_on(door.browser.get(address))
    typed = new_date(door.world, **{"day-day": "20", "starts": "9am", "ends": "4pm"})
    assert door.browser.post(address, {**typed, "capacity": "6", "mark": shown}).status_code == 303
    late = door.browser.post(address, {**typed, "capacity": "9", "mark": shown})
    assert "This has changed since you opened the page" in main_words(late)
    assert "Places 6 9" in main_words(late)
    assert read(door.database, lambda db: db.get_one(CourseDate, offered.id)).capacity == 6
    assert door.browser.post(address, {**typed, "capacity": "9", "mark": mark_on(late)}).status_code == 303


def test_a_day_with_people_on_it_stays(door: Desk) -> None:
    offered = door.dated(1)
    answer = door.browser.post(f"/provider/dates/{offered.reference}/change", new_date(door.world))
    assert answer.status_code == 422
    assert "cancel the date and offer another day" in answer.text


def test_everything_that_is_wrong_with_a_date_is_said_at_once(door: Desk) -> None:
    offered = door.dated(2)
    busy = a_course_date(door.database, door.world, starts_at=STARTS + timedelta(days=7))
    address = f"/provider/dates/{offered.reference}/change"
    wrong = new_date(door.world, **{"day-day": "28", "capacity": "1"})
    words = main_words(door.browser.post(address, wrong))
    assert "cancel the date and offer another day" in words
    assert "There are more people on this date than that" in words
    on_busy = {"day-day": str(busy.starts_at.day), "day-month": str(busy.starts_at.month), "capacity": "21"}
    words = main_words(door.browser.post("/provider/dates/new", new_date(door.world, **on_busy)))
    assert "You already have a date at this venue at that time" in words
    assert "Places must be between 1 and 20" in words


def test_cancelling_shows_each_person_by_initials_and_then_does_it(door: Desk) -> None:
    offered = door.dated(2)
    a_course_date(door.database, door.world, starts_at=STARTS + timedelta(days=7), capacity=1)
    address = f"/provider/dates/{offered.reference}/cancel"
    before = door.browser.get(address)
    assert before.text.count("J.A.") == 2
    assert "£95 goes back" in before.text
    assert "£190" in before.text
    assert "Can book another date" in before.text
    assert "No other date is left in time" in before.text
    assert door.browser.get(f"{address}led").headers["location"] == f"/provider/dates/{offered.reference}"
    done = door.browser.post(address)
    typed = words_on(door.browser.get(f"{address}led?again=7&returned=7&owed=70000"))
    assert "Everybody who had a place on it is told" in typed
    assert "can book another date" not in typed, "what somebody types into the address is not shown"
    for page in (words_on(done), words_on(door.browser.get(str(done.url)))):  # the second is a reload
        assert "1 can book another date" in page
        assert "1 went back to the force" in page
        assert "£190 goes back" in page
    assert read(door.database, lambda db: db.get_one(CourseDate, offered.id)).state is DateState.CANCELLED
    assert door.browser.get(address).status_code == 409
    assert door.browser.post(address).status_code == 409


def test_the_list_goes_on_by_key_and_keeps_signed_and_cancelled_apart(door: Desk) -> None:
    for day in range(27):
        a_course_date(door.database, door.world, starts_at=STARTS + timedelta(days=day))
    first = door.browser.get("/provider/dates").text
    assert first.count("/provider/dates/") - first.count("/provider/dates/new") == 25
    after = first.split('href="/provider/dates?after=')[1].split('"')[0]
    second = door.browser.get(f"/provider/dates?after={after}")
    assert second.text.count("Mill Hall") == 2
    assert "No date is over or cancelled yet" in door.browser.get("/provider/dates?show=over").text
    assert door.browser.get("/provider/dates?after=nonsense").status_code == 200


def test_the_register_shows_initials_and_the_card_a_name(door: Desk) -> None:
    offered = door.opened(2)
    address = f"/provider/dates/{offered.reference}/register"
    register = door.browser.get(address).text
    assert "0 of 2 in, door closes 9:15am" in register
    assert "J.A." in register
    assert "Ames" not in register
    card = door.browser.get(f"{address}/1").text
    assert "John Ames00" in card
    assert "12 March 1980" in card
    assert "Polish" in card
    fragment = door.browser.get(f"{address}/1", hx_request="true").text
    assert "John Ames00" in fragment
    assert "<html" not in fragment


def test_an_arrival_needs_an_identity_and_then_shows_on_the_list(door: Desk) -> None:
    offered = door.opened(2)
    refused = door.mark(offered, 1, "arrived")
    assert refused.status_code == 422
    assert "Choose what photo identity was shown" in refused.text
    done = door.mark(offered, 1, "arrived", identity_kind="passport")
    assert done.status_code == 303
    assert done.headers["location"].endswith("/register#seat-1")
    register = door.browser.get(f"/provider/dates/{offered.reference}/register").text
    assert "1 of 2 in" in register
    assert "In 8:40am" in " ".join(register.split())
    assert door.browser.post(f"/provider/dates/{offered.reference}/register/1/undo").status_code == 303
    assert door.line(1).mark is Mark.EXPECTED


def test_an_arrival_after_the_door_closed_is_asked_about_before_anybody_fails(door: Desk) -> None:
    offered = door.opened()
    door.clock.at = STARTS + timedelta(minutes=16)
    done = door.mark(offered, 1, "arrived", identity_kind="passport")
    assert done.status_code == 422
    assert "The door closed at 9:15am: record the person as too late" in done.text
    assert door.line(1).mark is Mark.EXPECTED
    assert not re.search(r'class="govuk-button"[^>]*value="arrived"', done.text)  # the green button is gone
    assert "Not admitted: counts as not completed" in done.text
    done = door.mark(offered, 1, "came_too_late")
    assert done.headers["location"].endswith("/register#seat-1")
    page = words_on(door.browser.get(f"/provider/dates/{offered.reference}/register"))
    assert "Came after the door closed Not admitted: counts as not completed" in page
    assert "door closed 9:15am" in page


def test_who_came_before_the_door_closed_is_marked_with_the_time_and_who_says_so(door: Desk) -> None:
    offered = door.opened()
    door.clock.at = STARTS + timedelta(minutes=16)
    came = {"identity_kind": "passport", "at": "9:10am"}
    refused = door.mark(offered, 1, "arrived", **came)
    assert (refused.status_code, "Enter who says that the person came before 9:15am" in refused.text) == (422, True)
    assert 'value="9:10am"' in refused.text
    assert door.mark(offered, 1, "arrived", **came, note="The caretaker").status_code == 303
    assert door.line(1).arrived_at == STARTS + timedelta(minutes=10)


def test_a_mark_that_has_stood_is_taken_back_on_a_page_that_says_what_it_was(door: Desk) -> None:
    offered = door.opened()
    door.mark(offered, 1, "arrived", identity_kind="passport")
    door.clock.at += timedelta(minutes=2)
    address = f"/provider/dates/{offered.reference}/register/1/undo"
    assert door.browser.post(address).headers["location"] == address
    asked = door.browser.get(address)
    assert "Take back “In” for seat 1?" in asked.text
    assert "It was marked at 8:40am" in asked.text
    assert door.line(1).mark is Mark.ARRIVED
    assert door.browser.post(address, {"agreed": "yes"}).status_code == 303
    assert door.line(1).mark is Mark.EXPECTED
    assert door.browser.get(address).headers["location"].endswith("/register#seat-1")  # Back: nothing to take back


def test_a_mark_that_is_not_taken_is_fetched_again_by_a_browser_and_told_to_a_script_by_its_status(door: Desk) -> None:
    address = f"/provider/dates/{door.opened().reference}/register/1"
    sent = {"event": "arrived", "note": "Zebrawitz", "_csrf_token": door.browser.form_token()}
    browser = door.browser.send("POST", address, data=sent)
    assert (browser.status_code, browser.headers["location"].startswith(f"{address}?kept=")) == (303, True)
    assert "Zebrawitz" not in browser.headers["location"]
    shown = door.browser.get(browser.headers["location"])
    assert (shown.status_code, 'value="Zebrawitz"' in shown.text) == (422, True)

    script = door.browser.send("POST", address, data=sent, headers={"HX-Request": "true"})
    assert (script.status_code, "hx-redirect" in script.headers) == (422, False)
    assert "Choose what photo identity was shown" in script.text
    taken = door.browser.send(
        "POST", address, data={**sent, "identity_kind": "passport"}, headers={"HX-Request": "true"}
    )
    assert (taken.status_code, taken.headers["hx-redirect"].endswith("/register#seat-1")) == (200, True)


def test_a_colleague_who_was_quicker_is_told_in_plain_words(door: Desk) -> None:
    offered = door.opened()
    door.mark(offered, 1, "arrived", identity_kind="passport")
    colleague = an_account(
        door.database, Door.PROVIDER, provider_id=door.world.provider.id, organisation="Mill Trust", name="Another"
    )
    app = an_app(a_wiring(door.database, clock=door.clock))
    second = Desk(door.database, door.world, Browser(app).sign_in_as(colleague), door.clock)
    page = second.mark(offered, 1, "identity_not_shown")
    assert page.status_code == 422
    assert "Your colleague marked this person “In” at 8:40am" in words_on(page)
    assert "cannot follow" not in page.text


def test_a_page_opened_before_a_colleagues_mark_overwrites_nothing_unasked(door: Desk) -> None:
    offered = door.opened()
    address = f"/provider/dates/{offered.reference}/register/1"
    opened_before = door.browser.get(address).text
    assert 'name="shown" value="expected"' in opened_before
    arrived = {"event": "arrived", "identity_kind": "passport", "note": "Zebrawitz", "shown": "expected"}
    assert door.browser.post(address, arrived).status_code == 303
    told = door.browser.post(address, {"event": "turned_away", "shown": "expected"})
    assert told.status_code == 422
    assert "You marked this person “In” at 8:40am. Nothing that you pressed was done" in words_on(told)
    assert (door.line(1).mark, door.line(1).note) == (Mark.ARRIVED, "Zebrawitz")
    assert 'name="shown" value="arrived"' in told.text, "a second press has seen both"
    waited = {"event": "turned_away", "shown": "expected", "seconds_ago": "1"}
    assert door.browser.post(address, waited).status_code == 303, "what waited on a phone keeps its meaning"
    assert "You marked this person" in words_on(door.browser.post(f"{address}/undo", {"shown": "arrived"}))
    assert door.line(1).mark is Mark.TURNED_AWAY
    for page in (address, f"{address}/undo"):
        assert 'name="shown" value="turned_away"' in door.browser.get(page).text


def test_what_a_phone_kept_without_a_network_counts_by_the_time_it_was_tapped(door: Desk) -> None:
    offered = door.opened()
    door.clock.at = STARTS + timedelta(minutes=20)
    kept = {"identity_kind": "passport", "press": "tap-1", "seconds_ago": "360"}
    assert door.mark(offered, 1, "arrived", **kept).status_code == 303
    assert door.line(1).arrived_at == STARTS + timedelta(minutes=14)
    assert door.line(1).note == "Marked at that time on a phone without a network"
    assert door.mark(offered, 1, "arrived", **kept).status_code == 303


def test_a_time_typed_on_the_card_is_the_time_of_the_event(door: Desk) -> None:
    offered = door.opened()
    door.clock.at = STARTS + timedelta(hours=1)
    assert door.mark(offered, 1, "arrived", identity_kind="passport", at="9:05am", note="Ann").status_code == 303
    assert door.line(1).arrived_at == STARTS + timedelta(minutes=5)
    assert door.mark(offered, 1, "left_early", at="8:00am").status_code == 422
    assert door.mark(offered, 1, "left_early", at="11:00am").status_code == 422


@pytest.mark.parametrize("event", ["", "nonsense", "undone"])
def test_a_strange_event_is_a_mistake_and_not_a_fault(door: Desk, event: str) -> None:
    assert door.mark(door.opened(), 1, event).status_code == 422


def test_a_mark_costs_five_statements_in_all(door: Desk) -> None:
    offered = door.opened(2)
    door.mark(offered, 1, "arrived", identity_kind="passport")
    with statements(door.database) as sent:
        door.mark(offered, 2, "arrived", identity_kind="passport")
    assert len(sent) <= 5, sent


@pytest.mark.parametrize(
    ("path", "budget"),
    [("", 6), ("/dates", 6), ("/dates/{}", 6), ("/dates/{}/register", 5), ("/dates/{}/register/1", 4)],
)
def test_pages_keep_to_their_statements(door: Desk, path: str, budget: int) -> None:
    offered = door.opened(3)
    door.browser.get("/provider" + path.format(offered.reference))  # a new connection asks the server who it is
    with statements(door.database) as sent:
        assert door.browser.get("/provider" + path.format(offered.reference)).status_code == 200
    assert len(sent) <= budget, sent


def test_the_day_is_closed_once_with_every_result_shown_before(door: Desk) -> None:
    offered = door.opened(3)
    door.mark(offered, 1, "arrived", identity_kind="passport")
    door.mark(offered, 2, "turned_away")
    address = f"/provider/dates/{offered.reference}/sign"
    early = door.browser.get(address).text
    assert "The course ends at 4pm" in early
    door.clock.at = ENDS
    assert door.browser.post(address, {"declared": "yes"}).status_code == 422
    page = door.browser.get(address).text
    assert "Mark the 1 remaining as did not come" in page
    assert "Mark the 1 present as completed" in page
    for rest in ("absent", "present"):
        assert door.browser.post(f"{address}/{rest}").status_code == 303
    ready = door.browser.get(address).text
    assert "Identity checked, on time, present throughout" in ready
    assert "Turned away by the provider" in ready
    undeclared = door.browser.post(address)
    assert undeclared.status_code == 422
    assert "Confirm that this is what happened" in undeclared.text
    done = door.browser.get(door.browser.post(address, {"declared": "yes"}).headers["location"]).text
    assert "Register signed" in done
    assert "1 completed" in done
    assert "1 not completed" in done
    assert len(read(door.database, lambda db: db.scalars(select(Result)).all())) == 3
    assert door.browser.post(address, {"declared": "yes"}).status_code == 409
    assert door.browser.post(f"{address}/nobody").status_code == 404
    assert door.browser.get(f"/provider/dates/{offered.reference}/register/1").status_code == 409
    assert "Signed by A. Member, Mill Trust" in door.browser.get(f"/provider/dates/{offered.reference}/register").text


def test_nothing_is_signed_but_the_results_that_were_read(door: Desk) -> None:
    offered = door.opened(1)
    door.mark(offered, 1, "turned_away")
    door.clock.at = ENDS
    address = f"/provider/dates/{offered.reference}"
    shown = mark_on(door.browser.get(f"{address}/sign"))
    door.database.write_now(lambda db: db.execute(update(Attendance).values(mark=Mark.NO_SHOW)))
    late = door.browser.post(f"{address}/sign", {"declared": "yes", "mark": shown})
    assert "This has changed since you opened the page" in main_words(late)
    assert "Not completed Did not come" in main_words(late)
    assert read(door.database, lambda db: db.scalars(select(Result)).all()) == []
    assert door.browser.post(f"{address}/sign", {"declared": "yes", "mark": mark_on(late)}).status_code == 303


def test_another_provider_finds_nothing_and_changes_nothing(door: Desk) -> None:
    offered = door.opened(1)
    stranger = an_account(door.database, Door.PROVIDER, provider_id=a_provider(door.database).id)
    other = Browser(an_app(door.browser.wiring)).sign_in_as(stranger)
    address = f"/provider/dates/{offered.reference}"
    assert offered.reference not in other.get("/provider").text + other.get("/provider/dates").text
    for path in ("", "/change", "/cancel", "/register", "/register/1", "/sign"):
        assert other.get(address + path).status_code == 404, path
    for path in ("/change", "/cancel", "/register/open", "/register/1/undo", "/sign/absent"):
        assert other.post(address + path, new_date(door.world)).status_code == 404, path
    assert other.post(f"{address}/sign", {"declared": "yes"}).status_code == 404
    assert other.post(f"{address}/register/1", {"event": "turned_away"}).status_code == 404
    mine = a_venue(door.database, a_provider(door.database))
    assert other.post("/provider/dates/new", new_date(door.world, venue=str(mine.id))).status_code == 422
    assert door.line(1).mark is Mark.EXPECTED


def test_other_doors_do_not_open_the_providers(door: Desk) -> None:
    for kind, bound in ((Door.CUSTODY, {"force_code": "43"}), (Door.ADMIN, {})):
        other = Browser(an_app(door.browser.wiring)).sign_in_as(an_account(door.database, kind, **bound))
        assert other.get("/provider").status_code == 404


def test_no_page_of_the_provider_holds_an_offence_an_address_or_a_custody_fact(door: Desk) -> None:
    offered = door.opened(2)
    door.mark(offered, 1, "arrived", identity_kind="passport")
    address = f"/provider/dates/{offered.reference}"
    pages = ["/provider", "/provider/dates", "/provider/dates?show=over", address, "/provider/dates/new"]
    pages += [f"{address}/{part}" for part in ("cancel", "register", "register/1", "register/2", "sign")]
    door.clock.at = ENDS
    seen = "".join(door.browser.get(page).text for page in pages)
    for who in ("absent", "present"):
        door.browser.post(f"{address}/sign/{who}")
    door.browser.post(f"{address}/sign", {"declared": "yes"})
    seen += "".join(door.browser.get(page).text for page in (address, f"{address}/register"))
    told = read(door.database, lambda db: db.execute(select(CourseDate.signed_at)).scalar_one())
    assert told == ENDS
    for canary in (*CANARIES.values(), *PERSON_CANARIES.values(), "7 August", "6 July", "9 July", "8 February"):
        assert canary not in seen, canary


def test_a_date_of_birth_stands_on_the_card_and_nowhere_else(door: Desk) -> None:
    offered = door.opened(1)
    address = f"/provider/dates/{offered.reference}"
    for page in ("/provider", address, f"{address}/register", f"{address}/sign", f"{address}/cancel"):
        assert "1980" not in door.browser.get(page).text
    assert "1980" in door.browser.get(f"{address}/register/1").text


def test_every_look_at_people_is_logged_with_whom_it_showed(door: Desk) -> None:
    offered = door.opened(2)
    door.browser.get(f"/provider/dates/{offered.reference}/register")
    door.browser.get(f"/provider/dates/{offered.reference}/register/2")
    rows = read(door.database, lambda db: db.scalars(select(AccessRow).order_by(AccessRow.id)).all())
    shown = [(row.what.rsplit("/", 1)[-1], len(row.subjects.split())) for row in rows]
    assert shown[-2:] == [("register", 2), (rows[-1].what.rsplit("/", 1)[-1], 1)]
    assert offered.reference not in "".join(row.what for row in rows)


def test_a_person_without_a_date_of_birth_is_still_shown(door: Desk) -> None:
    offered = a_course_date(door.database, door.world, starts_at=STARTS)
    person = a_person(door.database, born_on=None, adjustments="Step-free entrance")
    a_booking(door.database, door.world, offered, a_referral(door.database, door.world, person))
    door.clock.at = STARTS
    door.browser.post(f"/provider/dates/{offered.reference}/register/open")
    card = door.browser.get(f"/provider/dates/{offered.reference}/register/1").text
    assert "Date of birth not known" in card
    assert "Step-free entrance" in card


def test_held_places_are_named_as_unpaid_and_can_be_added_once_paid(door: Desk) -> None:
    offered = door.opened(1)
    late = a_person(door.database, forenames="Zed", surname="Quick")
    a_booking(door.database, door.world, offered, a_referral(door.database, door.world, late), state=BookingState.HELD)
    paid = a_person(door.database, forenames="Amir", surname="Late")
    a_booking(door.database, door.world, offered, a_referral(door.database, door.world, paid))
    page = door.browser.get(f"/provider/dates/{offered.reference}/register").text
    assert "Not paid: may not attend" in page
    assert "Z.Q." in page
    assert "1 paid after the register was opened" in page
    door.browser.post(f"/provider/dates/{offered.reference}/register/open")
    assert "A.L." in door.browser.get(f"/provider/dates/{offered.reference}/register").text


def test_dates_are_checked_against_today_and_not_the_day_after(door: Desk) -> None:
    door.clock.at = datetime(2027, 3, 27, 9, 29, tzinfo=UTC)
    today = new_date(door.world, sure="yes", asked_day="2027-03-27")
    assert door.browser.post("/provider/dates/new", today).status_code == 303
    assert read(door.database, lambda db: db.scalars(select(CourseDate)).one()).starts_at.date() == date(2027, 3, 27)
