"""Putting the record right, in a browser without script: its parts, a form, what follows, and only then the change."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from programme.duties.models import TaskKind
from programme.exchange.models import TravelField
from programme.history.timeline import Moment
from programme.insight.case_corrections import CaseRecordCorrection
from programme.insight.case_parts import CaseTask
from programme.people.models import Identifier, Person
from programme.referrals.models import RecordCorrection, Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Door
from programme.storage.database import Database
from programme.web.case.corrections import to_look_at
from tests.support.builders import (
    NOW,
    World,
    a_concern,
    a_force,
    a_person,
    a_referral,
    a_world,
    an_account,
    an_agreement,
    an_exchange,
    an_offer,
    read,
)
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.page_reader import links_on, main_words


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


@pytest.fixture
def case(database: Database, world: World) -> Referral:
    him = a_person(database, surname="Mensa", forenames="Kofi", born_on=date(1980, 5, 3), sex="M")
    return a_referral(database, world, him, state=ReferralState.ELIGIBLE)


def officer(database: Database, rank: str = "Sgt") -> Browser:
    account = an_account(database, Door.CUSTODY, force_code="43", name="A. Desk", rank=rank)
    return Browser(an_app(a_wiring(database))).sign_in_as(account)


def page_of(referral: Referral, rest: str = "") -> str:
    return f"/custody/referrals/{referral.reference}/record{rest}"


def who(**typed: str) -> dict[str, str]:
    start = {"surname": "Mensa", "forenames": "Kofi", "sex": "M", "reason": ""}
    born = {"born_on-day": "3", "born_on-month": "5", "born_on-year": "1980"}
    return {**start, **born, **typed}


def marked(browser: Browser, page: str, typed: dict[str, str]) -> dict[str, str]:
    """With what the page carries unseen."""
    text = browser.get(page).text
    return {**typed, "mark": text.partition('name="mark" value="')[2].partition('"')[0]}


def test_an_officer_puts_a_name_right_reads_what_follows_and_the_case_says_from_what_to_what(
    database: Database, case: Referral
) -> None:
    browser, page = officer(database), page_of(case, "/person")
    assert page_of(case) in links_on(browser.get(page_of(case).removesuffix("/record")))
    assert page in links_on(browser.get(page_of(case)))

    sent = marked(browser, page, who(surname="mensah", reason="His passport says so."))
    check = main_words(browser.post(page, sent))
    assert "Surname Mensa Mensah" in check
    assert "Eligibility is decided again" in check
    saved = browser.confirm(page, sent)

    assert (saved.status_code, saved.headers["location"]) == (303, f"{page_of(case)[:-7]}?done=record")
    after = main_words(browser.get(saved.headers["location"]))
    assert "It is recorded, with what stood there before" in after
    assert "Surname: Mensah, not Mensa By A. Desk" in after
    assert "Put right: surname." in after
    assert read(database, lambda db: db.get_one(Person, case.person_id)).surname == "Mensah"


def test_a_number_is_added_without_a_reason_and_its_flaw_is_said_before_it_is_kept(
    database: Database, case: Referral
) -> None:
    browser, page = officer(database), page_of(case, "/numbers")
    sent = marked(
        browser, page, {"urn": "43MD4037226", "pnc_id": "2010/0217220Z", "custody_reference": "", "reason": ""}
    )

    assert "The last letter does not match the number" in main_words(browser.post(page, sent))
    early = {"offence_code": "SX03213", "arrested_time": "1am", "operation": "", "reason": "A slip."}
    arrest = {**early, "arrested_on-day": "1", "arrested_on-month": "1", "arrested_on-year": "26"}
    odd = main_words(browser.post(page_of(case, "/offence"), marked(browser, page_of(case, "/offence"), arrest)))
    assert "Worth a second look" in odd
    assert browser.confirm(page, sent).status_code == 303

    numbers = read(database, lambda db: db.execute(select(Identifier.as_entered)).scalars().all())
    assert {"43MD4037226", "2010/0217220Z"} <= {*numbers}


def test_a_fact_whose_page_does_not_open_now_says_why_and_has_no_link(
    database: Database, world: World, case: Referral
) -> None:
    browser, settle = officer(database), f"/custody/referrals/{case.reference}/settle"
    assert settle in links_on(browser.get(page_of(case)))

    offered = a_referral(database, world, state=ReferralState.OFFERED)
    page = browser.get(page_of(offered))
    assert f"/custody/referrals/{offered.reference}/settle" not in links_on(page)
    assert "what else eligibility rests on: Eligibility is decided already. The case was offered" in main_words(page)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"surname": ""}, ["Enter his surname", "Enter why it is put right"]),
        ({"born_on-year": "2031"}, ["Date of birth must be in the past", "Enter why it is put right"]),
        ({"forenames": "Kwame"}, ["Enter why it is put right"]),
        ({}, []),
    ],
)
def test_everything_that_is_wrong_stands_beside_its_field_in_the_words_of_the_referral_form(
    database: Database, case: Referral, typed: dict[str, str], said: list[str]
) -> None:
    answer = officer(database).post(page_of(case, "/person"), who(**typed))

    assert answer.status_code == 422
    assert not [words for words in said or ["This is what is recorded already"] if words not in main_words(answer)]


def test_what_somebody_else_put_right_meanwhile_is_shown_beside_what_was_entered(
    database: Database, case: Referral
) -> None:
    browser, page = officer(database), page_of(case, "/person")
    late = marked(browser, page, who(forenames="Kwame", reason="He says so."))
    browser.confirm(page, marked(browser, page, who(forenames="Kofi Adu", reason="His passport says so.")))

    words = main_words(browser.post(page, late))

    assert "This has changed since you opened the page" in words
    assert "Forenames Kofi Adu Kwame" in words
    assert "Put this right?" not in words
    assert read(database, lambda db: db.get_one(Person, case.person_id)).forenames == "Kofi Adu"


def test_a_constable_is_shown_what_takes_a_sergeant(database: Database, world: World) -> None:
    young = a_person(database, surname="Mensa", forenames="Kofi", born_on=date(2012, 5, 3), sex="M")
    case = a_referral(database, world, young, state=ReferralState.INELIGIBLE)
    browser, page = officer(database, rank="PC"), page_of(case, "/person")

    words = main_words(browser.post(page, marked(browser, page, who(reason="A slip of the pen."))))

    assert "Ask a sergeant to put this right" in words


def test_a_code_that_protects_somebody_is_said_to_stop_the_case_before_it_is_kept(
    database: Database, world: World
) -> None:
    stands = a_referral(database, world, state=ReferralState.OFFERED)
    an_offer(database, stands)
    browser, page = officer(database), page_of(stands, "/offence")
    none = {
        "arrested_on-day": "",
        "arrested_on-month": "",
        "arrested_on-year": "",
        "arrested_time": "",
        "operation": "",
    }
    sent = marked(browser, page, {**none, "offence_code": "SX03104", "reason": "The charge sheet says so."})

    check = main_words(browser.post(page, sent))
    assert "the case stops, as with a concern" in check
    assert "Safeguarding, at once: the case waits for its decision" in check
    assert "He is, that the offer was taken back, never why" in check
    after = main_words(browser.get(browser.confirm(page, sent).headers["location"]))
    assert "Stopped for safeguarding. See what was seen and who was told" in after


def test_after_the_result_the_page_says_that_safeguarding_is_told_and_what_became_of_it_stays(
    database: Database, world: World
) -> None:
    case = a_referral(database, world, state=ReferralState.ACKNOWLEDGED)
    browser, page = officer(database), page_of(case, "/offence")
    when = dict.fromkeys(("arrested_on-day", "arrested_on-month", "arrested_on-year", "arrested_time", "operation"), "")
    sent = marked(browser, page, {**when, "offence_code": "SX03104", "reason": "The charge sheet says so."})

    check = main_words(browser.post(page, sent))
    assert "safeguarding is told and looks at it. What became of the case stays as it is" in check
    assert "Safeguarding, at once Why" in check
    assert "waits for its decision" not in check
    after = main_words(browser.get(browser.confirm(page, sent).headers["location"]))
    assert "Safeguarding concern. See what was seen and who was told" in after


def test_a_neighbour_is_asked_what_travels_and_sees_what_the_coordinator_put_right(
    database: Database, world: World
) -> None:
    a_force(database, "34")
    agreed = an_agreement(database, "34", travels=frozenset({TravelField.PNC_ID}))
    him = a_person(database, surname="Mensa", forenames="Kofi", born_on=date(1980, 5, 3), interpreter="Twi")
    case = a_referral(database, world, him, force_code="34", state=ReferralState.OFFERED)
    an_offer(database, case)
    an_exchange(database, case, "34", agreement_id=agreed.id)
    wiring: Any = a_wiring(database)
    theirs = Browser(an_app(wiring)).sign_in_as(an_account(database, Door.PARTNER, force_code="34"))
    here = f"/partner/cases/{case.reference}"
    assert "Interpreter" not in main_words(theirs.get(f"{here}/record"))
    assert "Custody record number" not in main_words(theirs.get(f"{here}/record/numbers"))

    desk = Browser(an_app(wiring)).sign_in_as(an_account(database, Door.ADMIN, force_code="43"))
    page = f"/admin/referrals/{case.reference}/record/numbers"
    desk.confirm(page, marked(desk, page, {"pnc_id": "2010/0217220K", "reason": ""}))

    [kept] = read(database, lambda db: db.execute(select(RecordCorrection)).scalars().all())
    assert [one.fact for one in kept.changes] == ["pnc_id"]
    assert "PNC ID: 2010/0217220K" in main_words(theirs.get(here))


def test_a_strange_reason_why_a_case_should_end_is_a_mistake_and_not_a_fault(
    database: Database, case: Referral
) -> None:
    typed = {"mistake": "because", "right": "KNN9-HCMM", "reason": "It is the same night."}
    answer = officer(database).post(f"/custody/referrals/{case.reference}/mistake", typed)
    assert (answer.status_code, "Choose why this case should end" in main_words(answer)) == (422, True)


def test_that_a_concern_stops_it_is_said_beside_why_it_should_end(database: Database, case: Referral) -> None:
    a_concern(database, case)
    typed = {"mistake": "no_offence", "right": "", "reason": "It is the same night."}
    page = f"/custody/referrals/{case.reference}/mistake"
    database.write_now(lambda db: setattr(db.get_one(Referral, case.id), "state", ReferralState.WITHDRAWN))
    browser = officer(database)
    assert "Safeguarding, that the case that stays is stopped" in main_words(browser.get(page))
    answer = browser.post(page, typed)
    assert (answer.status_code, "safeguarding says first that none is left" in main_words(answer)) == (422, True)
    assert "It is the same night." in answer.text


def test_what_has_to_be_looked_at_is_said_once_however_often_the_record_was_put_right() -> None:
    task = CaseTask(1, TaskKind.LOOK_AGAIN, NOW.date(), NOW)
    made = [
        CaseRecordCorrection([], "A slip.", lines, NOW, "X. Officer")
        for lines in (["The document."], ["The document.", "The slip."])
    ]
    beside = [
        Moment("other_case_open_again", {"said": said}, at, at, "X. Officer")
        for said, at in (("Case ABCD-EFGH is open again.", NOW), ("Long since.", NOW - timedelta(days=1)))
    ]
    words = [one.words for one in to_look_at([task], beside, made)]
    assert words == ["The document.", "The slip.", "Case ABCD-EFGH is open again."]
