"""Correcting the facts of a case, in a browser without script: the form, what follows, and only then the change."""

from __future__ import annotations

from datetime import date

import pytest

from programme.referrals.models import Referral, Release
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
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
    saved = browser.post(page_of(booked, "/bail/save"), sent)
    assert (saved.status_code, saved.headers["location"]) == (303, page_of(booked, "?done=bail"))
    after = main_words(browser.get(saved.headers["location"]))
    assert "The bail is recorded" in after
    assert "Bail date Thursday 1 April 2027" in after


def test_the_check_says_that_a_course_is_after_the_bail_date(database: Database, booked: Referral) -> None:
    check = officer(database).post(page_of(booked, "/bail"), {"release": "bail", **on(date(2027, 3, 19))})
    assert "a task is raised to have the bail extended" in main_words(check)


def test_no_bail_is_recorded_without_a_date(database: Database, booked: Referral) -> None:
    browser = officer(database)
    sent = {"release": "under_investigation", **on(date(2027, 4, 1))}  # what was in the box is not meant any more
    assert "No bail: released under investigation" in main_words(browser.post(page_of(booked, "/bail"), sent))
    browser.post(page_of(booked, "/bail/save"), sent)
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
@pytest.mark.parametrize("step", ["/bail", "/bail/save"])
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    database: Database, booked: Referral, sent: dict[str, str], said: str, step: str
) -> None:
    answer = officer(database).post(page_of(booked, step), {**sent, "authorised_by": "Somebody Typed"})
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
