"""With him on the telephone: nothing before he said who he is, then what he could do himself, on his behalf."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from programme.actions.lapse_offer import lapse_offer
from programme.attendance.models import Attendance
from programme.attendance.states import Mark
from programme.audit.models import AccessRow, Operation
from programme.audit.sealing import seal_access_log
from programme.bookings.models import Booking, DayNeeds, NeedKind
from programme.bookings.states import BookingState
from programme.courses.models import CourseDate
from programme.courses.states import DateState
from programme.duties.models import Task, TaskKind
from programme.duties.states import TaskState
from programme.notices.models import OutboxMessage
from programme.offers.models import Answer, ExplainedHow, ExplanationGiven, Offer, TelephoneCall, ToldBack
from programme.offers.states import OfferState
from programme.people.models import Person, SafeContact
from programme.referrals.models import CaseNote, Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import ON_HIS_BEHALF, WORKER, Door
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    a_booking,
    a_referral,
    add,
    an_account,
    an_offer,
    read,
)
from tests.support.by_telephone import CODE, HOMES, Desk
from tests.support.clients import Browser
from tests.support.page_reader import links_on, main_words, mark_on, words_on

# ---- who he is


@pytest.mark.parametrize("door", HOMES)
def test_what_he_says_opens_his_case_at_every_door_of_staff(database: Database, door: Door) -> None:
    desk = Desk(database, door).begins()

    page = desk.page()
    assert page.status_code == 200
    assert "On the telephone with" in words_on(page)
    assert "Choose a date with him" in main_words(page)
    assert [moment.event for moment in desk.history()] == ["telephone_call_begun"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"word": "candle"},
        {"word": CODE},
        {"born_on": date(1980, 3, 13)},
        {"reference": "K7M2-9QXD"},
        {"reference": "nothing like one"},
    ],
)
def test_whatever_is_wrong_gets_one_answer_and_names_nobody(database: Database, wrong: dict[str, Any]) -> None:
    desk = Desk(database)
    page = desk.asks(**wrong)

    assert page.status_code == 422
    assert "What he says does not match" in words_on(page)
    assert "On the telephone with" not in words_on(page)
    assert desk.rows(TelephoneCall) == []


def test_the_word_counts_however_it_is_written(database: Database) -> None:
    assert Desk(database).asks(word=" Lan-TERN ").status_code == 303


def test_a_slip_without_a_word_is_proved_by_the_code(database: Database) -> None:
    desk = Desk(database, word_hash=None)

    assert desk.asks().status_code == 422
    assert desk.asks(word=CODE.lower()).headers["location"].startswith(f"{desk.home}/")


def test_everything_that_is_empty_is_said_at_once(database: Database) -> None:
    desk = Desk(database)
    said = words_on(desk.browser.post(desk.home, {}))

    for missing in ("the reference that he reads", "the date of birth that he says", "the word that he says"):
        assert f"Enter {missing}" in said


def test_wrong_tries_of_one_account_lock_what_he_says_and_count_with_his_own(database: Database) -> None:
    desk = Desk(database)
    said = [words_on(desk.asks(word="candle")) for _ in range(5)]
    assert [re.findall(r"You have (\d) more tr", one) for one in said] == [["4"], ["3"], ["2"], ["1"], []]
    assert "does not match" in said[-1]
    assert "no more tries now, whatever he says. You can try again in 24 hours" in said[-1]

    right = desk.asks()
    assert right.status_code == 422
    assert "no more tries now, whatever he says" in words_on(right)
    assert "does not match" not in words_on(right), "nothing was looked at"
    assert "no more tries" not in words_on(desk.asks(reference="K7M2-9QXD")), "another one has its own"
    desk.clock.move(hours=25)
    assert desk.asks().status_code == 303


@pytest.mark.parametrize("door", [Door.CUSTODY, Door.PARTNER])
def test_another_forces_case_is_not_found_by_whatever_he_says(database: Database, door: Door) -> None:
    desk = Desk(database, door, case="34")

    assert desk.asks().status_code == 422


def test_an_offer_that_lapsed_is_told_to_him_and_nothing_is_answered(database: Database) -> None:
    desk = Desk(database, answered=False)
    database.write_now(lapse_offer, actor=WORKER, now=desk.offer.answer_by_at, offer_id=desk.offer.id)
    desk.begins()
    said = main_words(desk.page())
    assert "This has ended" in said
    assert "did something stop you? We can talk about it now, on this call." in said
    assert "01632 960001 today" not in said
    assert "How he pays" not in said, "there is nothing that he could pay for"


def test_a_reason_given_after_the_end_is_a_note_that_his_desk_must_look_at(database: Database) -> None:
    desk = Desk(database, Door.PROVIDER, answered=False)
    database.write_now(lapse_offer, actor=WORKER, now=desk.offer.answer_by_at, offer_id=desk.offer.id)
    desk.begins()
    assert f"{desk.at}/reason" in links_on(desk.page())
    empty = words_on(desk.sends("/reason", text=" "))
    assert "Take down what he says" in empty
    assert "tick this when he says yes" in empty
    assert desk.rows(CaseNote) == []

    done = desk.sends("/reason", text="I was in hospital", agreed="yes").headers["location"]
    assert "the office that decides is asked to look at it" in words_on(desk.browser.get(done))
    [note] = desk.rows(CaseNote)
    assert (note.text, note.side) == ("On the telephone he gave this reason: I was in hospital", "43")
    assert note.written_by == f"B. Clerk, Desk{ON_HIS_BEHALF}"
    desk.sends("/reason", text="And I have the letter", agreed="yes")
    assert len(desk.rows(CaseNote)) == 2
    [task] = [one for one in desk.rows(Task) if one.kind is TaskKind.REASON_GIVEN]
    assert (task.state, task.due_on) == (TaskState.OPEN, NOW.date())

    case = f"/custody/referrals/{desk.referral.reference}"
    custody = Browser(desk.app).sign_in_as(an_account(database, Door.CUSTODY, force_code="43"))
    on_case = words_on(custody.get(case))
    assert "He gave a reason: read the note" in on_case
    assert "I was in hospital" in on_case
    assert "He gave a reason: read the note" in words_on(custody.get("/custody"))
    custody.post(f"{case}/tasks/reason_given/done", {})
    assert [one.state for one in desk.rows(Task) if one.kind is TaskKind.REASON_GIVEN] == [TaskState.DONE]
    assert desk.page("/words").status_code == 409


def test_an_offer_after_which_the_case_was_opened_again_opens_nothing(database: Database) -> None:
    assert Desk(database, state=OfferState.LAPSED, reopened_reason="He was in hospital.").asks().status_code == 422


def test_what_he_brings_is_read_with_its_names_and_no_sentence_ends_twice(database: Database) -> None:
    desk = Desk(database)
    place = desk.a_place()
    desk.begins()
    assert "CitizenCard, Young Scot card or another card with the PASS hologram" in main_words(desk.page())

    in_time = {"state": DateState.RUNNING, "starts_at": NOW - timedelta(hours=1), "ends_at": NOW + timedelta(hours=5)}
    database.write_now(lambda db: db.execute(update(CourseDate).values(**in_time)))
    add(database, Attendance(booking_id=place.id, course_date_id=place.course_date_id, seat=1, mark=Mark.TURNED_AWAY))
    said = main_words(desk.page())
    assert "You could not take part. " in said
    assert "The £95 that you paid goes back to your card once the list is signed" in said
    assert "Is that wrong? We can talk about it now, on this call." in said
    assert ".." not in said


# ---- the call, and its end


def test_a_call_is_gone_on_with_and_ended_by_a_button(database: Database) -> None:
    desk = Desk(database).begins()
    assert desk.browser.get(desk.home).headers["location"] == desk.at

    over = desk.sends("/end").headers["location"]
    assert "The call is over" in words_on(desk.browser.get(over))
    assert desk.page().status_code == 409
    assert desk.sends("/dates", date=desk.a_date().reference, agreed="yes").status_code == 409
    assert desk.rows(Booking) == []


def test_a_call_is_over_by_itself_and_at_another_sign_in(database: Database) -> None:
    desk = Desk(database).begins()
    another = Browser(desk.app).sign_in_as(desk.account)
    assert another.get(desk.at).status_code == 409

    for _ in range(3):
        desk.clock.move(minutes=29)
        assert desk.page().status_code == 200, "each page of it goes on with it"
    desk.clock.move(minutes=31)
    assert "Reference" in main_words(desk.browser.get(desk.home)), "it does not lead into a call of hours before"
    assert desk.page().status_code == 409


def test_a_page_of_one_call_does_nothing_in_the_next(database: Database) -> None:
    desk = Desk(database).begins()
    first, date_reference = desk.at, desk.a_date().reference
    desk.sends("/end")
    desk.begins()

    assert desk.browser.post(f"{first}/dates", {"date": date_reference, "agreed": "yes"}).status_code == 409
    assert desk.rows(Booking) == []


# ---- what he does


def test_a_date_is_held_for_him_with_one_check_and_kept_as_done_on_his_behalf(database: Database) -> None:
    desk = Desk(database).begins()
    date_reference = desk.a_date().reference
    refused = desk.sends("/dates")
    assert "Choose the date that he chose" in words_on(refused)
    assert "Read the day, the times and the place back to him" in words_on(refused)

    done = desk.sends("/dates", date=date_reference, agreed="yes").headers["location"]
    page = desk.browser.get(done)
    assert "The place is held for him" in words_on(page)
    assert "Never take the number of a card" in main_words(page)
    assert desk.rows(Booking)[0].state is BookingState.HELD
    who = {moment.event: moment.who for moment in desk.history()}
    assert who["place_booked"] == f"B. Clerk, Desk{ON_HIS_BEHALF}"
    assert who["telephone_call_begun"] == "B. Clerk, Desk"
    (message,) = desk.rows(OutboxMessage)
    assert (message.notice, message.facts["by_telephone"]) == ("place_booked", True)
    assert message.next_try_at == message.queued_at, "whoever is on the telephone has no page to pay on"


def test_every_look_in_a_call_is_logged_apart_from_the_clerks_own(database: Database) -> None:
    desk = Desk(database).begins()
    desk.page()
    desk.page("/dates")

    looks = [row for row in desk.rows(AccessRow) if row.what.startswith("/custody/telephone")]
    assert {row.what for row in looks} == {"/custody/telephone/{call}", "/custody/telephone/{call}/dates"}
    assert {row.actor_label for row in looks} == {f"B. Clerk, Desk{ON_HIS_BEHALF}"}
    assert {row.actor_id for row in looks} == {desk.account.id}
    assert {row.subjects for row in looks} == {desk.referral.reference}


def test_in_a_call_nothing_else_is_found_than_his_case(database: Database) -> None:
    desk = Desk(database).begins()
    other = a_referral(database, desk.world, state=ReferralState.ACCEPTED)
    an_offer(database, other)
    a_booking(database, desk.world, desk.a_date(), other)

    assert desk.page("/move").status_code == 404
    assert desk.page("/give-up").status_code == 404


def test_a_place_is_moved_once_what_he_was_read_still_stands(database: Database) -> None:
    desk = Desk(database)
    place = desk.a_place()
    desk.begins()
    to = desk.a_date(26).reference
    mark = mark_on(desk.page("/move"))
    stale = desk.sends("/move", date=to, agreed="yes", mark="0" * 16)
    assert "This has changed since you opened the page" in words_on(stale)

    assert desk.sends("/move", date=to, agreed="yes", mark=mark).headers["location"].endswith("?done=moved")
    moved = read(database, lambda db: db.get_one(Booking, place.id))
    assert (moved.moves, moved.course_date_id != place.course_date_id) == (1, True)
    assert f"{desk.at}/move" not in links_on(desk.page())


def test_a_place_is_given_up_after_he_heard_what_becomes_of_his_money(database: Database) -> None:
    desk = Desk(database)
    place = desk.a_place()
    desk.begins()
    page = desk.page("/give-up")
    assert "All of your £95 goes back to your card" in main_words(page)
    assert desk.sends("/give-up", mark=mark_on(page)).status_code == 422
    assert read(database, lambda db: db.get_one(Booking, place.id)).state is BookingState.CONFIRMED

    desk.sends("/give-up", mark=mark_on(page), agreed="yes")
    assert read(database, lambda db: db.get_one(Booking, place.id)).state is BookingState.CANCELLED
    home = main_words(desk.page(""))
    assert "You paid: £95 on Monday 1 March 2027, for " in home
    assert "On its way back: £95 of what you paid on Monday 1 March 2027" in home


def test_how_he_is_reached_is_changed_as_he_would(database: Database) -> None:
    desk = Desk(database).begins()
    form = {"mark": mark_on(desk.page("/contact")), "safe_contact": "email_only", "email": "new@example.org"}
    wrong = desk.sends("/contact", **{**form, "email": "no", "mobile": "1"})
    for said in ("Mobile number must be", "Email address must be", "Read it to him"):
        assert said in words_on(wrong)

    assert desk.sends("/contact", **form, tell_old="no", agreed="yes").headers["location"].endswith("?done=contact")
    person = read(database, lambda db: db.get_one(Person, desk.referral.person_id))
    assert (person.email, person.safe_contact) == ("new@example.org", SafeContact.EMAIL_ONLY)
    change = next(row for row in desk.rows(AccessRow) if row.operation is Operation.ALTERATION)
    assert change.actor_label.endswith(ON_HIS_BEHALF)


def test_he_reads_on_his_record_what_was_done_for_him_on_the_telephone(database: Database) -> None:
    desk = Desk(database).begins()
    desk.page("/dates")
    database.write_now(seal_access_log, now=NOW + timedelta(minutes=10))

    his_own = Browser(desk.app).sign_in_as(desk.offer)
    record = main_words(his_own.get("/my-booking/details-used"))
    assert "The office you first dealt with Looked at it, to do on the telephone what you asked for" in record


# ---- the words


SAID = {
    "fit": "yes",
    "read_to_him": "yes",
    "said_offered": "a day",
    "said_follows": "record; court",
    "said_may_refuse": "yes; there",
    "language": "English",
}


def words_form(desk: Desk, **typed: Any) -> dict[str, Any]:
    page = desk.page("/words").text
    hidden = {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page) for name in ("words_version", "shown")}
    return {**{name: found[1] for name, found in hidden.items() if found}, **SAID, **typed}


@pytest.mark.parametrize("door", HOMES)
def test_the_words_are_read_to_him_and_his_yes_is_kept_with_who_read_them(database: Database, door: Door) -> None:
    desk = Desk(database, door, answered=False).begins()
    said = "The words to explain to him"
    assert said in main_words(desk.page("/words"))

    form = words_form(desk, answer="accept", also_read=["fee"])
    assert desk.sends("/words", **form).headers["location"].endswith("?done=yes")
    offer = read(database, lambda db: db.get_one(Offer, desk.offer.id))
    assert (offer.state, offer.answer) == (OfferState.ACCEPTED, Answer.ACCEPTED)
    (given,) = desk.rows(ExplanationGiven)
    assert (given.how, given.given_by, given.given_at) == (ExplainedHow.BY_TELEPHONE, "B. Clerk, Desk", NOW)
    assert given.screens == ["summary", "fee"]
    (back,) = desk.rows(ToldBack)
    assert (back.offered, back.follows, back.may_refuse) == ("a day", "record; court", "yes; there")
    who = {moment.event: moment.who for moment in desk.history()}
    assert who["offer_accepted"] == f"B. Clerk, Desk{ON_HIS_BEHALF}"


def test_the_case_says_which_of_the_words_were_read_to_him(database: Database) -> None:
    desk = Desk(database, answered=False).begins()
    desk.sends("/words", **words_form(desk, answer="none", also_read=["fee", "day"]))
    desk.sends("/end")

    case = words_on(desk.browser.get(f"/custody/referrals/{desk.referral.reference}"))
    assert "Read to him: the summary; The day; The fee" in case
    whole = main_words(desk.browser.get(f"/custody/referrals/{desk.referral.reference}/consent"))
    read_to_him, not_read = whole.split("Not read to him then")
    assert "If you want to complain" in not_read
    assert "If you want to complain" not in read_to_him


def test_a_yes_needs_what_he_said_back_and_a_no_does_not(database: Database) -> None:
    desk = Desk(database, answered=False).begins()
    hidden = {name: value for name, value in words_form(desk).items() if name not in SAID}
    asked = desk.sends("/words", **hidden, language="English", answer="accept")
    for missing in (
        "Choose whether he can decide now",
        "Confirm that the words were read to him",
        "What is he offered?",
    ):
        assert missing in words_on(asked)
    assert desk.rows(ExplanationGiven) == []

    done = desk.sends("/words", **hidden, language="English", answer="decline").headers["location"]
    assert done.endswith("?done=no")
    assert "This has ended" in words_on(desk.browser.get(done))


def test_that_he_only_heard_the_words_is_kept_and_nothing_is_answered(database: Database) -> None:
    desk = Desk(database, answered=False).begins()

    assert desk.sends("/words", **words_form(desk, answer="none")).headers["location"].endswith("?done=read")
    assert read(database, lambda db: db.get_one(Offer, desk.offer.id)).state is OfferState.OPEN
    assert [given.how for given in desk.rows(ExplanationGiven)] == [ExplainedHow.BY_TELEPHONE]
    assert desk.history()[0].event == "offer_explained"


def test_nobody_answers_for_a_man_who_cannot_decide(database: Database) -> None:
    desk = Desk(database, answered=False).begins()
    said = words_on(desk.sends("/words", **words_form(desk, fit="no", answer="accept")))

    assert "cannot decide" in said
    assert read(database, lambda db: db.get_one(Offer, desk.offer.id)).state is OfferState.OPEN


def test_the_interpreter_that_he_is_on_record_with_is_asked_for_before_a_yes(database: Database) -> None:
    desk = Desk(database, answered=False).begins()
    database.write_now(lambda db: db.execute(update(Person).values(interpreter="Polish")))
    assert "By the record he needs one (Polish)" in main_words(desk.page("/words"))
    said = words_on(desk.sends("/words", **words_form(desk, answer="accept")))
    assert "Enter the interpreter, or why he needed none after all" in said
    because = words_form(desk, answer="accept", no_interpreter_because="He grew up here.")
    assert desk.sends("/words", **because).headers["location"].endswith("?done=yes")


def test_other_words_than_were_read_are_read_again(database: Database) -> None:
    desk = Desk(database, answered=False).begins()
    page = desk.sends("/words", **words_form(desk, answer="accept", shown="0" * 16))

    assert page.status_code == 422
    assert "a day" in page.text
    assert desk.rows(ExplanationGiven) == []


def test_what_he_needs_is_said_on_the_telephone_and_waits_for_whoever_runs_the_day(database: Database) -> None:
    desk = Desk(database).begins()
    assert "Say what he needs on the day" in main_words(desk.page())

    again = desk.sends("/needs", kinds=["interpreter"], words="He comes by bus")
    said = words_on(again)
    assert "Enter the language" in said
    assert "tick this when he says yes" in said
    done = desk.sends("/needs", kinds=["interpreter", "step_free"], language="Polish", agreed="y")
    assert done.headers["location"].endswith("done=needs")
    [kept] = desk.rows(DayNeeds)
    assert (kept.kinds, kept.language) == ({NeedKind.INTERPRETER, NeedKind.STEP_FREE}, "Polish")
    assert "What you need on the day: You get an answer once you have a place." in main_words(desk.page())
    assert "needs_said" in [moment.event for moment in desk.history()]
    assert any(ON_HIS_BEHALF in moment.who for moment in desk.history() if moment.event == "needs_said")

    not_answered = update(Referral).values(state=ReferralState.OFFERED)
    database.write_now(lambda db: db.execute(not_answered))
    assert "Say what he needs on the day" not in main_words(desk.page())
    assert "cannot be changed here now" in words_on(desk.page("/needs"))
