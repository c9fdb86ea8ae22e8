"""Changing the officer in a case, in a browser without script: looked up, chosen from several, or typed."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from programme.duties.models import Cover
from programme.referrals.models import Referral
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import NOW, a_force, a_referral, a_world, add, an_account, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.page_reader import links_on, main_words


@dataclass(frozen=True)
class Desk:
    """Somebody at the desk, a case, and two colleagues with the same surname."""

    database: Database
    browser: Browser
    case: Referral
    page: str
    anna: int

    def officer(self) -> tuple[int | None, str, str]:
        row = read(self.database, lambda db: db.get_one(Referral, self.case.id))
        return row.officer_id, row.officer_name, row.officer_email


@pytest.fixture
def desk(database: Database) -> Desk:
    world = a_world(database)
    at_desk = an_account(database, Door.CUSTODY, force_code="43", name="Sgt A. Desk", collar="1")
    an_account(database, Door.CUSTODY, force_code="43", name="David Rowe", rank="PC", collar="5521")
    anna = an_account(
        database, Door.CUSTODY, force_code="43", name="Anna Rowe", rank="DC", collar="77", email="anna@example.org"
    )
    case = a_referral(database, world, officer_name="J Lindqvist", officer_rank="PS")
    page = f"/custody/referrals/{case.reference}"
    return Desk(database, Browser(an_app(a_wiring(database))).sign_in_as(at_desk), case, page, anna.id)


def test_one_who_fits_is_taken_and_shown(desk: Desk) -> None:
    assert f"{desk.page}/officer" in links_on(desk.browser.get(desk.page))
    away = Cover(force_code="43", officer_id=desk.anna, officer_email="anna@example.org", officer="DC 77 Anna Rowe")
    away.covered_by_id, away.covered_by, away.case_ids = desk.anna - 1, "PC 5521 David Rowe", []
    away.from_on = away.until_on = NOW.date()
    away.arranged_at, away.arranged_by = NOW, "Sgt A. Desk"
    add(desk.database, away)
    asked = main_words(desk.browser.get(f"{desk.page}/officer"))
    assert "PS J Lindqvist" in asked
    assert "Away today: DC 77 Anna Rowe: PC 5521 David Rowe covers from" in asked

    done = desk.browser.post(f"{desk.page}/officer", {"officer": "dc 77"})

    words = main_words(desk.browser.get(done.headers["location"]))
    assert "The officer in the case is another one now" in words
    assert "DC 77 Anna Rowe" in words
    assert desk.officer() == (desk.anna, "Anna Rowe", "anna@example.org")


def test_several_who_fit_are_offered_and_one_is_chosen(desk: Desk) -> None:
    several = desk.browser.post(f"{desk.page}/officer", {"officer": "rowe"})
    assert several.status_code == 422
    words = main_words(several)
    assert "several fit what you typed" in words
    assert "PC 5521 David Rowe" in words
    assert "DC 77 Anna Rowe" in words
    assert desk.officer()[1] == "J Lindqvist"

    desk.browser.post(f"{desk.page}/officer", {"officer": "rowe", "officer_account": str(desk.anna)})
    assert desk.officer()[0] == desk.anna


def test_a_choice_among_several_counts_only_for_what_was_typed_when_it_was_made(desk: Desk) -> None:
    desk.browser.post(f"{desk.page}/officer", {"officer": "5521", "officer_account": str(desk.anna)})
    assert desk.officer()[1] == "David Rowe"


def test_where_nobody_fits_a_name_and_an_address_are_asked_for_and_nothing_typed_is_lost(desk: Desk) -> None:
    nobody = desk.browser.post(f"{desk.page}/officer", {"officer": "Hall"})
    assert "Nobody with an account fits" in main_words(nobody)
    assert 'value="Hall"' in nobody.text

    half = desk.browser.post(f"{desk.page}/officer", {"officer": "", "officer_name": "P Hall"})
    assert "without an account it is how he is told" in main_words(half)
    wrong = desk.browser.post(f"{desk.page}/officer", {"officer_name": "P Hall", "officer_email": "at home"})
    assert "Work email must have an @" in main_words(wrong)

    typed = {"officer": "Hall", "officer_name": "P Hall", "officer_email": "hall@example.org"}
    assert desk.browser.post(f"{desk.page}/officer", typed).headers["location"] == f"{desk.page}?done=officer"
    assert desk.officer() == (None, "P Hall", "hall@example.org")


def test_two_different_officers_in_one_form_are_not_guessed_between(desk: Desk) -> None:
    both = {"officer": "5521", "officer_name": "P Hall", "officer_email": "hall@example.org"}
    assert "This is PC 5521 David Rowe" in main_words(desk.browser.post(f"{desk.page}/officer", both))
    assert desk.officer()[1] == "J Lindqvist"


def test_only_his_own_force_finds_the_page_and_finds_its_own_officers(desk: Desk) -> None:
    a_force(desk.database, "34")
    theirs = an_account(desk.database, Door.PARTNER, force_code="34", name="P Stranger", collar="99")
    stranger = Browser(an_app(desk.browser.wiring)).sign_in_as(theirs)
    assert stranger.get(f"/partner/cases/{desk.case.reference}/officer").status_code == 404
    assert "Nobody with an account fits" in main_words(desk.browser.post(f"{desk.page}/officer", {"officer": "99"}))
