"""A place at a neighbouring programme, in a browser without script: recorded, moved, called off, and its result; and
what he sees of it himself."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from programme.bookings.models import PlaceElsewhere
from programme.bookings.states import ElsewhereState
from programme.notices.discretion import give_aways
from programme.people.models import Account
from programme.people.reference import force_name
from programme.referrals.models import Origin, Referral, Release
from programme.referrals.states import ReferralState
from programme.shared.actor import Door, Role
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    World,
    a_booking,
    a_course_date,
    a_place_elsewhere,
    a_referral,
    a_world,
    an_account,
    an_agreement,
    an_exchange,
    an_offer,
    read,
)
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.clock import StandingClock
from tests.support.jobs import return_untold_cases, watch_all_places
from tests.support.page_reader import links_on, main_words

DAY = date(2027, 3, 20)
NEIGHBOUR = force_name("34")
ON_THE_DAY = datetime(2027, 3, 20, 18, 0, tzinfo=UTC)


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


@pytest.fixture
def account(database: Database, world: World) -> Account:
    return an_account(database, Door.CUSTODY, force_code="43", name="A. Desk", rank="Sgt")


@pytest.fixture
def case(database: Database, world: World) -> Referral:
    an_agreement(database)
    referral = a_referral(database, world, release=Release.BAIL, bail_return_on=date(2027, 3, 15))
    an_offer(database, referral)
    return referral


def officer(database: Database, account: Account, now: datetime = NOW) -> Browser:
    return Browser(an_app(a_wiring(database, clock=StandingClock(now)))).sign_in_as(account)


def page_of(referral: Referral, rest: str = "") -> str:
    return f"/custody/referrals/{referral.reference}{rest}"


def sent(on: date = DAY, force_code: str = "34", their_reference: str = "NEXT-7") -> dict[str, str]:
    return {
        "force_code": force_code,
        "course_on-day": str(on.day),
        "course_on-month": str(on.month),
        "course_on-year": str(on.year),
        "their_reference": their_reference,
    }


def told(reason: str = "attended_throughout", on: date = DAY) -> dict[str, str]:
    day = {"told_on-day": str(on.day), "told_on-month": str(on.month), "told_on-year": str(on.year)}
    return {"reason": reason, "told_by": "D. Price, course manager", **day}


def state_of(database: Database, referral: Referral) -> ReferralState:
    return read(database, lambda db: db.get_one(Referral, referral.id)).state


def test_from_the_task_to_the_place_with_everything_said_before_it_is_recorded(
    database: Database, account: Account, case: Referral
) -> None:
    watch_all_places(database, now=NOW)
    browser = officer(database, account)
    before = browser.get(page_of(case))
    assert "Record the place they give him" in main_words(before)
    assert page_of(case, "/elsewhere") in links_on(before)
    form = main_words(browser.get(page_of(case, "/elsewhere")))
    for said in ("Force 34", "them@example.org", "Last possible day Tuesday 6 July 2027", "Nothing is sent to them"):
        assert said in form
    check = main_words(browser.post(page_of(case, "/elsewhere"), sent()))
    for said in (
        "Record this place?",
        NEIGHBOUR,
        "Saturday 20 March 2027, in 19 days",
        "Tuesday 6 July 2027, 108 days later",
        "NEXT-7",
        "The course is after it: a task is raised",
        "He pays them. Nothing is charged here",
        "He is, by email",
        "Charge by Saturday 7 August 2027",
    ):
        assert said in check
    assert state_of(database, case) is ReferralState.ACCEPTED  # nothing is recorded before it is confirmed
    answer = browser.confirm(page_of(case, "/elsewhere"), sent())
    assert (answer.status_code, answer.headers["location"]) == (303, page_of(case, "?done=elsewhere"))
    after = browser.get(page_of(case, "?done=elsewhere"))
    words = main_words(after)
    for said in (
        "The place at the neighbouring programme is recorded",
        "Placed elsewhere",
        f"Next: Come to the course of {NEIGHBOUR}",
        "Course elsewhere: Sat 20 Mar 2027",
        f"(19 days) : at {NEIGHBOUR}",
        "Contact there them@example.org",
        "Ask for the bail to be extended",
    ):
        assert said in words, said
    assert page_of(case, "/return-now") not in links_on(after)
    assert {page_of(case, "/elsewhere"), page_of(case, "/elsewhere/off")} <= set(links_on(after))
    assert page_of(case, "/elsewhere/result") not in links_on(after)


def test_every_mistake_is_said_at_once_beside_its_field_and_nothing_typed_is_lost(
    database: Database, account: Account, case: Referral
) -> None:
    browser = officer(database, account)
    empty = browser.post(page_of(case, "/elsewhere"), {"their_reference": "NEXT-7"})
    assert empty.status_code == 422
    assert "Choose the programme" in main_words(empty)
    assert "Enter the day of the course" in main_words(empty)
    assert 'value="NEXT-7"' in empty.text


def test_what_the_rules_refuse_is_said_at_once_too_with_the_last_possible_day(
    database: Database, world: World, account: Account
) -> None:
    an_agreement(database, until_on=date(2027, 6, 1))
    case = a_referral(database, world)
    browser = officer(database, account)
    answer = browser.post(page_of(case, "/elsewhere"), sent(date(2027, 7, 7)))
    assert answer.status_code == 422
    assert f"There is no agreement with {NEIGHBOUR} that is in force on Wednesday 7 July 2027" in main_words(answer)
    both = main_words(browser.post(page_of(case, "/elsewhere"), sent(date(2027, 7, 7))))
    assert "The course is too late: the last possible day is Tuesday 6 July 2027" in both
    assert state_of(database, case) is ReferralState.ACCEPTED


def test_another_day_says_the_old_one_and_asks_for_the_same_programme(
    database: Database, account: Account, case: Referral
) -> None:
    a_place_elsewhere(database, case, course_on=DAY)
    browser = officer(database, account)
    form = browser.get(page_of(case, "/elsewhere"))
    assert "Change the day at the neighbouring programme" in main_words(form)
    assert "Day until now Saturday 20 March 2027" in main_words(form)
    assert 'value="NEXT-7"' in form.text
    check = main_words(browser.post(page_of(case, "/elsewhere"), sent(date(2027, 3, 27))))
    assert "Record another day?" in check
    assert "Day until now Saturday 20 March 2027" in check
    same = browser.post(page_of(case, "/elsewhere"), sent())
    assert (same.status_code, "recorded already" in main_words(same)) == (422, True)
    assert browser.confirm(page_of(case, "/elsewhere"), sent(date(2027, 3, 27))).status_code == 303
    assert "Saturday 27 March 2027" in main_words(browser.get(page_of(case)))


def test_without_an_agreement_nobody_is_sent_anywhere(database: Database, world: World, account: Account) -> None:
    case = a_referral(database, world)
    page = officer(database, account).get(page_of(case, "/elsewhere"))
    assert "No agreement with a neighbouring programme is in force today" in main_words(page)
    assert "<form" not in page.text.split("<main")[1].split("</main")[0]


def test_after_the_last_safe_day_the_form_is_not_there(database: Database, account: Account, case: Referral) -> None:
    page = officer(database, account, datetime(2027, 7, 7, 9, 0, tzinfo=UTC)).get(page_of(case, "/elsewhere"))
    assert "The last safe course day was Tuesday 6 July 2027" in main_words(page)


def test_a_place_here_is_cancelled_first_and_the_page_says_how(
    database: Database, world: World, account: Account, case: Referral
) -> None:
    a_booking(database, world, a_course_date(database, world), case)
    browser = officer(database, account)
    assert page_of(case, "/elsewhere") not in links_on(browser.get(page_of(case)))
    answer = browser.get(page_of(case, "/elsewhere"))
    assert answer.status_code == 409
    assert "Ask him to cancel it on his own pages" in main_words(answer)


def test_the_result_is_recorded_from_the_day_on_and_is_in_the_tray(
    database: Database, account: Account, case: Referral
) -> None:
    a_place_elsewhere(database, case, course_on=DAY)
    early = officer(database, account).post(page_of(case, "/elsewhere/result"), told())
    assert (early.status_code, "a result is recorded from that day on" in main_words(early)) == (422, True)
    browser = officer(database, account, ON_THE_DAY + timedelta(days=1))
    page = browser.get(page_of(case))
    assert f"Next: Ask {NEIGHBOUR} for the result, and record it" in main_words(page)
    assert "by Thursday 8 July 2027" in main_words(page)
    assert page_of(case, "/elsewhere/result") in links_on(page)
    empty = browser.post(page_of(case, "/elsewhere/result"), {})
    assert empty.status_code == 422
    for said in ("Choose what they told you", "Enter who told you", "Enter the day you were told"):
        assert said in main_words(empty)
    assert browser.post(page_of(case, "/elsewhere/result"), told()).status_code == 303
    result = main_words(browser.get(f"/custody/returns/{case.reference}"))
    assert "Identity checked, on time, present throughout" in result
    assert "By D. Price, course manager, Saturday 20 March 2027" in result
    again = browser.get(page_of(case, "/elsewhere/result"))
    assert (again.status_code, "has no place at a neighbouring programme now" in main_words(again)) == (409, True)


def test_what_is_told_after_the_case_went_back_is_recorded_from_the_case(
    database: Database, account: Account, case: Referral
) -> None:
    a_place_elsewhere(database, case, course_on=DAY)
    back = datetime(2027, 7, 9, 6, 0, tzinfo=UTC)
    return_untold_cases(database, now=back)
    browser = officer(database, account, back)
    page = browser.get(page_of(case))
    assert "The neighbouring programme has not said what happened" in main_words(page)
    assert page_of(case, "/elsewhere/result") in links_on(page)
    assert browser.post(page_of(case, "/elsewhere/result"), told("did_not_come")).status_code == 303
    assert "Did not come" in main_words(browser.get(page_of(case)))


def test_calling_it_off_says_what_follows_and_puts_somebody_to_telling_them(
    database: Database, account: Account, case: Referral
) -> None:
    a_place_elsewhere(database, case, course_on=DAY)
    browser = officer(database, account)
    asked = main_words(browser.get(page_of(case, "/elsewhere/off")))
    assert f"{NEIGHBOUR}, Saturday 20 March 2027: he has it no more" in asked
    missing = browser.post(page_of(case, "/elsewhere/off"), {})
    assert (missing.status_code, "Choose why it is called off" in main_words(missing)) == (422, True)
    assert browser.post(page_of(case, "/elsewhere/off"), {"reason": "cannot_come"}).status_code == 303
    words = main_words(browser.get(page_of(case, "?done=elsewhere-off")))
    for said in (
        "The place at the neighbouring programme is called off",
        "Tell the neighbouring programme that he does not come",
        "they keep a place for him on Saturday 20 March 2027 until they hear from you. Their reference is NEXT-7.",
        "Offer accepted",
        "Called off",
    ):
        assert said in words, said
    place = read(database, lambda db: db.get_one(PlaceElsewhere, 1))
    assert place.state is ElsewhereState.CALLED_OFF
    assert browser.get(page_of(case, "/elsewhere/off")).status_code == 409


def test_withdrawing_says_that_the_neighbour_is_to_be_told(
    database: Database, account: Account, case: Referral
) -> None:
    a_place_elsewhere(database, case, course_on=DAY)
    page = officer(database, account).get(page_of(case, "/withdraw"))
    assert f"Goes back: {NEIGHBOUR}, Saturday 20 March 2027: you tell them" in main_words(page)


def test_bail_and_offence_pages_know_the_course(database: Database, account: Account, case: Referral) -> None:
    a_place_elsewhere(database, case, course_on=DAY)
    browser = officer(database, account)
    course = "Saturday 20 March 2027, at a neighbouring programme"
    assert course in main_words(browser.get(page_of(case, "/bail")))
    day = {"bail_return_on-day": "22", "bail_return_on-month": "3", "bail_return_on-year": "2027"}
    check = main_words(browser.post(page_of(case, "/bail"), {"release": "bail", **day}))
    assert f"{course}. It is on or before the bail date" in check
    corrected = {
        "was_at": case.offence_at.isoformat(),
        "offence_on-day": "7",
        "offence_on-month": "2",
        "offence_on-year": "2027",
        "offence_time": "10:00",
        "reason": "The custody record says so.",
    }
    assert course in main_words(browser.post(page_of(case, "/offence"), corrected))


def test_lists_and_their_filter_know_the_state(database: Database, account: Account, case: Referral) -> None:
    a_place_elsewhere(database, case, course_on=DAY)
    browser = officer(database, account)
    assert case.reference in main_words(browser.get("/custody/referrals?status=placed_elsewhere"))
    assert case.reference not in main_words(browser.get("/custody/referrals?status=booked"))
    assert f"Come to the course of {NEIGHBOUR}" in main_words(browser.get("/custody/clocks"))


def test_a_case_that_a_neighbour_sent_is_not_sent_on(database: Database, world: World, account: Account) -> None:
    an_agreement(database)
    sent_to_us = a_referral(database, world, force_code="34", origin=Origin.PARTNER)
    an_exchange(database, sent_to_us, "34")
    assert officer(database, account).get(page_of(sent_to_us, "/elsewhere")).status_code == 404
    roles = frozenset({Role.PARTNER_STAFF})
    theirs = officer(database, an_account(database, Door.PARTNER, force_code="34", roles=roles))
    assert theirs.get(f"/partner/cases/{sent_to_us.reference}").status_code == 200
    assert "elsewhere" not in theirs.get(f"/partner/cases/{sent_to_us.reference}").text
    assert theirs.get(f"/partner/cases/{sent_to_us.reference}/elsewhere").status_code == 404


# ---- the man himself


def himself(database: Database, referral: Referral, now: datetime = NOW) -> Browser:
    offer = an_offer(database, referral)
    return Browser(an_app(a_wiring(database, clock=StandingClock(now)))).sign_in_as(offer)


def test_he_sees_his_day_and_that_others_write_to_him_and_nothing_gives_him_away(
    database: Database, world: World
) -> None:
    case = a_referral(database, world)
    a_place_elsewhere(database, case, course_on=DAY)
    a_course_date(database, world)
    browser = himself(database, case)
    page = browser.get("/my-booking")
    words = main_words(page)
    for said in (
        "Come to your appointment",
        "Saturday 20 March 2027",
        "It is with another organisation. They tell you the time, the place",
        "You pay the other organisation, and nothing here",
    ):
        assert said in words
    assert give_aways(words) == []
    assert NEIGHBOUR not in page.text
    assert browser.get("/my-booking/dates").headers["location"] == "/my-booking"
    for address in ("/my-booking/1", "/my-booking/all", "/my-booking/2"):
        words = main_words(browser.get(address))
        assert "They tell you what it costs, and you pay them, not us" in words, address
        assert "what they say of the fee, of paying and of getting it back is not so any more" in words, address
    (end,) = {link for link in links_on(browser.get("/my-booking/1")) if link.startswith("/my-booking/end?")}
    asked = main_words(browser.get(end))
    assert "Your appointment on Saturday 20 March 2027 is called off" in asked
    assert "The office that made the offer, and the other organisation" in asked
    assert "You have paid us nothing" in asked


def test_whoever_explains_the_words_again_is_told_that_the_fee_is_not_ours(
    database: Database, account: Account, case: Referral
) -> None:
    browser = officer(database, account)
    ours = "they say what it costs, and that he pays them"
    assert ours not in main_words(browser.get(page_of(case, "/explain")))
    a_place_elsewhere(database, case, course_on=DAY)
    assert ours in main_words(browser.get(page_of(case, "/explain")))


def test_after_his_day_there_is_nothing_for_him_to_do(database: Database, world: World) -> None:
    case = a_referral(database, world)
    a_place_elsewhere(database, case, course_on=DAY)
    words = main_words(himself(database, case, ON_THE_DAY + timedelta(days=1)).get("/my-booking"))
    assert "There is nothing for you to do now" in words
    assert "We are asking how it went" in words


def test_that_nobody_told_anything_is_no_fault_of_his(database: Database, world: World) -> None:
    case = a_referral(database, world)
    a_place_elsewhere(database, case, course_on=DAY)
    back = datetime(2027, 7, 9, 6, 0, tzinfo=UTC)
    return_untold_cases(database, now=back)
    words = main_words(himself(database, case, back).get("/my-booking"))
    assert "We do not know yet how your day went" in words
    assert "It is not your fault" in words
