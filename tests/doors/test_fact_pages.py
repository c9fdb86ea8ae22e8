"""Correcting the facts of a case, in a browser without script: the form, what follows, and only then the change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from programme.actions.take_back_disposal import take_back_disposal
from programme.exchange.states import ExchangeState
from programme.outcomes.models import Disposal, Mistake
from programme.outcomes.points_to_see import point_mark
from programme.people.models import Person
from programme.referrals.models import Referral, Release
from programme.referrals.states import ReferralState
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    World,
    a_booking,
    a_course_date,
    a_force,
    a_person,
    a_referral,
    a_world,
    an_account,
    an_exchange,
    an_offer,
    read,
)
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.page_reader import links_on, main_words
from tests.support.referring import ended_as_mistake


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def officer(database: Database, rank: str = "Sgt") -> Browser:
    account = an_account(database, Door.CUSTODY, force_code="43", name="A. Desk", rank=rank)
    return Browser(an_app(a_wiring(database))).sign_in_as(account)


def page_of(referral: Referral, rest: str = "") -> str:
    return f"/custody/referrals/{referral.reference}{rest}"


def row_of(database: Database, referral: Referral) -> Referral:
    row: Referral = read(database, lambda db: db.get_one(Referral, referral.id))
    return row


def on(day: date, name: str = "bail_return_on") -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


# ---- bail


@pytest.fixture
def booked(database: Database, world: World) -> Referral:
    referral = a_referral(database, world, release=Release.BAIL, bail_return_on=date(2027, 3, 18))
    an_offer(database, referral)
    a_booking(database, world, a_course_date(database, world), referral)
    return referral


def test_an_officer_sees_bail_course_and_charge_by_together_and_records_a_new_date(
    database: Database, booked: Referral
) -> None:
    browser = officer(database)
    assert page_of(booked, "/bail") in links_on(browser.get(page_of(booked)))
    words = main_words(browser.get(page_of(booked, "/bail")))
    for said in ("until Thursday 18 March 2027", "Saturday 20 March 2027 at 9:30am", "Saturday 7 August 2027"):
        assert said in words
    sent = {"release": "bail", **on(date(2027, 4, 1)), "authorised_by": "", "authorised_rank": ""}
    check = browser.post(page_of(booked, "/bail"), sent)
    assert check.status_code == 200
    assert "It is on or before the bail date" in main_words(check)
    assert row_of(database, booked).bail_return_on == date(2027, 3, 18)
    saved = browser.confirm(page_of(booked, "/bail"), sent)
    assert (saved.status_code, saved.headers["location"]) == (303, page_of(booked, "?done=bail"))
    after = main_words(browser.get(saved.headers["location"]))
    assert "The bail is recorded" in after
    assert "Bail date: Thu 1 Apr 2027" in after


def test_the_check_says_that_a_course_is_after_the_bail_date(database: Database, booked: Referral) -> None:
    check = officer(database).post(page_of(booked, "/bail"), {"release": "bail", **on(date(2027, 3, 19))})
    assert "a task is raised to have the bail extended" in main_words(check)


def test_no_bail_is_recorded_without_a_date(database: Database, booked: Referral) -> None:
    browser = officer(database)
    sent = {"release": "under_investigation", **on(date(2027, 4, 1))}  # what was in the box is not meant any more
    assert "No bail: released under investigation" in main_words(browser.post(page_of(booked, "/bail"), sent))
    browser.confirm(page_of(booked, "/bail"), sent)
    row = row_of(database, booked)
    assert (row.release, row.bail_return_on) == (Release.UNDER_INVESTIGATION, None)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose whether he is on bail now"),
        ({"release": "bail"}, "Enter the date he has to return"),
        ({"release": "bail", **on(date(2027, 2, 1))}, "must be today or later"),
        ({"release": "bail", **on(date(2027, 6, 1))}, "takes an inspector or above"),
        ({"release": "bail", **on(date(2037, 6, 1))}, "check the year"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    database: Database, booked: Referral, sent: dict[str, str], said: str
) -> None:
    answer = officer(database).post(page_of(booked, "/bail"), {**sent, "authorised_by": "Somebody Typed"})
    assert answer.status_code == 422
    assert said in main_words(answer)
    if sent.get("release") == "bail":
        assert "Somebody Typed" in answer.text


def test_bail_beyond_the_last_day_to_charge_is_warned_of(database: Database, booked: Referral) -> None:
    sent = {
        "release": "bail",
        **on(date(2027, 8, 9)),
        "authorised_by": "C. Chief",
        "authorised_rank": "superintendent",
    }
    words = main_words(officer(database).post(page_of(booked, "/bail"), sent))
    assert "beyond the last day to charge" in words
    assert "C. Chief, superintendent" in words


def test_a_finished_case_offers_no_change_of_bail(database: Database, world: World) -> None:
    finished = a_referral(database, world, clock_stopped_at=NOW, clock_stopped_by="charge_issued")
    browser = officer(database)
    assert page_of(finished, "/bail") not in links_on(browser.get(page_of(finished)))
    answer = browser.post(page_of(finished, "/bail"), {"release": "under_investigation"})
    assert (answer.status_code, "The case is finished" in main_words(answer)) == (409, True)


def test_what_was_done_is_only_said_in_our_own_words(database: Database, booked: Referral) -> None:
    page = officer(database).get(page_of(booked, "?done=Everything+is+lost"))
    assert "lost" not in main_words(page)


# ---- the offence

WAS_AT = NOW - timedelta(days=21)
DATES = {"charge_by_on": date(2027, 8, 8), "return_by_on": date(2027, 7, 9), "complete_by_on": date(2027, 7, 6)}


def a_case(database: Database, world: World, person: Person | None = None, **facts: Any) -> Referral:
    return a_referral(database, world, person, **{"referred_at": NOW - timedelta(days=5), **DATES, **facts})


def typed(day: date, time: str = "10:00", **more: str) -> dict[str, str]:
    sent = {"was_at": WAS_AT.isoformat(), "offence_time": time, "reason": "The custody record says so."}
    return {**sent, **on(day, "offence_on"), **more}


def test_an_officer_reads_what_moves_and_agrees_and_the_case_says_so(database: Database, world: World) -> None:
    case = a_case(database, world)
    browser = officer(database)
    assert page_of(case, "/offence") in links_on(browser.get(page_of(case)))
    form = browser.get(page_of(case, "/offence"))
    assert "Monday 8 February 2027 at 10am" in main_words(form)
    assert 'value="10:00"' in form.text
    sent = typed(date(2027, 2, 1))
    check = browser.post(page_of(case, "/offence"), sent)
    assert check.status_code == 200
    words = main_words(check)
    for said in (
        "This moves the last day to charge from Sunday 8 August 2027 to Sunday 1 August 2027, 7 days earlier.",
        "Return by Friday 9 July 2027 Friday 2 July 2027 123 days left",
        "Last safe course day Tuesday 6 July 2027 Tuesday 29 June 2027 120 days left",
        "It goes on as it is",
        "Those of the case are in force for the new day too",
        "The officer in the case, of the new last day",
    ):
        assert said in words, words
    assert row_of(database, case).offence_at == WAS_AT
    saved = browser.confirm(page_of(case, "/offence"), sent)
    assert (saved.status_code, saved.headers["location"]) == (303, page_of(case, "?done=offence"))
    after = main_words(browser.get(saved.headers["location"]))
    assert "The offence is corrected" in after
    assert "Corrected from Monday 8 February 2027 at 10am by A. Desk" in after
    assert ": The custody record says so." in after
    assert row_of(database, case).charge_by_on == date(2027, 8, 1)


def test_later_is_warned_of_and_a_sergeant_may(database: Database, world: World) -> None:
    case = a_case(database, world)
    browser = officer(database)
    words = main_words(browser.post(page_of(case, "/offence"), typed(date(2027, 2, 10))))
    assert "from Sunday 8 August 2027 to Tuesday 10 August 2027, 2 days later." in words
    assert "If the date that stands now is right, a charge after Sunday 8 August 2027 is out of time." in words
    assert browser.confirm(page_of(case, "/offence"), typed(date(2027, 2, 10))).status_code == 303


def test_a_constable_is_shown_it_and_told_whom_to_ask(database: Database, world: World) -> None:
    case = a_case(database, world)
    browser = officer(database, rank="PC")
    check = browser.post(page_of(case, "/offence"), typed(date(2027, 2, 10)))
    assert "Ask a sergeant to correct the offence" in main_words(check)
    assert "2 days later" in main_words(check)
    assert page_of(case, "/offence/save") not in check.text
    saved = browser.post(page_of(case, "/offence/save"), {"kept": check.url.params["kept"]})
    assert "Ask a sergeant to correct the offence" in main_words(saved)
    assert row_of(database, case).offence_at == WAS_AT
    assert browser.confirm(page_of(case, "/offence"), typed(date(2027, 2, 1))).status_code == 303


def test_a_time_that_takes_a_criterion_out_of_the_way_is_a_sergeants_and_the_page_says_which(
    database: Database, world: World
) -> None:
    him = a_person(database)
    a_case(database, world, person=him, state=ReferralState.ELIGIBLE, offence_at=WAS_AT - timedelta(days=9, hours=2))
    case = a_case(database, world, person=him, state=ReferralState.INELIGIBLE)

    check = main_words(officer(database, rank="PC").post(page_of(case, "/offence"), typed(date(2027, 1, 30))))

    assert "Ask a sergeant to correct the offence" in check
    assert "Other open case: not met until now, and no more in the way. That takes a sergeant or above" in check
    assert "To move the last day to charge later takes" not in check


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"offence_on-day": ""}, "Date of the offence must include a day"),
        ({"offence_time": ""}, "Enter the time of the offence"),
        ({"offence_time": "soon"}, "must be a time, like"),
        ({"reason": " "}, "Enter what shows that it was then"),
        ({"offence_on-day": "8"}, "change the date or the time"),
        ({"offence_on-day": "26"}, "must be before he was referred for it"),
    ],
)
def test_a_mistake_about_the_offence_stands_beside_its_field(
    database: Database, world: World, change: dict[str, str], said: str
) -> None:
    case = a_case(database, world)
    answer = officer(database).post(page_of(case, "/offence"), {**typed(date(2027, 2, 1)), **change})
    assert (answer.status_code, said in main_words(answer)) == (422, True), main_words(answer)
    if "reason" not in change:
        assert "The custody record says so." in answer.text
    assert row_of(database, case).offence_at == WAS_AT


def out_of_time(database: Database, world: World, done: Disposal) -> Referral:
    """A case whose last day to charge has passed, as it stands."""
    return a_case(
        database,
        world,
        state=ReferralState.CLOSED,
        offence_at=WAS_AT - timedelta(days=180),
        charge_by_on=date(2027, 2, 11),
        return_by_on=date(2027, 1, 11),
        complete_by_on=date(2027, 1, 8),
        finalised_by=done.value,
        finalised_at=NOW - timedelta(days=1),
    )


def test_a_clock_that_runs_again_is_said_before_and_on_the_case(database: Database, world: World) -> None:
    case = out_of_time(database, world, Disposal.NO_FURTHER_ACTION)
    browser = officer(database)
    sent = {**typed(date(2026, 10, 12)), "was_at": case.offence_at.isoformat()}
    words = main_words(browser.post(page_of(case, "/offence"), sent))
    for said in (
        "That day is still to come: the clock runs again, and no further action stays on record",
        "the clock runs again: decide whether it stays so",
        "The officer in the case, of the new last day",
    ):
        assert said in words, words
    after = browser.confirm(page_of(case, "/offence"), sent)
    words = main_words(browser.get(after.headers["location"]))
    assert "the clock runs again: decide whether it stays so" in words, words
    assert "Nothing more to do" not in words


def test_what_is_on_record_about_the_last_day_is_taken_back_before_it_is_still_to_come(
    database: Database, world: World
) -> None:
    case = out_of_time(database, world, Disposal.TIME_LIMIT_EXPIRED)
    sent = {**typed(date(2026, 10, 12)), "was_at": case.offence_at.isoformat()}
    answer = officer(database).post(page_of(case, "/offence"), sent)
    assert answer.status_code == 422
    assert "another sergeant takes that back first" in main_words(answer)
    assert "The custody record says so." in answer.text


def test_a_form_that_does_not_say_what_it_corrects_is_shown_again(database: Database, world: World) -> None:
    case = a_case(database, world)
    answer = officer(database).confirm(page_of(case, "/offence"), typed(date(2027, 2, 1), was_at="then"))
    assert (answer.status_code, "Open the page again" in main_words(answer)) == (422, True)


def test_what_somebody_else_corrected_meanwhile_is_not_written_over(database: Database, world: World) -> None:
    case = a_case(database, world)
    browser = officer(database)
    browser.confirm(page_of(case, "/offence"), typed(date(2027, 2, 1)))
    answer = browser.confirm(page_of(case, "/offence"), typed(date(2027, 2, 2)))
    assert (answer.status_code, "Somebody else has corrected" in main_words(answer)) == (409, True)


def test_what_ends_is_said_before_it_ends(database: Database, world: World) -> None:
    """Under 18 on the new day: place, money and offer; and the button is the red one."""
    case = a_case(database, world)
    database.write_now(lambda db: setattr(db.get_one(Person, case.person_id), "born_on", date(2009, 2, 5)))
    an_offer(database, case)
    a_booking(database, world, a_course_date(database, world), case)
    browser = officer(database)
    check = browser.post(page_of(case, "/offence"), typed(date(2027, 2, 1)))
    words = main_words(check)
    assert "He was under 18 on the day of the offence, so the case is not eligible" in words
    assert "His offer is taken back, and his place given up" in words
    assert "His course Saturday 20 March 2027 at 9:30am" in words
    assert "He is, of what changes for him, never why" in words
    assert "govuk-button--warning" in check.text
    browser.confirm(page_of(case, "/offence"), typed(date(2027, 2, 1)))
    assert row_of(database, case).state is ReferralState.INELIGIBLE


def test_what_somebody_has_to_look_at_is_a_task_with_its_sentences(database: Database, world: World) -> None:
    lead = a_case(database, world)
    an_offer(database, lead)
    person = read(database, lambda db: db.get_one(Person, lead.person_id))
    tied = a_case(
        database, world, person, state=ReferralState.TIED, tied_to_id=lead.id, offence_at=WAS_AT + timedelta(hours=1)
    )
    browser = officer(database)
    said = f"Case {tied.reference} is not of its night any more and is a case of its own: decide it."
    assert said in main_words(browser.post(page_of(lead, "/offence"), typed(date(2027, 2, 1))))
    browser.confirm(page_of(lead, "/offence"), typed(date(2027, 2, 1)))
    for case, words in ((lead, said), (tied, "Look at the case again: something that it rests on has changed")):
        assert words in main_words(browser.get(page_of(case)))
    desk = main_words(browser.get("/custody"))
    assert desk.count("Look at the case again") == 2
    assert browser.post(page_of(lead, "/tasks/look_again/done")).status_code == 409, "it does not say of what"
    assert browser.post(page_of(lead, "/tasks/look_again/done"), {"point": point_mark(said)}).status_code == 303
    assert said not in main_words(browser.get(page_of(lead)))


def test_both_pages_say_that_one_was_offered_while_the_other_was_thought_to_have_ended(
    database: Database, world: World
) -> None:
    ended = a_case(database, world, state=ReferralState.ELIGIBLE)
    person = read(database, lambda db: db.get_one(Person, ended.person_id))
    ended_as_mistake(database, world.custody, ended.reference, Mistake.NOT_HIM)
    offered = a_case(database, world, person, offence_at=WAS_AT + timedelta(days=7), state=ReferralState.OFFERED)
    an_offer(database, offered)
    other = replace(world.custody, id=9, name="Sgt B. Other")

    database.write_now(take_back_disposal, actor=other, now=NOW, reference=ended.reference, reason="It was him.")

    browser = officer(database)
    words = main_words(browser.get(page_of(offered)))
    assert f"Case {ended.reference} is open again: that it had ended was taken back." in words
    words = main_words(browser.get(page_of(ended)))
    assert (
        f"He was offered case {offered.reference} while this one had ended: decide which of the two goes on." in words
    )


def test_a_date_that_leaves_no_time_to_charge_is_warned_of(database: Database, world: World) -> None:
    case = a_case(database, world, state=ReferralState.RETURNED)
    words = main_words(officer(database).post(page_of(case, "/offence"), typed(date(2026, 8, 20))))
    assert "By the new time the time to charge is over already" in words
    assert "Nothing follows but the clock" in words


def test_an_offence_after_the_arrest_is_warned_of(database: Database, world: World) -> None:
    case = a_case(database, world, arrested_at=WAS_AT + timedelta(minutes=20))
    browser = officer(database)
    words = main_words(browser.post(page_of(case, "/offence"), typed(date(2027, 2, 8), "11:00")))
    assert "the offence is after the arrest, Monday 8 February 2027 at 10:20am" in words
    browser.confirm(page_of(case, "/offence"), typed(date(2027, 2, 8), "11:00"))
    assert row_of(database, case).flags == ["arrest_before_offence"]


def test_a_charged_case_offers_no_correction(database: Database, world: World) -> None:
    charged = a_case(database, world, clock_stopped_at=NOW, clock_stopped_by="charge_issued")
    browser = officer(database)
    assert page_of(charged, "/offence") not in links_on(browser.get(page_of(charged)))
    for answer in (
        browser.get(page_of(charged, "/offence")),
        browser.post(page_of(charged, "/offence"), typed(date(2027, 2, 1))),
        browser.confirm(page_of(charged, "/offence"), typed(date(2027, 2, 1))),
    ):
        assert (answer.status_code, "A charge was issued" in main_words(answer)) == (409, True)


def test_what_shows_it_stays_with_custody(database: Database, world: World) -> None:
    """The reason is on custody's page, and neither in the history nor in anything the man can read."""
    case = a_case(database, world)
    offer = an_offer(database, case)
    browser = officer(database)
    browser.confirm(page_of(case, "/offence"), typed(date(2027, 2, 1), reason="Zebrawitz camera"))
    assert "Zebrawitz" in browser.get(page_of(case)).text
    himself = Browser(an_app(a_wiring(database))).sign_in_as(offer)
    for path in ("/my-booking", "/my-booking/details-used", "/my-booking/dates"):
        assert "Zebrawitz" not in himself.get(path).text


# ---- a neighbour's own cases


@pytest.fixture
def theirs(database: Database, world: World) -> tuple[Referral, Browser]:
    """A case that force 34 sent, with a place on a course, and a sergeant of it at the partner's door."""
    a_force(database, "34")
    case = a_case(database, world, force_code="34", release=Release.BAIL, bail_return_on=date(2027, 3, 18))
    an_offer(database, case)
    an_exchange(database, case, "34", state=ExchangeState.BOOKED)
    a_booking(database, world, a_course_date(database, world), case)
    account = an_account(database, Door.PARTNER, force_code="34", name="N. Next", rank="Sgt")
    return case, Browser(an_app(a_wiring(database))).sign_in_as(account)


def test_a_neighbour_corrects_the_offence_of_a_case_it_sent(
    database: Database, theirs: tuple[Referral, Browser]
) -> None:
    case, browser = theirs
    here = f"/partner/cases/{case.reference}"
    page = browser.get(here)
    assert {f"{here}/offence", f"{here}/bail"} <= set(links_on(page))
    assert "The offence Monday 8 February 2027 at 10am" in main_words(page)
    assert "7 days earlier" in main_words(browser.post(f"{here}/offence", typed(date(2027, 2, 1))))
    saved = browser.confirm(f"{here}/offence", typed(date(2027, 2, 1)))
    assert (saved.status_code, saved.headers["location"]) == (303, f"{here}?done=offence")
    words = main_words(browser.get(saved.headers["location"]))
    for said in (
        "The offence is corrected",
        "Corrected from Monday 8 February 2027 at 10am by N. Next",
        "30 July 2027",
    ):
        assert said in words
    assert row_of(database, case).charge_by_on == date(2027, 8, 1)


def test_a_neighbour_changes_the_bail_and_sees_to_the_task(
    database: Database, theirs: tuple[Referral, Browser]
) -> None:
    case, browser = theirs
    here = f"/partner/cases/{case.reference}"
    browser.confirm(f"{here}/bail", {"release": "bail", **on(date(2027, 3, 17))})
    words = main_words(browser.get(f"{here}?done=bail"))
    for said in ("The bail is recorded", "Bail On bail until Wednesday 17 March 2027", "Bail date: Wed 17 Mar"):
        assert said in words
    assert "the course is after the bail date" in words
    assert "By Tuesday 16 March 2027" in words
    assert browser.post(f"{here}/tasks/bail_extension/done").status_code == 303
    assert "By Tuesday 16 March 2027" not in main_words(browser.get(here))


def test_the_programmes_own_custody_does_not_find_a_neighbours_case(
    database: Database, theirs: tuple[Referral, Browser]
) -> None:
    case, _ = theirs
    for step, sent in (("/offence", typed(date(2027, 2, 1))), ("/bail", {"release": "voluntary"})):
        for path in (page_of(case, step), page_of(case, f"{step}/save")):
            assert officer(database).post(path, sent).status_code == 404
    assert row_of(database, case).offence_at == WAS_AT
