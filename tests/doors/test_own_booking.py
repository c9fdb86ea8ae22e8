"""The person's own pages: what he sees, what he can do, and that nobody beside him learns what it is about."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from httpx import Response
from icalendar import Calendar, Event
from sqlalchemy import select, update

from programme.actions.withdraw_referral import withdraw_referral
from programme.audit.access_log import log_access
from programme.audit.looks_by_day import LOOKS_A_PAGE
from programme.audit.models import AccessRow
from programme.audit.sealing import seal_access_log
from programme.bookings.models import Booking
from programme.bookings.states import BookingState, PlaceLost
from programme.courses.models import CourseDate, Programme
from programme.insight.own_case import own_case
from programme.notices.discretion import give_aways
from programme.notices.models import OutboxMessage
from programme.offers.models import Answer, CautionDocument, ExplanationGiven, Offer
from programme.offers.states import OfferState
from programme.offers.told.released import newest_version
from programme.offers.told.shapes import ToldWords
from programme.payments.models import Fee
from programme.payments.states import FeeState
from programme.people.models import Person, SafeContact
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.referrals.withdrawing import WithdrawalReason
from programme.shared.actor import Actor, Door
from programme.shared.dates import london_date
from programme.storage.database import Database
from programme.web.offender.reading import IN_SHORT, ON_ONE_PAGE, SCREENS
from tests.support.builders import (
    NOW,
    add,
    an_account,
    read,
    words_signed,
)
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.own_door import CODE, Stage, a_stage
from tests.support.page_reader import links_on, main_words, mark_on, words_on
from tests.support.statements import statements

CURRENT = newest_version("conditional_caution")
CANCEL = "/my-booking/booking/cancel"
PRIVATE = frozenset({IN_SHORT, ON_ONE_PAGE, "/my-booking/reply", "/my-booking/end", *SCREENS})
"""Behind the page that asks whether he is alone: they say police, court and caution."""


def stage_words(stage: Stage) -> ToldWords:
    """The words of his offer as it stands."""
    return read(stage.database, lambda db: own_case(db, stage.offer.id)).telling(london_date(NOW)).told


def signed_form(database: Database, offer: Offer) -> None:
    """He signed it a day ago."""
    said = {
        "offence": "-",
        "admission": "-",
        "consent": "-",
        "conditions": "-",
        "given_by": "Sgt",
        "given_by_rank": "sergeant",
    }
    at = NOW - timedelta(days=1)
    add(
        database,
        CautionDocument(
            offer_id=offer.id, signed_at=at, warning_given=True, recorded_at=at, recorded_by="Desk", **said
        ),
    )


# ---- one thing at a time


def test_the_first_page_says_one_thing_to_do(database: Database) -> None:
    stage = a_stage(database, answered=False)
    page = stage.get()
    assert page.text.count("<h1") == 1
    assert page.text.count('class="govuk-button"') == 1
    assert "Read the details and reply" in main_words(page)
    assert "By the end of Wednesday 3 March 2027" in main_words(page)
    assert stage.referral.reference in main_words(page)


def test_every_look_of_his_own_is_logged_too(database: Database) -> None:
    stage = a_stage(database)
    stage.get()
    row = read(database, lambda db: db.execute(select(AccessRow)).scalar_one())
    assert (row.actor_door, row.what, row.subjects) == (Door.OFFENDER, "/my-booking", stage.referral.reference)


def test_nobody_else_gets_in(database: Database) -> None:
    stage = a_stage(database)
    stranger = Browser(an_app(a_wiring(database, clock=stage.clock)))
    officer = an_account(database, Door.CUSTODY, force_code="43")
    for path in ("/my-booking", "/my-booking/dates", "/my-booking/contact", "/my-booking/booking/appointment.ics"):
        assert stranger.get(path).headers["location"] == "/?again=1"
    stranger.sign_in_as(officer)
    for path in ("/my-booking", "/my-booking/dates", "/my-booking/contact"):
        assert stranger.get(path).status_code == 404


def test_whoever_had_it_taken_back_reads_on_and_can_answer_nothing(database: Database) -> None:
    stage = a_stage(database)
    signed_form(database, stage.offer)
    stage.place(stage.a_date(20))
    why, reference = WithdrawalReason.EVIDENCE, stage.referral.reference
    database.write_now(withdraw_referral, actor=stage.world.custody, now=NOW, reference=reference, reason=why)

    page = stage.get()
    for said in (
        "This has been taken back", "The office you first dealt with took it back",
        "The £95 that you paid is on its way back to your card",
        "You signed a form on Sunday 28 February 2027. Ask them, or a solicitor, what becomes of it",
    ):  # fmt: skip
        assert said in main_words(page), said
    assert not {"/my-booking/dates", CANCEL, "/my-booking/end"} & pages_behind(page)
    for address in ("/my-booking/1", "/my-booking/all"):
        read = main_words(stage.get(address))
        assert "This has been taken back. It is not recorded as a failure. There is nothing left to answer" in read
    for address in ("/my-booking/details", "/my-booking/messages", "/my-booking/details-used"):
        assert stage.get(address).status_code == 200
    for address in ("/my-booking/reply", "/my-booking/end"):
        stage.post(address, words_version=CURRENT, understood="yes", answer="yes")
    assert stage.fresh(stage.offer).state is OfferState.WITHDRAWN


# ---- the offer


def test_a_page_that_says_nothing_asks_whether_he_is_alone_before_the_offer(database: Database) -> None:
    stage = a_stage(database, answered=False)
    assert "/my-booking/read" in links_on(stage.get())
    gate = stage.get("/my-booking/read")
    assert "The next page is private Are you alone?" in main_words(gate)
    assert {"/my-booking", IN_SHORT} <= set(links_on(gate)), "both ways"
    assert give_aways(words_on(gate)) == []


def test_the_offer_is_read_in_short_and_each_matter_on_a_page_of_its_own(database: Database) -> None:
    stage = a_stage(database, answered=False)
    told = stage_words(stage)
    short = stage.get(IN_SHORT)
    words = main_words(short)
    assert len(told.summary) > 3
    assert "£95" in words
    assert "{" not in words
    addresses = [address for address in links_on(short) if address in SCREENS]
    assert addresses == SCREENS[: len(told.screens)]
    for number, (address, screen) in enumerate(zip(addresses, told.screens, strict=True)):
        page = stage.get(address)
        assert page.text.count("<h1") == 1
        assert screen.heading in main_words(page)
        before = addresses[number - 1] if number else IN_SHORT
        after = addresses[number + 1] if number + 1 < len(addresses) else "/my-booking/reply"
        assert {before, after} <= pages_behind(page), "back and on"
    everything = main_words(stage.get(ON_ONE_PAGE))
    assert [screen.heading for screen in told.screens if screen.heading not in everything] == []
    assert stage.get(SCREENS[-1]).headers["location"] == IN_SHORT, "there are no more"


def test_each_screen_that_he_opened_is_kept_with_his_answer(database: Database) -> None:
    stage = a_stage(database, answered=False, limit_at=NOW + timedelta(days=9))
    keys = [screen.key for screen in stage_words(stage).screens]
    for address in (IN_SHORT, SCREENS[4], SCREENS[1], SCREENS[4]):
        stage.get(address)
    stage.answers("advice")
    stage.get(SCREENS[1])
    stage.answers("yes")
    kept = read(database, lambda db: db.scalars(select(ExplanationGiven).order_by(ExplanationGiven.id)).all())
    assert [one.screens for one in kept] == [["summary", keys[1], keys[4]], ["summary", keys[1]]], (
        "what he opened before his day to answer moved said another day"
    )


def test_what_another_opened_or_he_before_the_offer_is_not_taken_for_read(database: Database) -> None:
    stage = a_stage(database, answered=False)
    himself = Actor(Door.OFFENDER, stage.offer.id, "the person")
    mark = read(database, lambda db: own_case(db, stage.offer.id)).telling(NOW.date()).mark
    for actor, at in (
        (Actor(Door.CUSTODY, stage.offer.id, "Desk"), NOW),
        (himself, stage.offer.made_at - timedelta(1)),
    ):
        for what in (IN_SHORT, SCREENS[0]):
            facts: dict[str, Any] = {"what": what, "subjects": [stage.referral.reference], "reason": f"words {mark}"}
            database.write_now(log_access, actor=actor, now=at, **facts)
    for path in ("/my-booking/reply", "/my-booking/end"):
        for address in (path, f"{path}?shown={mark}"):
            assert stage.get(address).headers["location"] == "/my-booking/read", "he is led to them first"
        sent = stage.post(path, words_version=CURRENT, shown=mark, understood="yes", answer="yes")
        assert sent.headers["location"] == "/my-booking/read"
    assert stage.fresh(stage.offer).state is OfferState.OPEN
    stage.answers("yes")
    assert read(database, lambda db: db.scalars(select(ExplanationGiven)).one()).screens == ["summary"]


def test_his_three_answers_are_buttons_of_one_size_in_one_form(database: Database) -> None:
    stage = a_stage(database, answered=False)
    buttons = re.findall(
        r'<button[^>]*class="([^"]*)"[^>]*name="answer" value="(\w+)"', stage.before("/my-booking/reply").text
    )
    assert [value for _, value in buttons] == ["yes", "advice", "no"]
    assert len({look for look, _ in buttons}) == 1


def test_a_yes_is_recorded_to_the_words_he_was_shown(database: Database) -> None:
    stage = a_stage(database, answered=False)
    stage.a_date()
    answer = stage.answers("yes")
    assert answer.headers["location"] == "/my-booking/dates", "a yes leads to the dates"
    row = stage.fresh(stage.offer)
    assert (row.state, row.answered_at, row.answered_words_version) == (OfferState.ACCEPTED, NOW, CURRENT)
    assert "Choose a date" in main_words(stage.get())
    assert stage.get("/my-booking/reply").headers["location"] == "/my-booking", "it is answered"


@pytest.mark.parametrize(
    ("sent", "said"), [({"answer": "yes"}, "Tick the box to say"), ({"understood": "yes"}, "Choose your answer")]
)
def test_without_the_tick_or_a_button_nothing_is_accepted(database: Database, sent: dict[str, str], said: str) -> None:
    stage = a_stage(database, answered=False)
    answer = stage.post("/my-booking/reply", words_version=CURRENT, shown=stage.shown(), **sent)
    assert answer.status_code == 422
    assert said in main_words(answer)
    assert stage.fresh(stage.offer).state is OfferState.OPEN


def test_his_first_pages_say_how_to_get_them_in_another_way_and_which_signature_they_are_under(
    database: Database,
) -> None:
    stage = a_stage(database, answered=False, route="conditional_caution")
    signed = words_signed("conditional_caution", signed_on=date(2026, 12, 3))
    add(database, signed)
    database.write_now(lambda db: db.execute(update(Offer).values(words_signed_id=signed.id)))
    for path in (IN_SHORT, ON_ONE_PAGE):
        page = stage.get(path)
        assert "Easy read, British Sign Language, Relay UK" in main_words(page)
        assert "/help" in links_on(page)
        assert f"These words are version {CURRENT}, as signed on 3 December 2026." in main_words(page)


def test_after_a_yes_the_way_out_is_a_change_of_mind(database: Database) -> None:
    stage = a_stage(database, answered=False)
    assert "No, I do not accept" in main_words(stage.before("/my-booking/end"))
    assert stage.answers("yes").status_code == 303
    assert "I have changed my mind" in main_words(stage.get(IN_SHORT))
    end = main_words(stage.before("/my-booking/end"))
    assert "No, I have changed my mind" in end
    assert "I do not accept" not in end


def another_number(database: Database) -> None:
    database.write_now(lambda db: db.execute(update(Programme).values(helpline="01632 960002")))


def test_who_has_not_signed_reads_one_last_day_that_does_not_move(database: Database) -> None:
    stage = a_stage(database, answered=False, route="conditional_caution")
    dates = {"offence_at": NOW, "return_by_on": date(2027, 7, 30), "complete_by_on": date(2027, 7, 27)}
    database.write_now(lambda db: db.execute(update(Referral).values(**dates)))
    said = "You have 16 weeks from signing, at the latest until"
    reads = stage.get(IN_SHORT)
    (monday,) = re.findall(rf"{said} ([^.]*)", main_words(reads))
    read_on_monday = link_to_answer(reads, "/my-booking/reply")
    stage.clock.at = NOW + timedelta(days=1)
    assert f"{said} {monday}." in main_words(stage.get(IN_SHORT))
    shown = shown_on(stage.get(read_on_monday))
    yes = {"words_version": CURRENT, "understood": "yes", "answer": "yes"}
    assert stage.post("/my-booking/reply", **yes, shown=shown).status_code == 303


@pytest.mark.parametrize("path", ["/my-booking/reply", "/my-booking/end"])
def test_other_words_are_not_answered_but_read_again(database: Database, path: str) -> None:
    stage = a_stage(database, answered=False)
    answer = stage.post(path, words_version="2020-1", shown=stage.shown(), understood="yes", answer="yes")
    assert answer.status_code == 422
    assert not re.search(r'name="understood"[^>]*checked', answer.text)
    assert "Please read this again" in main_words(answer)
    assert 'name="shown"' not in answer.text, "it cannot be sent again before it is read"
    assert IN_SHORT in links_on(answer)
    assert stage.fresh(stage.offer).state is OfferState.OPEN


@pytest.mark.parametrize("path", ["/my-booking/reply", "/my-booking/end"])
def test_an_answer_that_comes_from_no_page_is_not_taken(database: Database, path: str) -> None:
    stage = a_stage(database, answered=False)
    stage.get(ON_ONE_PAGE)
    assert stage.get(path).headers["location"] == "/my-booking/read"
    answer = stage.post(path, words_version=CURRENT, understood="yes", answer="yes")
    assert "Please read this again" in main_words(answer)
    assert stage.fresh(stage.offer).state is OfferState.OPEN


def test_what_he_read_before_it_changed_is_not_what_he_answers_to(database: Database) -> None:
    stage = a_stage(database, answered=False, route="conditional_caution")
    stage.get(ON_ONE_PAGE)
    monday = link_to_answer(stage.get(IN_SHORT), "/my-booking/reply")
    shown = shown_on(stage.get(monday))
    another_number(database)
    assert stage.get(monday).headers["location"] == "/my-booking/read"
    yes = {"words_version": CURRENT, "understood": "yes", "answer": "yes"}
    answer = stage.post("/my-booking/reply", **yes, shown=shown)
    assert answer.status_code == 422
    assert "Please read this again" in main_words(answer)
    assert not re.search(r'name="understood"[^>]*checked', answer.text)
    assert 'name="shown"' not in answer.text, "it cannot be sent again before it is read"
    assert stage.fresh(stage.offer).state is OfferState.OPEN

    assert stage.answers("yes").status_code == 303
    kept_screens = read(database, lambda db: db.scalars(select(ExplanationGiven)).one()).screens
    assert kept_screens == ["summary"], "what he opened on the other day said another one"
    wanted = select(ExplanationGiven.facts).where(ExplanationGiven.offer_id == stage.offer.id)
    kept = read(database, lambda db: db.execute(wanted).scalar_one())
    assert kept["helpline"] in main_words(stage.get("/my-booking/all"))


def test_a_no_is_to_what_he_read_too(database: Database) -> None:
    stage = a_stage(database, answered=False, route="conditional_caution")
    shown = shown_on(stage.get(link_to_answer(stage.get(IN_SHORT), "/my-booking/reply")))
    end = stage.post("/my-booking/reply", words_version=CURRENT, answer="no", shown=shown).headers["location"]
    assert shown_on(stage.get(end)) == shown
    assert f"/my-booking/reply?shown={shown}" in links_on(stage.get(end)), "back is to what he read, too"
    another_number(database)
    again = stage.post("/my-booking/end", words_version=CURRENT, shown=shown)
    assert "Please read this again" in main_words(again)
    assert stage.fresh(stage.offer).state is OfferState.OPEN
    assert stage.answers("no", "/my-booking/end").headers["location"] == "/my-booking"


def pages_behind(page: Response) -> set[str]:
    return {link.partition("?")[0] for link in links_on(page)}


def link_to_answer(page: Response, address: str) -> str:
    (found,) = {link for link in links_on(page) if link.startswith(f"{address}?")}
    return found


def shown_on(page: Response) -> str:
    found = re.search(r'name="shown" value="([0-9a-f]{16})"', " ".join(page.text.split()))
    assert found is not None
    return found[1]


def test_a_no_shows_its_consequence_before_and_returns_the_case_after(database: Database) -> None:
    stage = a_stage(database, answered=False)
    end = stage.answers("no").headers["location"]
    assert end.startswith("/my-booking/end?shown=")
    words = main_words(stage.get(end))
    assert "You cannot undo this here" in words
    assert "They may also decide to do nothing more" in words or "or do nothing more" in words
    assert "Saying no is not an admission" in words
    assert "Who is told The office that made the offer" in words
    assert "you owe nothing" in words
    assert stage.fresh(stage.offer).state is OfferState.OPEN
    assert stage.answers("no", "/my-booking/end").headers["location"] == "/my-booking"
    assert stage.fresh(stage.referral).state is ReferralState.RETURNED
    assert stage.fresh(stage.offer).answer is Answer.DECLINED
    assert "Your answer was passed on" in main_words(stage.get())
    assert stage.get("/my-booking/end").headers["location"] == "/my-booking"


def test_a_no_after_a_yes_names_who_sees_the_place_and_what_the_form_still_means(database: Database) -> None:
    stage = a_stage(database, route="conditional_caution")
    signed_form(database, stage.offer)
    stage.place(stage.a_date())
    assert "/my-booking/end" in pages_behind(stage.get(IN_SHORT))
    words = main_words(stage.before("/my-booking/end"))
    assert "You signed a form on" in words
    assert "Saying no is not an admission" not in words
    assert "The people who run the day see only that the place is free" in words
    assert "If you do not answer by" not in words, "he has answered"
    assert "All of your £95 goes back to your card within 10 days" in words
    stage.answers("no", "/my-booking/end")
    assert stage.fresh(stage.offer).answer is Answer.CHANGED_MIND


def test_money_of_a_place_that_he_gave_up_late_is_told_as_it_is(database: Database) -> None:
    stage = a_stage(database)
    stage.get(IN_SHORT)
    stage.place(stage.a_date(3))
    stage.post(CANCEL, mark=mark_on(stage.get(CANCEL)))
    words = main_words(stage.before("/my-booking/end"))
    assert "You cancelled after Thursday 25 February 2027, so the £95 you paid is not paid back" in words


def test_a_place_that_was_taken_from_him_is_never_said_to_be_cancelled_by_him(database: Database) -> None:
    stage = a_stage(database)
    stage.get(IN_SHORT)
    stage.place(stage.a_date(3))
    old = stage.get(CANCEL)
    database.write_now(lambda db: db.execute(update(Referral).values(state=ReferralState.ACCEPTED)))
    gone = {"state": BookingState.CANCELLED, "lost_because": PlaceLost.CANCELLED, "ended_at": NOW}
    database.write_now(lambda db: db.execute(update(Booking).values(gone)))
    assert stage.post(CANCEL, mark=mark_on(old)).status_code == 404
    assert stage.get("/my-booking/booking/cancelled").headers["location"] == "/my-booking"
    assert "All of your £95 goes back to your card" in main_words(stage.before("/my-booking/end"))


def test_what_is_over_offers_no_answer(database: Database) -> None:
    stage = a_stage(database, answered=False)
    stage.clock.at = stage.offer.answer_by_at
    assert "/my-booking/reply" not in pages_behind(stage.get(IN_SHORT))
    late = stage.post("/my-booking/reply", words_version=CURRENT, understood="yes", answer="yes")
    assert late.status_code == 409
    assert "It is too late to answer here" in main_words(late)


# ---- dates


def test_the_dates_he_can_make_stand_nearest_first_with_place_and_times(database: Database) -> None:
    stage = a_stage(database)
    later, sooner = stage.a_date(40), stage.a_date(12)
    for hidden in (stage.a_date(13, capacity=1, places_taken=1), stage.a_date(200), stage.a_date(-1)):
        assert hidden.reference not in stage.get("/my-booking/dates").text
    page = stage.get("/my-booking/dates")
    assert 0 < page.text.index(sooner.reference) < page.text.index(later.reference)
    words = main_words(page)
    assert "Saturday 13 March 2027 9:30am to 4:30pm, 1 Mill Lane, XY1 2AB" in words
    assert "You need to finish by Tuesday 6 July 2027" in words
    assert "Your bank will show something like CRS BOOKING" in words
    assert "Mill Hall" not in words


def test_a_holiday_and_that_few_places_are_left_stand_beside_the_date_and_nothing_else_does(
    database: Database,
) -> None:
    stage = a_stage(database)
    stage.a_date(25)  # Good Friday 2027
    stage.a_date(63)  # the early May bank holiday
    stage.a_date(40, capacity=12, places_taken=9)
    stage.a_date(41, capacity=12, places_taken=8)
    words = main_words(stage.get("/my-booking/dates"))
    assert re.findall(r":30pm, 1 Mill Lane, XY1 2AB ?(This is[^:]*: [^.]*\.|Few places left\.)?", words) == [
        "This is Good Friday: look first how you get there.",
        "Few places left.",
        "",
        "This is a bank holiday: look first how you get there.",
    ]


def test_where_no_date_fits_he_learns_what_happens_and_nothing_is_recorded(database: Database) -> None:
    stage = a_stage(database)
    stage.a_date(200)
    words = main_words(stage.get("/my-booking/dates"))
    assert "No date fits before Tuesday 6 July 2027" in words
    assert "not your fault" in words
    assert stage.fresh(stage.referral).state is ReferralState.ACCEPTED


def test_booking_holds_the_place_and_says_for_how_long(database: Database) -> None:
    stage = a_stage(database)
    course_date = stage.a_date()
    assert stage.post("/my-booking/dates", date=course_date.reference).headers["location"] == "/my-booking"
    words = main_words(stage.get())
    assert "Pay £95 to keep your place" in words
    assert "held for you for another 45 minutes" in words
    stage.clock.move(minutes=4)
    assert "another 41 minutes" in main_words(stage.get())
    assert "held for another 41 minutes" in main_words(stage.get("/my-booking/booking"))


def test_without_a_fee_he_is_booked_in_one_step(database: Database) -> None:
    stage = a_stage(database, programme={"fee_pence": 0})
    course_date = stage.a_date()
    assert stage.post("/my-booking/dates", date=course_date.reference).headers["location"] == "/my-booking/booking"
    assert "Your place is confirmed" in main_words(stage.get("/my-booking/booking"))


def test_a_date_that_filled_up_while_he_looked_is_refused_with_what_is_left(database: Database) -> None:
    stage = a_stage(database)
    full, free = stage.a_date(12, capacity=1, places_taken=1), stage.a_date(19)
    answer = stage.post("/my-booking/dates", date=full.reference)
    assert answer.status_code == 422
    words = main_words(answer)
    assert "This date is full." in words
    assert "One other date still leaves enough time: Saturday 20 March 2027." in words
    assert free.reference in answer.text
    assert full.reference not in answer.text


@pytest.mark.parametrize("sent", ["", "NO-SUCH-DATE", "'; DROP TABLE bookings; --"])
def test_nothing_chosen_is_said_beside_the_dates(database: Database, sent: str) -> None:
    stage = a_stage(database)
    stage.a_date()
    answer = stage.post("/my-booking/dates", date=sent)
    assert answer.status_code == 422
    assert 'href="#date"' in answer.text
    assert 'id="date"' in answer.text


def test_who_has_a_place_is_not_shown_dates(database: Database) -> None:
    stage = a_stage(database)
    stage.place(stage.a_date())
    assert stage.get("/my-booking/dates").headers["location"] == "/my-booking"
    assert stage.post("/my-booking/dates", date=stage.a_date().reference).status_code == 409


# ---- living with it


def test_his_place_says_when_where_what_to_bring_and_what_his_bank_shows(database: Database) -> None:
    stage = a_stage(database)
    stage.place(stage.a_date())
    words = main_words(stage.get("/my-booking/booking"))
    for said in (
        "Saturday 20 March 2027",
        "Come at 9:15am",
        "Starts 9:30am",
        "Door closes 9:45am",
        "1 Mill Lane XY1 2AB",
        "passport",
        "CRS BOOKING",
    ):
        assert said in words


ICS, OFF_ICS = "/my-booking/booking/appointment.ics", "/my-booking/booking/appointment-off.ics"


def entry_in(answer: Response) -> Event:
    """The one event of a calendar file that RFC 5545 has nothing against."""
    lines = answer.content.split(b"\r\n")
    assert (lines[-1], max(len(line) for line in lines) <= 75, b"\n" in b"".join(lines)) == (b"", True, False)
    calendar = Calendar.from_ical(answer.text)
    assert [one for one in calendar.walk() if one.errors] == []
    assert [part for one in calendar.walk() for part in map(str, one.required) if part not in one] == []
    (event,) = calendar.walk("VEVENT")
    assert isinstance(event, Event)
    return event


def test_the_calendar_file_is_an_appointment_and_nothing_else(database: Database) -> None:
    stage = a_stage(database)
    course_date = stage.a_date(40)  # after the clocks went forward
    stage.place(course_date)
    answer = stage.get(ICS)
    assert answer.headers["content-disposition"] == 'attachment; filename="appointment.ics"'
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    event, arrives_at = entry_in(answer), course_date.starts_at - timedelta(minutes=15)
    assert (str(event["summary"]), event.decoded("dtstart")) == ("Appointment", arrives_at), "when he is asked to come"
    assert event.decoded("dtend") == course_date.ends_at
    assert str(event["location"]) == "1 Mill Lane, XY1 2AB"
    bare = entry_in(stage.get(f"{ICS}?address=no"))
    assert ("location" in bare, bare.decoded("dtstart")) == (False, arrives_at), "as he wishes"
    assert "description" not in event
    assert give_aways(answer.text) == []
    assert "Mill Hall" not in answer.text


def test_the_calendar_reminds_him_the_day_before_and_on_the_day_in_words_that_tell_nothing(database: Database) -> None:
    stage = a_stage(database)
    stage.place(stage.a_date())
    rings = entry_in(stage.get(ICS)).walk("VALARM")
    assert [ring.decoded("trigger") for ring in rings] == [timedelta(days=-1), timedelta(hours=-2)]
    assert {(str(ring["action"]), str(ring["description"])) for ring in rings} == {("DISPLAY", "Appointment")}


def test_the_file_that_he_takes_after_a_move_changes_the_entry_that_he_has(database: Database) -> None:
    stage = a_stage(database)
    stage.place(stage.a_date(19))
    before, new = entry_in(stage.get(ICS)), stage.a_date(26)
    assert moved(stage, new) == "/my-booking/booking?moved=1"
    after = entry_in(stage.get(ICS))
    assert str(after["uid"]) == str(before["uid"])
    assert after.decoded("sequence") > before.decoded("sequence")
    assert after.decoded("dtstart") == new.starts_at - timedelta(minutes=15)


def test_the_file_that_he_takes_after_cancelling_takes_the_entry_out(database: Database) -> None:
    stage = a_stage(database)
    stage.place(stage.a_date(19))
    before = entry_in(stage.get(ICS))
    assert stage.get(OFF_ICS).status_code == 404, "it stands"
    done = stage.get(stage.post(CANCEL, mark=mark_on(stage.get(CANCEL))).headers["location"])
    assert OFF_ICS in links_on(done)
    answer = stage.get(OFF_ICS)
    after = entry_in(answer)
    assert (str(after["status"]), str(Calendar.from_ical(answer.text)["method"])) == ("CANCELLED", "CANCEL")
    assert str(after["uid"]) == str(before["uid"])
    assert after.decoded("sequence") > before.decoded("sequence")
    assert after.walk("VALARM") == []
    assert stage.get(ICS).status_code == 404
    assert OFF_ICS in links_on(stage.get())


def test_a_place_that_is_not_paid_for_is_not_put_into_a_calendar(database: Database) -> None:
    stage = a_stage(database)
    stage.place(stage.a_date(), BookingState.HELD)
    assert stage.get(ICS).status_code == 404
    stage.post(CANCEL, mark=mark_on(stage.get(CANCEL)))
    assert stage.get(OFF_ICS).status_code == 404


MOVE = "/my-booking/booking/move"


def check_of(stage: Stage, new: CourseDate, page: Response | None = None) -> Response:
    """The page that asks him once more, after he chose the date on `page`."""
    return stage.post(MOVE, date=new.reference, mark=mark_on(page or stage.get(MOVE)))


def moved(stage: Stage, new: CourseDate) -> str:
    """Where he is led when he has moved."""
    saved = stage.post(f"{MOVE}/save", kept=kept_on(check_of(stage, new)))
    return str(saved.headers["location"])


def kept_on(page: Response) -> str:
    found = re.search(r'name="kept" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


def test_he_moves_once_and_reads_before_and_after_what_it_means(database: Database) -> None:
    stage = a_stage(database)
    old, new = stage.a_date(19), stage.a_date(26)
    booking = stage.place(old)
    page = stage.get(MOVE)
    assert "move once, at no cost, until Saturday 13 March 2027" in main_words(page)
    assert new.reference in page.text
    assert old.reference not in page.text
    check = check_of(stage, new, page)
    words = main_words(check)
    for said in (
        "Your date now Saturday 20 March 2027 at 9:30am",
        "Your new date Saturday 27 March 2027 at 9:30am",
        "What it costs Nothing",
        "This is your one move",
    ):
        assert said in words
    assert stage.fresh(booking).course_date_id == old.id, "nothing is done yet"
    answer = stage.post(f"{MOVE}/save", kept=kept_on(check))
    assert stage.fresh(booking).course_date_id == new.id
    done = stage.get(answer.headers["location"])
    assert "You moved your place Saturday 27 March 2027 at 9:30am" in main_words(done)
    assert MOVE not in links_on(done), "what he cannot do is not offered"
    assert MOVE not in links_on(stage.get("/my-booking"))
    twice = stage.post(f"{MOVE}/save", kept=kept_on(check))
    assert twice.headers["location"] == answer.headers["location"], "a second press leads to where the first led"
    assert "already moved" in main_words(stage.get(MOVE))
    shown = main_words(stage.get("/my-booking/booking"))
    assert "You moved" not in shown
    assert "Your place was moved once, so you cannot move it again here." in shown


def test_nobody_is_told_that_he_moved_who_did_not(database: Database) -> None:
    stage = a_stage(database)
    stage.place(stage.a_date())
    assert "You moved" not in main_words(stage.get("/my-booking/booking?moved=1"))


@pytest.mark.parametrize("sent", ["", "NO-SUCH-DATE"])
def test_no_date_to_move_to_is_said_beside_the_dates(database: Database, sent: str) -> None:
    stage = a_stage(database)
    stage.place(stage.a_date(19))
    stage.a_date(26)
    answer = stage.post(MOVE, date=sent, mark=mark_on(stage.get(MOVE)))
    assert answer.status_code == 422
    assert 'href="#date"' in answer.text


def test_an_old_page_does_not_move_the_place_that_he_booked_since(database: Database) -> None:
    stage = a_stage(database)
    first, second, new = stage.a_date(19), stage.a_date(26), stage.a_date(33)
    stage.place(first)
    old = stage.get(MOVE)
    check = check_of(stage, new, old)
    stage.post(CANCEL, mark=mark_on(stage.get(CANCEL)))
    booking = stage.place(second)
    again = check_of(stage, new, old)
    assert "This has changed since you opened the page. Nothing was done" in main_words(again)
    assert mark_on(again) != mark_on(old)
    stage.post(f"{MOVE}/save", kept=kept_on(check))
    assert stage.fresh(booking).course_date_id == second.id
    assert moved(stage, new) == "/my-booking/booking?moved=1"
    assert stage.fresh(booking).course_date_id == new.id


def test_a_date_to_move_to_that_filled_up_meanwhile_is_said_beside_what_is_left(database: Database) -> None:
    stage = a_stage(database)
    booking, full, free = stage.place(stage.a_date(19)), stage.a_date(26, capacity=1), stage.a_date(33)
    check = check_of(stage, full)
    database.write_now(lambda db: db.get_one(CourseDate, full.id).__setattr__("places_taken", 1))
    again = stage.post(f"{MOVE}/save", kept=kept_on(check))
    assert "This date is full" in main_words(again)
    assert free.reference in again.text
    assert stage.fresh(booking).course_date_id != full.id


def test_a_no_leads_him_on(database: Database) -> None:
    stage = a_stage(database)
    stage.place(stage.a_date(19))
    refused = stage.post("/my-booking/dates", date=stage.a_date(26).reference)
    assert refused.status_code == 409
    assert "/my-booking" in links_on(refused)
    assert "Go to the start" in main_words(refused)
    number = read(database, lambda db: db.get_one(Programme, stage.referral.programme_id)).helpline
    assert f"The help line is {number}" in main_words(refused)


def test_a_no_to_a_page_that_is_opened_says_the_number_too(database: Database) -> None:
    stage = a_stage(database)
    stage.place(stage.a_date(-1))
    number = read(database, lambda db: db.get_one(Programme, stage.referral.programme_id)).helpline
    refused = stage.get(CANCEL)
    assert (refused.status_code, f"The help line is {number}" in main_words(refused)) == (409, True)


def test_cancelling_shows_what_he_loses_what_is_left_and_what_he_gets_back(database: Database) -> None:
    stage = a_stage(database)
    booking = stage.place(stage.a_date())
    assert stage.get("/my-booking/booking/cancelled").headers["location"] == "/my-booking", "nothing was cancelled"
    page = stage.get(CANCEL)
    words = main_words(page)
    assert "You lose it" in words
    assert "127 days to finish on another date" in words
    assert "All of your £95 goes back to your card within 10 days. This is so until Saturday 13 March 2027" in words
    assert stage.fresh(booking).state is BookingState.CONFIRMED
    answer = stage.post(CANCEL, mark=mark_on(page))
    assert answer.headers["location"] == "/my-booking/booking/cancelled?money=back"
    done = main_words(stage.get(answer.headers["location"]))
    assert "You cancelled your place Saturday 20 March 2027 at 9:30am" in done
    assert "What you paid goes back to your card" in done
    assert stage.fresh(booking).state is BookingState.CANCELLED
    twice = stage.post(CANCEL, mark=mark_on(page))
    assert twice.headers["location"] == answer.headers["location"], "a second press"


def cancelled_from(stage: Stage, page: Response) -> str:
    """The page he reads after he pressed the button on `page`."""
    answer = stage.post(CANCEL, mark=mark_on(page))
    return main_words(stage.get(answer.headers["location"]))


def test_an_old_page_whose_money_no_longer_goes_back_cancels_nothing_and_is_shown_again(database: Database) -> None:
    stage = a_stage(database)
    booking = stage.place(stage.a_date(7))
    old = stage.get(CANCEL)
    assert "All of your £95 goes back" in main_words(old)
    stage.clock.move(hours=15)
    words = cancelled_from(stage, old)
    assert "This has changed since you opened the page. Nothing was done" in words
    assert "Your £95 is not paid back" in words
    assert stage.fresh(booking).state is BookingState.CONFIRMED
    now = stage.get(CANCEL)
    assert "This has changed" not in main_words(now)
    cancelled_from(stage, now)
    assert stage.fresh(booking).state is BookingState.CANCELLED


def test_an_old_page_does_not_cancel_the_date_that_he_moved_to_since(database: Database) -> None:
    stage = a_stage(database)
    booking, new = stage.place(stage.a_date(19)), stage.a_date(26)
    old = stage.get(CANCEL)
    moved(stage, new)
    assert "Saturday 27 March 2027" in cancelled_from(stage, old)
    assert stage.fresh(booking).state is BookingState.CONFIRMED


def test_an_old_page_that_said_he_paid_nothing_does_not_cancel_the_place_he_paid_since(database: Database) -> None:
    stage = a_stage(database)
    booking = stage.place(stage.a_date(), BookingState.HELD)
    old = stage.get(CANCEL)
    assert "You have paid nothing" in main_words(old)
    database.write_now(lambda db: db.execute(update(Fee).values(state=FeeState.PAID, settled_at=NOW)))
    assert "All of your £95 goes back" in cancelled_from(stage, old)
    assert stage.fresh(booking).state is BookingState.HELD


def test_who_never_had_a_place_has_none_to_cancel(database: Database) -> None:
    assert a_stage(database).post("/my-booking/booking/cancel").status_code == 404


def test_cancelling_late_says_that_nothing_is_paid_back_and_that_the_fee_is_not_lost(database: Database) -> None:
    stage = a_stage(database)
    stage.place(stage.a_date(4))
    stage.a_date(26)
    page = stage.get(CANCEL)
    assert "is not paid back" in main_words(page)
    stage.post(CANCEL, mark=mark_on(page))
    assert "do not pay again" in main_words(stage.get("/my-booking/dates"))


# ---- contact, and who looked


def contact(**changed: str) -> dict[str, str]:
    return {"mobile": "07700 900123", "email": "", "safe_contact": "mobile_only", "code": CODE, **changed}


def test_contact_is_changed_with_the_code_and_the_sign_in_is_renewed(database: Database) -> None:
    stage = a_stage(database)
    before = stage.browser.sign_in_cookie
    answer = stage.post("/my-booking/contact", **contact())
    assert answer.headers["location"] == "/my-booking/contact?changed=1"
    assert stage.fresh(stage.person).mobile == "07700 900123"
    after = stage.browser.sign_in_cookie
    assert after != before
    assert "07700 900123" in stage.get("/my-booking/contact?changed=1").text
    stage.browser.keep("sid", before)
    assert stage.get().headers["location"] == "/?again=1"


def test_he_can_say_that_only_an_email_is_safe_and_is_asked_for_it(database: Database) -> None:
    stage = a_stage(database)
    missing = stage.post("/my-booking/contact", **contact(safe_contact="email_only"))
    assert "Enter your email address, or choose another way to reach you" in main_words(missing)
    stage.post("/my-booking/contact", **contact(safe_contact="email_only", email="he@example.org"))
    row = stage.fresh(stage.person)
    assert (row.safe_contact, row.email, row.mobile) == (SafeContact.EMAIL_ONLY, "he@example.org", "07700 900123")


def test_what_custody_said_is_safe_meanwhile_is_not_undone_by_a_page_that_he_opened_before(database: Database) -> None:
    stage = a_stage(database)
    shown = mark_on(stage.get("/my-booking/contact"))
    database.write_now(lambda db: db.execute(update(Person).values(mobile="07700 900777")))
    late = stage.post("/my-booking/contact", **contact(mark=shown))
    assert "This has changed since you opened the page" in main_words(late)
    assert "Mobile number 07700 900777 07700 900123" in main_words(late)
    assert stage.fresh(stage.person).mobile == "07700 900777"


def _sent_to_old(stage: Any) -> list[str]:
    wanted = select(OutboxMessage.address).where(OutboxMessage.notice == "contact_changed")
    return list(read(stage.database, lambda db: db.execute(wanted).scalars().all()))


def test_before_the_old_address_is_told_he_is_asked_and_the_answer_is_no_unless_he_says_yes(database: Database) -> None:
    stage = a_stage(database)
    page = stage.get("/my-booking/contact").text
    assert "May we tell the address you have now?" in page
    assert stage.person.email in page
    assert re.search(r'name="tell_old"[^>]*value="no"[^>]*checked', page)

    answer = stage.post("/my-booking/contact", **contact())
    assert _sent_to_old(stage) == []
    assert "Nothing about this was sent to the address you had before" in stage.get(answer.headers["location"]).text

    answer = stage.post("/my-booking/contact", **contact(email="new@example.org", safe_contact="any", tell_old="yes"))
    assert _sent_to_old(stage) == ["07700 900123"]
    assert "The address you had before is told that they were" in stage.get(answer.headers["location"]).text


def test_he_says_in_which_hours_a_message_is_safe_and_what_cannot_be_read_is_not_taken(database: Database) -> None:
    stage = a_stage(database)
    assert "If you leave this empty, that is every day 10am to 6pm" in main_words(stage.get("/my-booking/contact"))
    unread = stage.post("/my-booking/contact", **contact(safe_hours="when I am at work"))
    assert "Enter days and hours, like weekdays 9am to 5pm" in main_words(unread)
    assert 'value="when I am at work"' in unread.text
    stage.post("/my-booking/contact", **contact(safe_hours="mon to fri 9am to 5pm"))
    assert stage.fresh(stage.person).safe_hours == "Monday to Friday 9am to 5pm"
    assert 'value="Monday to Friday 9am to 5pm"' in stage.get("/my-booking/contact").text


def test_without_the_code_contact_stays_as_it_is_and_nothing_typed_is_lost(database: Database) -> None:
    stage = a_stage(database)
    answer = stage.post("/my-booking/contact", **contact(code="X7KM-4QPD-9RTX"))
    assert answer.status_code == 422
    assert 'value="07700 900123"' in answer.text
    assert "X7KM" not in answer.text
    assert stage.fresh(stage.person).mobile == ""


def test_the_code_stays_although_something_else_was_wrong_and_is_shown_nowhere(database: Database) -> None:
    stage = a_stage(database)
    page = stage.post("/my-booking/contact", **contact(mobile="01632 960001")).text
    assert "Kept from before. Leave this empty" in page
    assert CODE not in page
    found = re.search(r'name="kept" value="([^"]+)"', page)
    assert found is not None

    answer = stage.post("/my-booking/contact", **contact(code=""), kept=found[1])

    assert answer.headers["location"] == "/my-booking/contact?changed=1"
    assert stage.fresh(stage.person).mobile == "07700 900123"


def test_a_wrong_code_is_not_kept(database: Database) -> None:
    stage = a_stage(database)
    page = stage.post("/my-booking/contact", **contact(code="X7KM-4QPD-9RTX"))
    assert "That is not the code on your sheet. You have 4 more tries" in main_words(page)
    assert "Kept from before. Leave this empty" not in page.text
    both = main_words(stage.post("/my-booking/contact", **contact(code="X7KM-4QPD-9RTX", mobile="01632 960001")))
    assert "That is not the code on your sheet" in both
    assert "Enter a UK mobile number" in both, "all that is wrong is said at once"
    found = re.search(r'name="kept" value="([^"]+)"', page.text)
    assert found is not None
    again = stage.post("/my-booking/contact", **contact(code=""), kept=found[1])
    assert "Enter the code from your sheet" in main_words(again)


def test_guessing_the_code_here_uses_up_the_same_five_tries(database: Database) -> None:
    stage = a_stage(database)
    for _ in range(5):
        stage.post("/my-booking/contact", **contact(code="X7KM-4QPD-9RTX"))
    assert stage.post("/my-booking/contact", **contact()).status_code == 422


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"mobile": "01632 960001"}, "Enter a UK mobile number, like 07700 900123. This is a landline"),
        ({"email": "nobody"}, "Enter an email address"),
        ({"email": "jörg@example.org"}, "Enter an email address: one address in plain letters"),
        ({"email": "x y@example.org"}, "Enter an email address"),
        ({"email": "x:y@example.org"}, "Enter an email address"),
        ({"mobile": "020 7946 0000"}, "Enter a UK mobile number"),
        ({"mobile": "+33 6 12 34 56 78"}, "Enter a UK mobile number"),
        ({"mobile": ""}, "Enter your mobile number"),
        ({"mobile": "", "safe_contact": "any"}, "Enter a mobile number or an email address"),
        ({"safe_contact": ""}, "Choose how we may reach you"),
        ({"safe_contact": "not_asked"}, "Choose how we may reach you"),
    ],
)
def test_contact_that_cannot_be_used_says_what_to_enter(
    database: Database, typed: dict[str, str], message: str
) -> None:
    stage = a_stage(database)
    answer = stage.post("/my-booking/contact", **contact(**typed))
    assert answer.status_code == 422
    assert message in main_words(answer)
    assert stage.fresh(stage.person).safe_contact is SafeContact.ANY


def test_a_mark_that_nobody_sees_is_no_part_of_an_address(database: Database) -> None:
    stage = a_stage(database)
    stage.post("/my-booking/contact", **contact(email="x\u200b@example.org"))
    assert stage.fresh(stage.person).email == "x@example.org"


def test_he_sees_which_office_used_his_details_and_no_name(database: Database) -> None:
    stage = a_stage(database)
    looker = Actor(Door.CUSTODY, 7, "Sgt A. Desk", "Thames Valley Police")
    another = Actor(Door.CUSTODY, 8, "Sgt B. Desk", "Thames Valley Police")
    for actor, hours in ((looker, 0), (looker, 1), (another, 2)):
        at, subjects = NOW + timedelta(hours=hours), [stage.referral.reference]
        database.write_now(log_access, actor=actor, now=at, what="/custody/referrals", subjects=subjects)
    database.write_now(seal_access_log, now=NOW + timedelta(hours=3))
    words = main_words(stage.get("/my-booking/details-used"))
    assert "Monday 1 March 2027 The office you first dealt with Looked at it, in a list with others (3 times)" in words
    assert "Desk" not in words
    assert "Thames Valley" not in words


def test_his_own_visits_stand_apart_and_a_page_of_whole_days_leads_to_the_older_ones(database: Database) -> None:
    stage = a_stage(database)
    trainer, page = Actor(Door.PROVIDER, 7, "T. Rainer", "Ridgeway Learning"), "/provider/dates/{reference}/register"
    subjects = [stage.referral.reference]
    for day, times in ((0, 2), (1, LOOKS_A_PAGE)):
        for _ in range(times):
            at = NOW + timedelta(days=day)
            database.write_now(log_access, actor=trainer, now=at, what=page, subjects=subjects)
    stage.get()
    for _ in range(3):
        database.write_now(seal_access_log, now=NOW + timedelta(days=2))
    newest = stage.get("/my-booking/details-used")
    assert f"Tuesday 2 March 2027 The course team Looked at it, to run the day ({LOOKS_A_PAGE} times)" in main_words(
        newest
    )
    assert "Monday 1 March" not in main_words(newest)
    assert 'href="/my-booking/details-used?before=2027-03-02"' in newest.text
    older = stage.get("/my-booking/details-used?before=2027-03-02")
    assert "Monday 1 March 2027 The course team Looked at it, to run the day (2 times)" in main_words(older)
    assert "Your own visits Monday 1 March 2027: Looked at it" in main_words(older)
    assert "You Looked" not in main_words(older)
    assert "?before" not in older.text
    assert main_words(stage.get("/my-booking/details-used?before=x")) == main_words(newest)


def test_every_page_of_his_says_whom_he_can_call(database: Database) -> None:
    stage = a_stage(database)
    stage.place(stage.a_date(), BookingState.CONFIRMED)
    pages = every_page(stage)
    assert {"/my-booking/contact", "/my-booking/details-used"} <= pages.keys()
    number, hours = "01632 960001", "Monday to Friday 9am to 5pm, not on bank holidays"
    link = f'<a class="govuk-link programme-nowrap" href="tel:01632960001">{number}</a>'
    assert [path for path, page in pages.items() if f"Help: {link}.\n" not in page.text] == []
    assert [path for path, page in pages.items() if f"The hours are {hours}." not in page.text] == []
    assert [path for path, page in pages.items() if page.text.count(number) != page.text.count(link)] == []
    assert f"call {number} : you can ask which organisation it was, and why" in main_words(
        pages["/my-booking/details-used"]
    )
    assert f"say so before you book. Call {number} ({hours})." in main_words(stage.get(ON_ONE_PAGE))


# ---- advice first, a paper to sign


def test_who_wants_advice_first_gets_the_new_day_and_reads_it(database: Database) -> None:
    stage = a_stage(database, answered=False, limit_at=NOW + timedelta(days=9))
    page = main_words(stage.before("/my-booking/reply"))
    assert "you can answer until the end of Wednesday 10 March 2027 , and no longer" in page
    assert "If you ask a solicitor at another time, ask first whether you have to pay" in page
    assert 'formaction="/my-booking/reply"' in stage.before("/my-booking/end").text, "also where he was about to say no"
    assert stage.answers("advice").headers["location"] == IN_SHORT
    assert "You said on Monday 1 March 2027 at 10am that you want advice first" in main_words(stage.get(IN_SHORT))
    after = stage.before("/my-booking/reply")
    assert "You said on Monday 1 March 2027 at 10am that you want advice first" in main_words(after)
    assert 'value="advice"' not in after.text + stage.before("/my-booking/end").text, "once"
    assert "By the end of Wednesday 10 March 2027" in main_words(stage.get())


def test_where_there_is_no_more_time_for_advice_it_is_not_promised(database: Database) -> None:
    stage = a_stage(database, answered=False)
    answer_by_at = stage.offer.answer_by_at + timedelta(days=9)
    database.write_now(lambda db: db.execute(update(Offer).values(answer_by_at=answer_by_at)))
    page = main_words(stage.before("/my-booking/reply"))
    assert "There is no more time than this, so ask for advice soon" in page
    assert "There is no more time than this, so ask for advice soon." in main_words(stage.get(ON_ONE_PAGE))
    stage.clock.at = NOW + timedelta(days=9)
    assert "There is no more time than this. Ask for advice today" in main_words(stage.before("/my-booking/reply"))
    assert "There is no more time than this. Ask for advice today" in main_words(stage.get(ON_ONE_PAGE))


def test_with_a_paper_to_sign_there_are_no_dates_yet_and_no_way_around(database: Database) -> None:
    stage = a_stage(database, route="conditional_caution")
    course_date = stage.a_date()
    assert "There is a form to go through before you can choose a date" in main_words(stage.get())
    assert stage.get("/my-booking/dates").headers["location"] == "/my-booking"
    refused = stage.post("/my-booking/dates", date=course_date.reference)
    assert refused.status_code == 409
    assert "There is a form to go through before you can choose a date" in main_words(refused)


# ---- discretion, and what it costs


def every_page(stage: Stage) -> dict[str, Response]:
    """His pages as they stand now, by address."""
    shown = re.search(r"/my-booking/(?:reply|end)[?]shown=[0-9a-f]+", stage.get(IN_SHORT).text)
    paths = (
        *([shown[0]] if shown else []),
        "/my-booking",
        "/my-booking/read",
        IN_SHORT,
        *SCREENS,
        ON_ONE_PAGE,
        "/my-booking/reply",
        "/my-booking/end",
        "/my-booking/dates",
        "/my-booking/booking",
        "/my-booking/booking/move",
        "/my-booking/booking/cancel",
        "/my-booking/contact",
        "/my-booking/details-used",
        "/my-booking/messages",
        "/my-booking/needs",
    )
    return {path.partition("?")[0]: page for path in paths if (page := stage.get(path)).status_code == 200}


@pytest.mark.parametrize("situation", ["unanswered", "advised", "choosing", "to sign", "held", "confirmed", "over"])
def test_no_page_but_the_offer_itself_gives_anything_away(database: Database, situation: str) -> None:
    route = "conditional_caution" if situation == "to sign" else "deferred_prosecution"
    stage = a_stage(database, answered=situation not in ("unanswered", "advised"), route=route)
    stage.get(IN_SHORT)
    course_date = stage.a_date()
    if situation == "advised":
        stage.answers("advice")
    if situation in ("held", "confirmed"):
        stage.place(course_date, BookingState(situation))
    if situation == "over":
        stage.answers("no", "/my-booking/end")
    pages = every_page(stage)
    assert "/my-booking" in pages
    for path, page in pages.items():
        assert "<title>Course bookings</title>" in page.text, path
        assert "Exit this page" in page.text, path
        assert page.headers["cache-control"] == "no-store", path
        assert page.text.count("<h1") == 1, path
        if path not in PRIVATE:
            assert give_aways(words_on(page)) == [], path
        for address in links_on(page):
            assert give_aways(address.replace("/assets/", "")) == [] or "govuk" in address, (path, address)


def test_the_page_of_dates_costs_five_statements_at_most(database: Database) -> None:
    stage = a_stage(database)
    for days in range(10, 30):
        stage.a_date(days)
    stage.get("/my-booking/dates")
    with statements(database) as sent:
        assert stage.get("/my-booking/dates").status_code == 200
    assert len(sent) <= 5, sent


def test_a_whole_booking_costs_twenty_one_statements_in_three_requests(database: Database) -> None:
    stage = a_stage(database)
    course_date = stage.a_date()
    stage.get("/my-booking")
    with statements(database) as sent:
        stage.get("/my-booking/dates")
        answer = stage.post("/my-booking/dates", date=course_date.reference)
        stage.get(answer.headers["location"])
    assert len(sent) <= 21, sent
    assert stage.fresh(course_date).places_taken == 1
    assert date(2027, 3, 20) == course_date.starts_at.date()
