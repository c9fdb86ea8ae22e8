"""His pages and messages while nobody answers the help number: each says when somebody does."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from programme.bookings.models import Booking
from programme.courses.help_hours import HelpDays, HelpHours
from programme.courses.models import Programme, Venue
from programme.insight.senders import senders_of
from programme.storage.database import Database
from tests.support.builders import NOW
from tests.support.own_door import Stage, a_stage
from tests.support.page_reader import main_words, words_on

OPEN = [HelpHours(HelpDays.WEEKDAYS, time(9), time(17))]
NEXT = "nobody answers now, again from Tuesday 2 March 2027 at 9am"
FRIDAY = 18
"""So many days from then; the day after is a Saturday."""
EVENING = NOW.replace(hour=21, minute=0)


def at(database: Database, now: datetime, **case: Any) -> Stage:
    stage = a_stage(database, programme={"helpline_hours": OPEN}, **case)
    stage.clock.at = now
    return stage


PAGES = ("/my-booking", "/my-booking/1", "/my-booking/reply", "/my-booking/contact", "/my-booking/details", "/help")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_with_the_number_says_when_it_is_answered_next(database: Database, path: str) -> None:
    stage = at(database, EVENING, answered=False)
    open_it = stage.before if path == "/my-booking/reply" else stage.get  # he answers to what he has read
    assert NEXT in words_on(open_it(path))
    stage.clock.at = NOW
    words = words_on(open_it(path))
    assert "nobody answers now" not in words
    assert "Monday to Friday 9am to 5pm" in words


def test_a_refusal_says_it_too(database: Database) -> None:
    stage = at(database, EVENING)
    assert NEXT in main_words(stage.post("/my-booking/dates", date=stage.a_date(-1).reference))


def test_on_the_page_of_his_place_at_once_is_said_only_while_somebody_answers(database: Database) -> None:
    stage = at(database, EVENING)
    stage.place(stage.a_date(FRIDAY))
    words = main_words(stage.get("/my-booking/booking"))
    assert re.search(rf"\({NEXT}\) ?\. Keep anything", words)
    assert "at once" not in words
    stage.clock.at = NOW
    assert "at once. Keep anything" in main_words(stage.get("/my-booking/booking"))


def test_where_nobody_answers_while_people_arrive_the_page_of_his_place_says_from_when_and_what_to_do(
    database: Database,
) -> None:
    stage = at(database, NOW)
    place = stage.place(stage.a_date(FRIDAY))
    assert "nobody answers that number" not in main_words(stage.get("/my-booking/booking"))
    late = [HelpHours(HelpDays.WEEKDAYS, time(10), time(17))]
    database.write_now(lambda db: db.query(Programme).update({Programme.helpline_hours: late}))
    words = main_words(stage.get("/my-booking/booking"))
    assert "While people arrive on your day, nobody answers that number. Somebody does from 10am." in words
    assert "The door closes at 9:45am all the same." in words
    assert "even on the day" not in words
    saturday = stage.a_date(FRIDAY + 1)
    database.write_now(lambda db: setattr(db.get_one(Booking, place.id), "course_date_id", saturday.id))
    assert "Somebody does from Monday 22 March 2027 at 10am." in main_words(stage.get("/my-booking/booking"))


def test_where_those_at_the_door_answer_he_is_given_their_number(database: Database) -> None:
    stage = at(database, NOW)
    stage.place(stage.a_date(FRIDAY + 1))
    database.write_now(lambda db: db.query(Venue).update({Venue.day_number: "01632 960 444"}))
    page = stage.get("/my-booking/booking")
    assert "From 9:15am on the day, call those at the door: 01632 960 444" in main_words(page)
    assert 'href="tel:01632960444"' in page.text
    assert "nobody answers that number" not in main_words(page)


def test_who_cannot_pay_is_not_sent_to_a_number_that_nobody_answers_in_time(database: Database) -> None:
    stage = at(database, NOW)
    stage.post("/my-booking/dates", date=stage.a_date().reference)
    assert "before 10:45am" in main_words(stage.get("/my-booking"))
    until = EVENING + timedelta(minutes=30)
    database.write_now(lambda db: db.query(Booking).update({Booking.held_until_at: until}))
    stage.clock.at = EVENING
    words = main_words(stage.get("/my-booking"))
    assert NEXT in words
    assert "before 9:30pm" not in words
    assert "You can choose a date again after this one is released" in words


def test_a_message_that_goes_while_nobody_answers_says_when_somebody_does(database: Database) -> None:
    stage = at(database, NOW)
    for now, again in ((NOW, ""), (EVENING, " Again from Tuesday 2 March 2027 at 9am.")):
        sender = database.read_now(senders_of, {stage.referral.id}, now=now)[stage.referral.id]
        assert sender.answered.startswith(f"{sender.helpline} is answered Monday to Friday 9am to 5pm")
        assert sender.answered.endswith(again or "holidays.")
