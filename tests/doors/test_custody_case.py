"""The case page and what custody does from it, in a browser without script."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from programme.audit.models import AccessRow, AccessSubject
from programme.bookings.states import BookingState
from programme.duties.models import Task, TaskKind
from programme.duties.states import TaskState
from programme.duties.tasks import TaskToRaise, raise_tasks
from programme.history.timeline import timeline
from programme.notices.carriers import Cause
from programme.notices.discretion import give_aways
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.notices.outbox import owe
from programme.offers.models import Offer
from programme.outcomes.models import NoActionReason, Result, ResultReason
from programme.outcomes.returning import return_case
from programme.payments.models import Fee
from programme.payments.states import FeeState
from programme.people.models import Identifier, Person, SafeContact
from programme.people.passwords import is_password
from programme.referrals.criteria import KeptCriterion, Status
from programme.referrals.models import Origin, Referral
from programme.referrals.queries import lock_referral_by_id
from programme.referrals.states import ReferralState
from programme.shared.actor import WORKER, Door
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    World,
    a_booking,
    a_concern,
    a_course_date,
    a_person,
    a_referral,
    a_world,
    add,
    an_account,
    an_offer,
    read,
)
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.consent import AUTHORISED, TOLD
from tests.support.page_reader import links_on, main_words, mark_on, unfolded_words
from tests.support.statements import statements

DAY = re.compile(r"(\d{1,2}) ([A-Z][a-z]{2})[a-z]* (\d{4})")


def officer(database: Database, force_code: str = "43") -> Browser:
    account = an_account(database, Door.CUSTODY, force_code=force_code, name="Sgt Desk", rank="Sgt")
    return Browser(an_app(a_wiring(database))).sign_in_as(account)


def state_of(database: Database, referral: Referral) -> ReferralState:
    return read(database, lambda db: db.get_one(Referral, referral.id)).state


def page_of(referral: Referral, rest: str = "") -> str:
    return f"/custody/referrals/{referral.reference}{rest}"


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def test_the_case_says_who_what_is_next_whose_and_by_when(database: Database, world: World) -> None:
    person = a_person(database, forenames="Łukasz", surname="Ólafur")
    kept = {"bail_return_on": date(2027, 5, 8), "arrested_at": NOW - timedelta(hours=3)}
    referral = a_referral(database, world, person, state=ReferralState.ELIGIBLE, **kept)
    words = main_words(officer(database).get(page_of(referral)))
    for wanted in (
        "Łukasz Ólafur", "Born 12 March 1980", referral.reference, "Next: Make the offer and print the slip",
        "Custody , today . Before he leaves, if he is still here.", "68 days to his bail",
        "Charge by: Sat 7 Aug 2027 (159 days) : the last working day is Friday 6 August 2027",
        "Bail date: Sat 8 May 2027 (68 days)",
    ):  # fmt: skip
        assert wanted in words, wanted


def test_a_case_that_goes_with_another_leads_to_it_and_paper_has_no_links_to_deeds(
    database: Database, world: World
) -> None:
    person = a_person(database)
    lead = a_referral(database, world, person)
    tied = a_referral(database, world, person, state=ReferralState.TIED, tied_to_id=lead.id)
    page = officer(database).get(page_of(tied))
    step = page.text.partition('id="next"')[2].partition("</section>")[0]
    assert f'href="{page_of(lead)}"' in step
    assert f"Open the case that it goes with, {lead.reference}" in main_words(page)
    deeds = page.text[: page.text.index('id="can-be-done"')].rpartition("<nav")[2]
    assert "programme-no-print" in deeds, "on paper nobody presses anything"
    assert re.search(r'<span class="programme-no-print"> \(in \d+ days\)', step), "nor do days count down there"


def test_no_page_of_a_case_that_goes_with_another_speaks_as_of_one_alone(database: Database, world: World) -> None:
    person = a_person(database)
    lead = a_referral(database, world, person)
    an_offer(database, lead)
    tied = a_referral(database, world, person, state=ReferralState.TIED, tied_to_id=lead.id)
    browser, shared = officer(database), "This is done in the case that it goes with"
    said = {
        **dict.fromkeys(("offer", "answer", "explain", "caution"), shared),
        **dict.fromkeys(("settle", "record"), "The case was offered, goes with another, or has ended"),
        "bail": "His place is that of the case that this one goes with",
        "withdraw": "None in this case. What he has in the case that it goes with stays",
    }
    for form, words in said.items():
        assert words in main_words(browser.get(page_of(tied, f"/{form}"))), form
        assert words not in main_words(browser.get(page_of(lead, f"/{form}"))) or form in ("settle", "record"), form


CHIP = re.compile(r'<span class="programme-chip .*?</svg>(.*?)</span>', re.DOTALL)


FORMS = (
    *("settle", "bail", "offence", "officer", "record", "concern", "notes", "same-person"),
    *("contact", "drugs", "withdraw", "mistake"),
)


@pytest.mark.parametrize("form", FORMS)
def test_a_form_has_the_chip_of_the_cases_own_page(database: Database, world: World, form: str) -> None:
    """Where nobody has decided, the step said eight days, the page sixteen and its forms a hundred and sixty."""
    case = a_referral(
        database,
        world,
        state=ReferralState.UNDECIDED,
        eligibility=[KeptCriterion("no_violence", Status.UNKNOWN, "Nobody has said.")],
    )
    browser = officer(database)
    page, below = (browser.get(page_of(case, rest)) for rest in ("", f"/{form}"))
    assert below.status_code == 200
    (chip,), (on_page, *_) = CHIP.findall(below.text), CHIP.findall(page.text)
    assert chip.strip() == on_page.strip() == "119 days for an offer"
    assert "(in 119 days)" in main_words(page).split("Next:")[1].split("Charge by:")[0]


@pytest.mark.parametrize(("decided_for", "is_said"), [("Tuesday 6 July 2027", False), ("Tuesday 20 July 2027", True)])
def test_a_day_that_has_moved_since_eligibility_was_decided_is_said(
    database: Database, world: World, decided_for: str, is_said: bool
) -> None:
    reason = f"A course on or before {decided_for} leaves time to charge if it fails."
    case = a_referral(database, world, eligibility=[KeptCriterion("time_left", Status.MET, reason)])
    words = main_words(officer(database).get(page_of(case)))
    assert reason in words
    assert ("The last safe course day is now Tuesday 6 July 2027." in words) is is_said


def test_everything_that_hangs_on_a_case_is_on_its_page_in_few_statements(database: Database, world: World) -> None:
    person = a_person(database)
    referral = a_referral(
        database,
        world,
        person,
        origin=Origin.IMPORT,
        as_entered={"pnc_no": "10/217220X"},
        flags=["offence_time_rounded"],
        eligibility=[KeptCriterion("admission_made", Status.MET, "The admission is recorded.")],
        bail_return_on=date(2027, 3, 10),
    )
    an_offer(database, referral, answered_at=NOW, answered_words_version="2026-1")
    a_booking(database, world, a_course_date(database, world), referral)
    add(
        database,
        Identifier(
            person_id=person.id,
            kind="pnc_id",
            as_entered="10/217220X",
            canonical=None,
            problem="bad_check_letter",
        ),
    )
    browser = officer(database)
    with statements(database) as sent:
        words = main_words(browser.get(page_of(referral)))
    assert len(sent) <= 8 + 11 * database.is_sqlite
    for wanted in (
        "Accepted", "to version 2026-1", "Saturday 20 March 2027 at 9:30am", "Fee Paid", "10/217220X",
        "The last letter does not match the number", "The admission is recorded.", "Offence time rounded",
        "The text as it was entered", "His bail date is before the course", "What happened", "Who has looked",
    ):  # fmt: skip
        assert wanted in words, wanted
    assert "pi_" not in words


def test_looking_is_logged_and_another_force_finds_nothing(database: Database, world: World) -> None:
    referral = a_referral(database, world)
    assert "Who has looked: none listed yet" in main_words(officer(database).get(page_of(referral)))
    logged = read(database, lambda db: db.execute(select(AccessRow.what, AccessRow.subjects)).all())
    assert [tuple(row) for row in logged] == [("/custody/referrals/{reference}", referral.reference)]
    add(database, AccessSubject(referral_reference=referral.reference, access_id=1))
    assert "Sgt Desk, Organisation Consultation" in main_words(officer(database).get(page_of(referral)))
    a_world(database, force_code="16")
    stranger = officer(database, "16")
    for path in ("", "/offer", "/withdraw", "/disposal", "/contact"):
        assert stranger.get(page_of(referral, path)).status_code == 404
    assert stranger.post(page_of(referral, "/slip")).status_code == 404


@pytest.mark.parametrize("state", ReferralState)
def test_a_case_in_every_state_has_a_page_with_one_primary_button_at_most(
    database: Database, world: World, state: ReferralState
) -> None:
    stopped = NOW if state is ReferralState.CLOSED else None
    referral = a_referral(database, world, state=state, clock_stopped_at=stopped)
    page = officer(database).get(page_of(referral))
    assert page.status_code == 200
    assert page.text.count('class="govuk-button"') <= 1
    days = DAY.findall(unfolded_words(page))
    assert sorted(set(days)) == sorted(days), "each date stands once on the screen"
    assert len(DAY.findall(main_words(page))) > len(days), "the control: in what is folded there are more"


@pytest.mark.parametrize("state", [ReferralState.ELIGIBLE, ReferralState.OFFERED, ReferralState.UNDECIDED])
def test_past_the_last_safe_course_day_the_first_button_withdraws(
    database: Database, world: World, state: ReferralState
) -> None:
    referral = a_referral(database, world, state=state, complete_by_on=date(2027, 2, 26))
    an_offer(database, referral)
    page = officer(database).get(page_of(referral))
    assert f'href="{page_of(referral, "/withdraw")}" role="button"' in page.text
    assert "Too late for a course" in main_words(page)


def test_making_the_offer_leads_to_printing_the_slip(database: Database, world: World) -> None:
    a_course_date(database, world)
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE)
    browser = officer(database)
    before = main_words(browser.get(page_of(referral, "/offer")))
    assert "He has to answer by Monday 15 March 2027" in before
    assert "Dates with a place, in time 1" in before
    assert "He is told By email By the slip" in before
    answer = browser.post(page_of(referral, "/offer"), {**TOLD, **AUTHORISED})
    assert (answer.status_code, answer.headers["location"]) == (303, page_of(referral, "?done=offered"))
    assert state_of(database, referral) is ReferralState.OFFERED
    page = browser.get(page_of(referral))
    assert page_of(referral, "/slip") in links_on(page)
    assert "Print the slip" in main_words(page)
    english = "There is no slip in another language than English"
    assert f"{english}: where he cannot read it, read it to him." in main_words(page)
    database.write_now(lambda db: db.execute(update(Person).values(interpreter="Polish")))
    read_to_him = f"{english}: the interpreter reads it to him before he leaves."
    assert read_to_him in main_words(browser.get(page_of(referral)))


def test_the_slip_is_printed_once_with_a_new_code_under_a_neutral_name(database: Database, world: World) -> None:
    referral = a_referral(database, world, state=ReferralState.OFFERED)
    offer = an_offer(database, referral, secret_hash="old")
    browser = officer(database)
    answer = browser.post(page_of(referral, "/slip"))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'inline; filename="booking-details.pdf"'
    assert answer.headers["cache-control"] == "no-store"
    assert give_aways(answer.headers["content-disposition"]) == []
    assert answer.content.startswith(b"%PDF")
    secret_hash = read(database, lambda db: db.get_one(Offer, offer.id)).secret_hash
    assert secret_hash.startswith("$argon2id$")
    assert not is_password(secret_hash, "old")
    words = main_words(browser.get(page_of(referral)))
    assert "Print a new slip" in words
    assert "Slip printed" in words


def test_withdrawing_says_first_what_follows_then_does_it(database: Database, world: World) -> None:
    referral = a_referral(database, world)
    an_offer(database, referral)
    a_booking(database, world, a_course_date(database, world), referral)
    browser = officer(database)
    page = browser.get(page_of(referral, "/withdraw"))
    before = main_words(page)
    assert "£95 goes back to his card" in before
    assert "He is, by email" in before
    assert "Runs on. Charge by Saturday 7 August 2027" in before
    assert browser.post(page_of(referral, "/withdraw")).status_code == 422
    answer = browser.post(page_of(referral, "/withdraw"), {"reason": "evidence", "mark": mark_on(page)})
    assert answer.status_code == 303
    assert state_of(database, referral) is ReferralState.WITHDRAWN
    assert "Decide, and record what was done" in main_words(browser.get(page_of(referral)))


def test_money_that_was_given_back_is_not_called_never_paid(database: Database, world: World) -> None:
    referral = a_referral(database, world)
    booking = a_booking(database, world, a_course_date(database, world), referral, state=BookingState.CANCELLED)
    gone_back = update(Fee).where(Fee.booking_id == booking.id).values(state=FeeState.REFUNDED)
    database.write_now(lambda db: db.execute(gone_back).close())
    words = main_words(officer(database).get(page_of(referral, "/withdraw")))
    assert "His money £95 was given back to his card before" in words
    assert "Nothing was paid" not in words


@pytest.mark.parametrize("since", ["booked and paid", "a concern"])
def test_a_page_to_withdraw_that_has_become_old_withdraws_nothing_and_is_shown_again(
    database: Database, world: World, since: str
) -> None:
    referral, browser = a_referral(database, world), officer(database)
    old = browser.get(page_of(referral, "/withdraw"))
    assert "His place He has none His money Nothing was paid" in main_words(old)
    if since == "a concern":
        a_concern(database, referral)
    else:
        a_booking(database, world, a_course_date(database, world), referral)
    again = browser.post(page_of(referral, "/withdraw"), {"reason": "evidence", "mark": mark_on(old)})
    assert "This has changed since you opened the page. Nothing was done" in main_words(again)
    now = "This case is stopped for safeguarding" if since == "a concern" else "£95 goes back to his card"
    assert now in main_words(again)
    assert state_of(database, referral) is not ReferralState.WITHDRAWN
    answer = browser.post(page_of(referral, "/withdraw"), {"reason": "evidence", "mark": mark_on(again)})
    assert answer.headers["location"] == page_of(referral, "?done=withdrawn")


def returned(database: Database, world: World) -> Referral:
    referral = a_referral(database, world)
    an_offer(database, referral)
    database.write_now(
        lambda db: return_case(
            db, lock_referral_by_id(db, referral.id), ResultReason.DID_NOT_COME, actor=WORKER, now=NOW
        )
    )
    return referral


def test_a_result_is_received_then_decided_and_the_clock_stops(database: Database, world: World) -> None:
    referral = returned(database, world)
    browser = officer(database)
    tray = main_words(browser.get("/custody/returns"))
    assert referral.reference in tray
    assert "Not completed Did not come 158 days to charge" in tray
    there = f"/custody/returns/{referral.reference}"
    page = main_words(browser.get(there))
    assert "I have received this" in page
    assert "The result was recorded" in page
    assert browser.post(f"{there}/received").headers["location"] == there
    assert "Record what was done" in main_words(browser.get(there))
    done = {"disposal": "charge_issued", "done_on-day": "28", "done_on-month": "2", "done_on-year": "2027"}
    assert browser.post(page_of(referral, "/disposal"), done).status_code == 422
    done = {**done, "done_time": "9:30pm"}
    check = main_words(browser.post(page_of(referral, "/disposal"), done))
    assert "This stops the clock. Nothing will warn you again" in check
    assert state_of(database, referral) is ReferralState.ACKNOWLEDGED
    assert browser.confirm(page_of(referral, "/disposal"), done).status_code == 303
    assert state_of(database, referral) is ReferralState.CLOSED
    assert "Charge issued on Sunday 28 February 2027 at 9:30pm" in main_words(browser.get(there))
    after = main_words(browser.get(page_of(referral)))
    assert "Charged" in after
    assert "Ended: Charge issued The clock stopped on Sunday 28 February 2027, 160 days before the last day" in after
    assert "in 159 days" not in after, "nobody counts the days any more"
    assert read(database, lambda db: db.execute(select(Result.disposal)).scalar_one()).value == "charge_issued"
    assert browser.post(f"{there}/received").status_code == 409


@pytest.mark.parametrize(
    ("charge_by_on", "said", "unsaid"),
    [
        (NOW.date() - timedelta(days=1), "it has passed", "The clock runs"),
        (NOW.date(), "The clock runs: charge by", "it has passed"),
    ],
)
def test_a_result_whose_last_day_is_gone_does_not_say_that_the_clock_runs(
    database: Database, world: World, charge_by_on: date, said: str, unsaid: str
) -> None:
    referral = returned(database, world)

    def move(db: Session) -> None:
        moved = db.get_one(Referral, referral.id)
        moved.charge_by_on = charge_by_on
        moved.return_by_on = charge_by_on - timedelta(days=31)
        moved.complete_by_on = charge_by_on - timedelta(days=34)

    database.write_now(move)
    words = main_words(officer(database).get(f"/custody/returns/{referral.reference}"))
    assert said in words
    assert unsaid not in words


def test_a_disposal_in_the_future_is_refused_beside_its_date(database: Database, world: World) -> None:
    referral = a_referral(database, world, state=ReferralState.WITHDRAWN)
    typed = {
        "disposal": "no_further_action",
        "no_action": "evidence",
        "done_on-day": "2",
        "done_on-month": "3",
        "done_on-year": "2027",
        "done_time": "9am",
    }
    answer = officer(database).post(page_of(referral, "/disposal"), typed)
    assert answer.status_code == 422
    assert "The time it was done must be in the past" in main_words(answer)


def test_what_was_recorded_meanwhile_is_read_before_another_thing_is_recorded(database: Database, world: World) -> None:
    referral = a_referral(database, world, state=ReferralState.WITHDRAWN)
    sergeant = an_account(database, Door.CUSTODY, force_code="43", rank="PS")
    officers = officer(database), Browser(an_app(a_wiring(database))).sign_in_as(sergeant)
    path = page_of(referral, "/disposal")
    on = {"done_on-day": "28", "done_on-month": "2", "done_on-year": "2027", "done_time": "9am", "reason": "Why"}
    nothing = {"disposal": "no_further_action", "no_action": NoActionReason.EVIDENCE.value}
    (first, mark), (second, old) = ((one, mark_on(one.get(path))) for one in officers)
    assert first.confirm(path, {**on, "disposal": "charge_issued", "mark": mark}).status_code == 303
    late = second.confirm(path, {**on, **nothing, "mark": old})
    assert "This has changed since you opened the page" in main_words(late)
    assert "Recorded until now Charge issued" in main_words(late)
    assert read(database, lambda db: db.get_one(Referral, referral.id)).clock_stopped_at is not None
    assert second.confirm(path, {**on, **nothing, "mark": mark_on(late)}).status_code == 303


def test_a_late_charge_asks_whether_it_is_true_and_takes_yes(database: Database, world: World) -> None:
    referral = a_referral(
        database,
        world,
        state=ReferralState.WITHDRAWN,
        offence_at=NOW - timedelta(days=220),
        charge_by_on=date(2027, 1, 24),
        return_by_on=date(2026, 12, 24),
        complete_by_on=date(2026, 12, 21),
    )
    typed = {
        "disposal": "charge_issued",
        "done_on-day": "25",
        "done_on-month": "1",
        "done_on-year": "2027",
        "done_time": "9am",
    }
    browser = officer(database)
    answer = browser.post(page_of(referral, "/disposal"), typed)
    assert answer.status_code == 422
    assert "The charge truly was issued after the last day" in main_words(answer)
    check = main_words(browser.post(page_of(referral, "/disposal"), {**typed, "late": "yes"}))
    assert "it is out of time" in check
    assert browser.confirm(page_of(referral, "/disposal"), {**typed, "late": "yes"}).status_code == 303


def test_contact_details_are_corrected_and_mistakes_are_kept_to_mend(database: Database, world: World) -> None:
    person = a_person(database, mobile="07700 900111")
    referral = a_referral(database, world, person)
    browser = officer(database)
    assert 'value="07700 900111"' in browser.get(page_of(referral, "/contact")).text
    bad = browser.post(page_of(referral, "/contact"), {"safe_contact": "any", "mobile": "0118 496 0000"})
    assert bad.status_code == 422
    assert 'value="0118 496 0000"' in bad.text
    good = browser.post(page_of(referral, "/contact"), {"safe_contact": "mobile_only", "mobile": "+447700900222"})
    assert good.status_code == 303
    row = read(database, lambda db: db.get_one(Person, person.id))
    assert (row.mobile, row.safe_contact) == ("07700 900222", SafeContact.MOBILE_ONLY)


def test_email_only_is_one_answer_of_the_one_question_and_wants_an_address(database: Database, world: World) -> None:
    person = a_person(database, mobile="07700 900111", email="")
    referral = a_referral(database, world, person)
    browser = officer(database)
    said = {"safe_contact": "email_only", "mobile": "07700 900111"}
    assert "Enter the email address that is safe to use" in main_words(
        browser.post(page_of(referral, "/contact"), said)
    )
    answer = browser.post(page_of(referral, "/contact"), {**said, "email": "he@example.org"})
    assert answer.status_code == 303
    assert read(database, lambda db: db.get_one(Person, person.id)).safe_contact is SafeContact.EMAIL_ONLY
    assert "His email only" in main_words(browser.get(page_of(referral)))


def test_hours_that_nobody_can_keep_to_are_shown_as_that_and_asked_for_until_they_are_days_and_hours(
    database: Database, world: World
) -> None:
    person = a_person(database, mobile="07700 900111", safe_contact=SafeContact.ANY, safe_hours="when she is out")
    referral = a_referral(database, world, person)
    task = TaskToRaise(referral.id, TaskKind.SAFE_HOURS, NOW.date())
    database.write_now(raise_tasks, [task], actor=WORKER, now=NOW)
    browser = officer(database)
    assert "“when she is out” cannot be kept to. Ask for days and hours" in main_words(browser.get(page_of(referral)))

    path, said = page_of(referral, "/contact"), {"safe_contact": "any", "mobile": "07700 900111"}
    refused = browser.post(path, {**said, "safe_hours": "when she is out"})
    assert "Enter days and hours, like weekdays 9am to 5pm" in main_words(refused)
    assert browser.post(path, {**said, "safe_hours": "weekdays after 6pm"}).status_code == 303
    row = read(database, lambda db: db.get_one(Person, person.id))
    assert row.safe_hours == "Monday to Friday 6pm to midnight"
    assert read(database, lambda db: db.execute(select(Task.state)).scalars().all()) == [TaskState.DONE]


def test_a_message_to_an_officer_that_failed_is_not_said_to_be_told_to_him(database: Database, world: World) -> None:
    referral = a_referral(database, world, state=ReferralState.RETURNED, officer_email="officer@force.example")
    an_offer(database, referral)
    facts = {"reference": referral.reference, "charge_by_on": referral.charge_by_on}
    for number, (notice, address) in enumerate(
        [("result_returned_to_officer", "officer@force.example"), ("result_returned_to_person", "his@own.example")]
    ):
        owing: dict[str, Any] = {
            "notice": notice,
            "cause": f"x:{number}",
            "channel": Channel.EMAIL,
            "address": address,
            "facts": facts,
        }
        database.write_now(owe, now=NOW, referral_id=referral.id, **owing)
    database.write_now(lambda db: db.execute(update(OutboxMessage).values(state=Delivery.FAILED)).close())
    browser = officer(database)
    desk = main_words(browser.get("/custody"))
    assert "2 messages to pass on yourself" in desk
    assert "It could not be sent: tell them another way" in desk
    assert "It could not be sent: tell him yourself" in desk
    page = main_words(browser.get(page_of(referral)))
    assert "I have told them another way : The case came back (to the officer)" in page
    assert "I have told him : The result was recorded" in page
    assert "officer@force.example" in page
    message = read(database, lambda db: db.execute(select(OutboxMessage).order_by(OutboxMessage.id)).scalars().first())
    assert browser.post(page_of(referral, f"/messages/{message.id}/told")).status_code == 303
    assert "I have told them another way" not in main_words(browser.get(page_of(referral)))


def test_a_message_to_deliver_by_hand_is_done_once_somebody_says_so(database: Database, world: World) -> None:
    person = a_person(database, safe_contact=SafeContact.NONE)
    referral = a_referral(database, world, person, state=ReferralState.ELIGIBLE)
    browser = officer(database)
    browser.post(page_of(referral, "/offer"), {**TOLD, **AUTHORISED})
    message = read(database, lambda db: db.execute(select(OutboxMessage)).scalar_one())
    assert "Messages to pass on yourself" in unfolded_words(browser.get(page_of(referral)))
    assert browser.post(page_of(referral, f"/messages/{message.id}/told")).status_code == 303
    after = browser.get(page_of(referral))
    assert "There is an offer to answer" not in unfolded_words(after)
    assert "There is an offer to answer" in main_words(after), "it is folded, and not gone"
    assert read(database, lambda db: db.get_one(OutboxMessage, message.id)).state is Delivery.SENT
    assert read(database, lambda db: timeline(db, referral.id))[0].event == "message_sent"


def test_a_message_that_did_not_go_says_why_and_is_sent_again_from_the_case(database: Database, world: World) -> None:
    person = a_person(database)
    referral = a_referral(database, world, person, state=ReferralState.ELIGIBLE)
    browser = officer(database)
    browser.post(page_of(referral, "/offer"), {**TOLD, **AUTHORISED})
    refused = {"state": Delivery.FAILED, "cause": Cause.ADDRESS_REFUSED, "problem": "address refused: 550 5.1.1"}
    database.write_now(lambda db: db.execute(update(OutboxMessage).values(**refused)).close())
    message = read(database, lambda db: db.execute(select(OutboxMessage)).scalar_one())
    page = main_words(browser.get(page_of(referral)))
    assert "Could not be sent There is no such address." in page
    assert "Send it again : There is an offer to answer" in page

    assert browser.post(page_of(referral, f"/messages/{message.id}/again")).status_code == 303

    row = read(database, lambda db: db.get_one(OutboxMessage, message.id))
    assert (row.state, row.cause) == (Delivery.QUEUED, None)
    assert "Send it again" not in main_words(browser.get(page_of(referral)))
    assert read(database, lambda db: timeline(db, referral.id))[0].event == "message_sent_again"
    assert browser.post(page_of(referral, f"/messages/{message.id}/again")).status_code == 409


def test_a_message_that_is_held_back_says_so_and_can_be_told_meanwhile(database: Database, world: World) -> None:
    referral = a_referral(database, world, a_person(database), state=ReferralState.ELIGIBLE)
    browser = officer(database)
    browser.post(page_of(referral, "/offer"), {**TOLD, **AUTHORISED})
    held = {"cause": Cause.SERVICE_REFUSED, "problem": "mail server answered 554", "attempts": 4}
    database.write_now(lambda db: db.execute(update(OutboxMessage).values(**held)).close())
    message = read(database, lambda db: db.execute(select(OutboxMessage)).scalar_one())
    page = main_words(browser.get(page_of(referral)))
    assert "Held back The mail server or text service refused it. It is tried again by itself." in page

    assert browser.post(page_of(referral, f"/messages/{message.id}/told")).status_code == 303

    assert read(database, lambda db: db.get_one(OutboxMessage, message.id)).state is Delivery.SENT
