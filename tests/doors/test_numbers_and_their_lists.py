"""Every number of the overview opens the list behind it, and says how many that has; messages that did not go are sent
again from theirs."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import select, update

from programme.duties.models import Task, TaskKind
from programme.history.models import HistoryRow
from programme.intake.models import ReferralDraft
from programme.notices.carriers import Cause
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.payments.models import Fee, Refund
from programme.payments.states import RefundReason
from programme.people.models import ContactWay, Force, SafeContact
from programme.people.states import ContactState
from programme.referrals.models import Referral
from programme.shared.actor import Door, Role
from programme.shared.dates import add_months_corresponding
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    World,
    a_booking,
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
from tests.support.page_reader import links_on, main_words
from tests.support.rungs import a_clock
from tests.support.states_of_a_case import StatesOfACase, cases_in

CASE = re.compile(r'href="/admin/(?:referrals|returns)/([A-Z0-9-]{9})')
NUMBER = re.compile(r'<a class="govuk-link" href="([^"]+)">(\d+)</a>')


def a_coordinator(database: Database, force_code: str | None = "43") -> Browser:
    account = an_account(
        database, Door.ADMIN, name="C. Ordinator", roles=frozenset({Role.COORDINATOR}), force_code=force_code
    )
    return Browser(an_app(a_wiring(database))).sign_in_as(account)


def a_message(database: Database, key: str, referral: Referral | None = None, **facts: object) -> OutboxMessage:
    filled: dict[str, object] = {
        "dedupe_key": key,
        "notice": "deadline_warning",
        "referral_id": referral.id if referral else None,
        "channel": Channel.EMAIL,
        "address": "officer@example.org",
        "facts": {},
        "state": Delivery.FAILED,
        "cause": Cause.SERVICE_AWAY,
        "queued_at": NOW,
        "next_try_at": NOW,
    }
    return add(database, OutboxMessage(**{**filled, **facts}))


def something_of_each(database: Database, world: World) -> None:
    """Of each number other than one, and different ones."""
    force = world.programme.force_code
    for days in (100, 90, 20, 10, 5, -1, -2):
        a_clock(database, world, days)
    for _ in range(2):
        case = a_referral(database, world)
        add(database, Task(referral_id=case.id, kind=TaskKind.NOBODY_TO_TELL, due_on=NOW.date(), raised_at=NOW))
        a_message(database, f"m-{case.id}", case)
    a_booking(database, world, a_course_date(database, world))
    fee_id = read(database, lambda db: db.execute(select(Fee.id).order_by(Fee.id.desc())).scalars().first())
    for number in range(3):
        facts = {"payment_reference": "p", "idempotency_key": f"{force}-{number}", "reason": RefundReason.WITHDRAWN}
        add(database, Refund(fee_id=fee_id, amount_pence=100 + number, owed_at=NOW, **facts))


def shown_and_counted(his: Browser) -> dict[str, tuple[int, int]]:
    """The figure of each number, and how many rows its list shows."""
    found = {}
    for href, number in NUMBER.findall(his.get("/admin").text):
        body = his.get(href.replace("&amp;", "&")).text
        shown = body.count('name="message"') if href == "/admin/messages" else len(CASE.findall(body))
        found[href] = (int(number), shown)
    return found


def test_every_number_is_as_many_as_its_list_shows(database: Database) -> None:
    world, other = a_world(database), a_world(database, force_code="16")
    something_of_each(database, world)
    cases_in(
        StatesOfACase(database, world), ["result: did not answer", "result: chose court", "closed: referred in error"]
    )
    something_of_each(database, other)
    numbers = shown_and_counted(a_coordinator(database))
    assert len(numbers) == 9
    assert {href: number for href, (number, shown) in numbers.items() if number != shown} == {}
    assert all(number for number, _ in numbers.values()), numbers


def test_drafts_with_as_little_time_as_the_cases_that_are_counted_are_counted_beside_them(database: Database) -> None:
    a_world(database)
    account = an_account(database, Door.CUSTODY, force_code="43")
    his = a_coordinator(database)
    within = "Drafts of a referral, to be charged within 28 days"
    assert f"{within} 0" in main_words(his.get("/admin"))
    for charge_by in (NOW - timedelta(days=1), NOW + timedelta(days=20), NOW + timedelta(days=60)):
        at = add_months_corresponding(charge_by.date(), -6)
        typed = {"offence_on-day": str(at.day), "offence_on-month": str(at.month), "offence_on-year": str(at.year)}
        add(database, ReferralDraft(account_id=account.id, typed=typed, saved_at=NOW))
    page = his.get("/admin")
    assert f"{within} 1: they stand among the clocks" in main_words(page)
    assert "/admin/clocks" in links_on(page)


def test_a_number_of_another_query_would_be_noticed(database: Database) -> None:
    """The control: a list that shows a day more than its number counts is told from it."""
    world = a_world(database)
    for days in (20, 10):
        a_clock(database, world, days)
    his = a_coordinator(database)
    number = dict(NUMBER.findall(his.get("/admin").text))["/admin/referrals?clock=28"]
    assert int(number) != len(CASE.findall(his.get("/admin/referrals?clock=14").text))


def test_failed_messages_say_what_to_whom_and_why_and_give_nothing_away(database: Database) -> None:
    world = a_world(database)
    case = a_referral(database, world)
    an_offer(database, case)
    a_message(database, "a", case)
    a_message(database, "b", case, notice="course_reminder", channel=Channel.TEXT, address="07700900123")
    page = a_coordinator(database).get("/admin/messages")
    words = main_words(page)
    assert "Deadline warning" in words
    assert "to the officer in the case" in words
    assert "to the person" in words
    assert "could not be reached" in words
    assert "officer@example.org" not in page.text
    assert "07700900123" not in page.text
    assert f"/admin/referrals/{case.reference}#messages" in links_on(page)


def test_all_that_match_are_sent_again_and_what_became_of_it_is_told(database: Database) -> None:
    world, other = a_world(database), a_world(database, force_code="16")
    own, strange = a_referral(database, world), a_referral(database, other)
    for key, case, cause in (
        ("a", own, Cause.SERVICE_AWAY),
        ("b", own, Cause.SERVICE_AWAY),
        ("c", own, Cause.ADDRESS_REFUSED),
        ("d", strange, Cause.SERVICE_AWAY),
    ):
        a_message(database, key, case, cause=cause)
    his = a_coordinator(database)
    sent = his.post("/admin/messages/again", {"cause": "service_away", "all": "yes"})
    assert "2 messages are due now" in main_words(his.get(sent.headers["location"]))
    state = read(database, lambda db: dict(db.execute(select(OutboxMessage.dedupe_key, OutboxMessage.state)).all()))
    assert state == {"a": Delivery.QUEUED, "b": Delivery.QUEUED, "c": Delivery.FAILED, "d": Delivery.FAILED}
    again = his.post("/admin/messages/again", {"cause": "service_away", "all": "yes"})
    assert "Nothing is sent again" in main_words(his.get(again.headers["location"]))
    events = read(database, lambda db: db.execute(select(HistoryRow.event)).scalars().all())
    assert events.count("message_sent_again") == 2


def test_one_or_the_ticked_ones_are_sent_again_and_never_another_forces(database: Database) -> None:
    world, other = a_world(database), a_world(database, force_code="16")
    own, strange = a_referral(database, world), a_referral(database, other)
    mine, his_too, theirs = (a_message(database, key, case) for key, case in (("a", own), ("b", own), ("d", strange)))
    his = a_coordinator(database)
    nothing = his.post("/admin/messages/again", {})
    assert "Nothing was ticked" in main_words(his.get(nothing.headers["location"]))
    his.post("/admin/messages/again", {"only": str(theirs.id)})
    his.post("/admin/messages/again", {"message": [str(mine.id), str(theirs.id), "nonsense"]})
    state = read(database, lambda db: dict(db.execute(select(OutboxMessage.id, OutboxMessage.state)).all()))
    assert state == {mine.id: Delivery.QUEUED, his_too.id: Delivery.FAILED, theirs.id: Delivery.FAILED}


def test_a_message_about_no_case_is_of_the_force_of_whom_it_is_for(database: Database) -> None:
    a_world(database)
    a_world(database, force_code="16")
    an_account(database, Door.CUSTODY, force_code="43", email="own@example.org", roles=frozenset({Role.SUPERVISOR}))
    an_account(database, Door.CUSTODY, force_code="16", email="strange@example.org")
    for address in ("own@example.org", "strange@example.org"):
        a_message(database, address, address=address, notice="warnings_of_the_day")
    words = main_words(a_coordinator(database).get("/admin/messages"))
    assert "1 message, the oldest first" in words
    assert "to the supervisor" in words


def test_a_message_about_no_case_that_is_held_back_stands_in_a_list_whoever_it_is_for(database: Database) -> None:
    a_world(database)
    a_world(database, force_code="16")
    add(database, Force(code="44", name="Neighbour", kind="territorial"))
    an_account(database, Door.ADMIN, email="whole@example.org", force_code=None)
    an_account(database, Door.PARTNER, email="neighbour@example.org", force_code="44")
    an_account(database, Door.CUSTODY, email="strange@example.org", force_code="16")
    for name in ("nobody", "whole", "neighbour", "strange"):
        address = f"{name}@example.org"
        a_message(
            database,
            address,
            address=address,
            notice="cases_given_on",
            state=Delivery.QUEUED,
            cause=Cause.GIVES_AWAY,
        )
    his = a_coordinator(database)
    page = his.get("/admin/messages")
    assert page.text.count('name="message"') == 3
    assert "A word in it could tell others what it is about." in main_words(page)
    assert "Messages do not go: 3 wait" in main_words(his.get("/admin"))
    sent = his.post("/admin/messages/again", {"all": "yes"})
    due = main_words(his.get(sent.headers["location"]))
    assert "3 messages are due now" in due
    assert "No message failed" in due, "and it is not said that they went"


def test_what_is_held_back_stands_in_the_list_with_its_reason(database: Database) -> None:
    world = a_world(database)
    a_message(database, "a", a_referral(database, world), state=Delivery.QUEUED, next_try_at=NOW + timedelta(hours=1))
    his = a_coordinator(database)
    assert "It is tried again by itself" in main_words(his.get("/admin/messages"))
    database.write_now(lambda db: db.execute(update(OutboxMessage).values(cause=None)))
    assert "No message failed" in main_words(his.get("/admin/messages"))


def test_cases_that_name_no_officer_who_can_be_told_are_listed_behind_the_sentence_that_counts_them(
    database: Database,
) -> None:
    world, other = a_world(database), a_world(database, force_code="16")
    without = a_clock(database, world, 50, officer_email="")
    a_clock(database, world, 50)
    a_clock(database, other, 50, officer_email="")
    browser = a_coordinator(database)

    overview = browser.get("/admin")
    assert main_words(overview).count("name no officer in the case who can be told now: 1 running case.") == 1
    assert "/admin/without-officer" in links_on(overview)
    assert CASE.findall(browser.get("/admin/without-officer").text) == [without.reference]


def test_the_share_of_those_who_are_known_to_be_reached_stands_beside_who_is_not(database: Database) -> None:
    world = a_world(database)
    his = a_coordinator(database)
    said = "Cases with an offer whose number or address is not checked"
    assert f"{said} 0" in main_words(his.get("/admin"))
    people = [a_person(database, mobile="07700 900123") for _ in range(3)]
    people.append(a_person(database, safe_contact=SafeContact.NONE))  # is told by hand, and no message goes anywhere
    cases = [a_referral(database, world, person) for person in people]
    ways = {"state": ContactState.CHECKED, "state_at": NOW}
    add(database, ContactWay(person_id=people[0].id, address=people[0].email, **ways))
    add(database, ContactWay(person_id=people[1].id, address=people[1].mobile, **ways))  # messages go to the other

    assert f"{said} 2 of 3: 33 per cent are checked, and the goal is 90" in main_words(his.get("/admin"))

    assert set(CASE.findall(his.get("/admin/unchecked").text)) == {case.reference for case in cases[1:3]}
