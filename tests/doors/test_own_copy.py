"""The copy of everything that is kept of him: his own facts, all of them, and nothing that is not his to have."""

from __future__ import annotations

import re
from datetime import timedelta
from enum import StrEnum

import pytest
from sqlalchemy.orm import Session

from programme.attendance.models import Attendance
from programme.attendance.states import Mark
from programme.audit.access_log import log_access
from programme.audit.models import Operation
from programme.audit.sealing import seal_access_log
from programme.bookings.models import DayNeeds, NeedKind
from programme.bookings.states import BookingState, PlaceLost
from programme.history import events
from programme.history.timeline import record
from programme.notices.discretion import give_aways
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.offers.models import Answer, ExplainedHow
from programme.offers.states import OfferState
from programme.people.models import Person, SafeContact
from programme.referrals.models import Referral
from programme.shared.actor import Actor, Door
from programme.shared.dates import spoken_instant
from programme.storage.database import Database
from programme.web.offender.words import (
    ANSWER_TO_HIM,
    LOST_TO_HIM,
    MARKED_TO_HIM,
    OFFER_TO_HIM,
    REACHED_TO_HIM,
    TOLD_TO_HIM,
)
from tests.support.builders import NOW, a_concern, a_person, a_referral, add
from tests.support.own_door import CODE, Stage, a_stage
from tests.support.page_reader import main_words

PAGE, ASKS = "/my-booking/details/copy", "/my-booking/details/code"
DESK = Actor(Door.CUSTODY, 7, "Sgt A. Desk", "Thames Valley Police")


def everything(database: Database) -> Stage:
    stage = a_stage(database)
    booking = stage.place(stage.a_date(), BookingState.CONFIRMED)
    add(
        database,
        Attendance(
            booking_id=booking.id, course_date_id=booking.course_date_id, seat=1, mark=Mark.EXPECTED, note="Smelt"
        ),
    )
    message = {"dedupe_key": "a", "notice": "place_booked", "referral_id": stage.referral.id, "facts": {}}
    went = {"channel": Channel.EMAIL, "address": "k@example.org", "state": Delivery.SENT, "sent_at": NOW}
    words = {"subject": "Held", "body": "Hello,\n\nWe hold a place.", "queued_at": NOW, "next_try_at": NOW}
    add(database, OutboxMessage(**message, **went, **words))
    of_his = [stage.referral.reference]

    def look(db: Session) -> None:
        log_access(db, actor=DESK, now=NOW, subjects=of_his, what="/custody/referrals/{reference}")
        told, to = Operation.DISCLOSURE, "Reading Court"
        log_access(db, actor=DESK, now=NOW, subjects=of_his, what="copy", operation=told, recipient=to)

    database.write_now(look)
    database.write_now(seal_access_log, now=NOW + timedelta(hours=1))
    return stage


def test_everything_of_his_stands_on_it_in_one_page(database: Database) -> None:
    stage = everything(database)
    words = main_words(stage.get(PAGE))
    for said in (
        f"Name {stage.person.name}",
        f"Reference {stage.referral.reference}",
        f"When {spoken_instant(stage.referral.offence_at)}",
        "You said yes",
        "1 Mill Lane, XY1 2AB",
        "Confirmed",
        "Cost £95",
        "your yes is kept",
        "The police force: ",
        "at 10am Reading Court",
        "The office you first dealt with Looked at it, to see to your booking",
        "Email to k…@example.org. Sent. We cannot see whether it was read. Hello, We hold a place.",
        "Left out are notes and reasons in staff’s own words",
        "dpo@example.org",
    ):
        assert said in words, said
    assert f'href="{PAGE}"' in stage.get("/my-booking/details/shown").text


def test_days_that_are_over_say_whose_doing_it_was_and_moves_and_answers_have_their_own_lines(
    database: Database,
) -> None:
    stage = a_stage(database)
    lost = stage.place(stage.a_date(3), BookingState.CANCELLED, lost_because=PlaceLost.NOT_TAKEN_IN)
    line = {"booking_id": lost.id, "course_date_id": lost.course_date_id, "seat": 1}
    add(database, Attendance(mark=Mark.INTERPRETER_ABSENT, **line))
    earlier = {"answered_date_id": lost.course_date_id, "answered_at": NOW, "arranged": False, "answer": "No ramp."}
    asked = {"kinds": frozenset({NeedKind.STEP_FREE}), "language": "", "words": "", "asked_at": NOW}
    add(database, DayNeeds(referral_id=stage.referral.id, **asked, **earlier))
    days = {"from_starts_at": NOW + timedelta(days=32), "starts_at": NOW + timedelta(days=18)}
    database.write_now(lambda db: record(db, stage.referral.id, events.PlaceMoved, actor=DESK, now=NOW, **days))
    words = main_words(stage.get(PAGE))
    assert "The day is over. The interpreter was not there. That is our doing" in words
    assert "Cancelled" not in words
    assert "You asked for, on the day A way in without steps The answer to that It cannot be arranged" in words
    assert "as you asked. No ramp. This was for an earlier date" in words
    assert f"From {spoken_instant(days['from_starts_at'])} to {spoken_instant(days['starts_at'])}" in words


def test_what_is_not_his_to_have_is_not_on_it(database: Database) -> None:
    stage = everything(database)
    a_concern(database, stage.referral)
    other = a_referral(database, stage.world, a_person(database, surname="Otherman", forenames="Ivan"))

    def write(db: Session) -> None:
        db.get_one(Referral, stage.referral.id).exceptional_reason = "His brother told us"
        record(db, stage.referral.id, events.ReferralWithdrawn, actor=DESK, now=NOW, reason="Seen with a minor")

    database.write_now(write)
    page = stage.get(PAGE)
    for hidden in ("A. Desk", "His brother", "Seen with a minor", "oncern", "Smelt", "Otherman", other.reference):
        assert hidden not in page.text, hidden
    assert stage.person.surname in page.text, "the control"


def test_it_asks_for_his_code_unless_he_has_just_shown_it(database: Database) -> None:
    """Somebody of his household finds his telephone open."""
    stage = everything(database)
    assert stage.get(PAGE).status_code == 200, "he signed in just now"
    stage.browser.wiring.wall_clock.move(minutes=6)  # type: ignore[attr-defined]  # a standing clock
    assert stage.get(PAGE).headers["location"] == ASKS
    assert stage.person.surname not in stage.get(ASKS).text
    wrong = stage.post(ASKS, code="X7KM-4QPD-9RTX")
    assert "That is not the code on your sheet. You have 4 more tries" in main_words(wrong)
    assert stage.get(PAGE).headers["location"] == ASKS
    assert stage.post(ASKS, code=CODE).headers["location"] == PAGE
    assert stage.person.surname in stage.get(PAGE).text


def test_its_title_and_so_the_file_that_is_saved_says_nothing(database: Database) -> None:
    page = everything(database).get(PAGE)
    title = re.search(r"<title>(.*?)</title>", page.text, re.DOTALL)
    assert title is not None
    assert title[1].strip() == "Course bookings"
    assert give_aways(PAGE) == []


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        (OFFER_TO_HIM, OfferState),
        (ANSWER_TO_HIM, Answer),
        (REACHED_TO_HIM, SafeContact),
        (TOLD_TO_HIM, ExplainedHow),
        (MARKED_TO_HIM, Mark),
        (LOST_TO_HIM, PlaceLost),
    ],
)
def test_every_member_has_words_that_speak_to_him(said: dict[object, str], kinds: type[StrEnum]) -> None:
    assert said.keys() == set(kinds)
    assert not re.search(r"\b(he|him|his)\b", " ".join(said.values()), re.IGNORECASE)


def test_what_is_not_known_has_no_line(database: Database) -> None:
    stage = a_stage(database)
    database.write_now(lambda db: setattr(db.get_one(Person, stage.person.id), "mobile", ""))
    words = main_words(stage.get(PAGE))
    for absent in ("Mobile", "Your places", "Passed on", "Messages to you", "Arrested", "None"):
        assert absent not in words, absent
