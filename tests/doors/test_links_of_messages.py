"""Somebody without an account is told what he can do without one: write to the desk, or open a link that shows how his
case stands and lets him say that he has seen it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from programme.actions.change_officer import change_officer
from programme.audit.models import AccessRow
from programme.duties.links import CASE_LINK_LASTS
from programme.duties.models import CaseLink
from programme.duties.states import RungState
from programme.history.timeline import timeline
from programme.notices.models import OutboxMessage
from programme.people.officers import Officer
from programme.referrals.models import Referral
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_concern, a_person, a_world, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.clock import StandingClock
from tests.support.jobs import pass_up_warnings, tell_forces, warn_forces
from tests.support.links import PUBLIC_URL, Postman, post
from tests.support.page_reader import main_words
from tests.support.rungs import OFFICER, a_clock, rungs_of, staffed

SURNAME = "Canaryname"


@pytest.fixture
def world(database: Database) -> World:
    found = a_world(database)
    staffed(database)
    return found


def warned(database: Database, world: World, days_left: int = 50, **facts: object) -> Referral:
    case = a_clock(database, world, days_left, person=a_person(database, surname=SURNAME), **facts)
    warn_forces(database, now=NOW)
    tell_forces(database, now=NOW)
    return case


def letter(database: Database, address: str = OFFICER) -> str:
    postman = Postman()
    post(database, postman, now=NOW)
    return next(one.body for one in postman.letters if one.address == address)


def link_in(body: str) -> str:
    found = re.search(rf"{PUBLIC_URL}(/link/[\w-]+)", body)
    assert found is not None, body
    return found[1]


def a_browser(database: Database, **moved: float) -> Browser:
    return Browser(an_app(a_wiring(database, clock=StandingClock(NOW + timedelta(**moved)))))


def test_his_message_says_what_he_can_do_and_never_to_sign_in(database: Database, world: World) -> None:
    case = warned(database, world)
    body = letter(database)

    assert case.reference in body
    assert "/sign-in" not in body
    assert "/cases/" not in body
    assert "write to fallback@example.org" in body
    token = link_in(body).removeprefix("/link/")
    kept = read(database, lambda db: db.execute(select(OutboxMessage)).scalars().all())
    assert not any(token in (one.body or "") or token in str(one.facts) for one in kept)
    assert token not in read(database, lambda db: db.execute(select(CaseLink.token_hash)).scalar_one())


def test_whoever_has_an_account_gets_no_such_link(database: Database, world: World) -> None:
    warned(database, world, officer_email="constable@example.org")
    body = letter(database, "constable@example.org")
    assert "/link/" not in body
    assert f"{PUBLIC_URL}/cases/" in body


def test_the_page_says_how_it_stands_names_nobody_and_a_look_answers_nothing(database: Database, world: World) -> None:
    case = warned(database, world)
    path = link_in(letter(database))
    browser = a_browser(database)

    page, *_ = [browser.get(path) for _ in range(3)]  # a mail server, twice, and then he

    assert page.status_code == 200
    words = main_words(page)
    for said in (case.reference, "50 days left", "Whose turn it is", "I have seen this", "fallback@example.org"):
        assert said in words
    assert SURNAME not in page.text
    assert [one.state for one in rungs_of(database, case)] == [RungState.RAISED]
    looks = read(
        database, lambda db: db.execute(select(AccessRow.what, AccessRow.subjects, AccessRow.actor_label)).all()
    )
    assert [tuple(one) for one in looks] == [
        ("/link/{token}", case.reference, f"{OFFICER}, by the link of a message")
    ] * 3


def test_his_button_answers_the_warning_once_and_the_history_has_his_address(database: Database, world: World) -> None:
    case = warned(database, world)
    path, browser = link_in(letter(database)), a_browser(database)
    browser.get(path)

    assert browser.post(path).headers["location"] == f"{path}?seen=1"
    after = main_words(browser.get(f"{path}?seen=1"))
    assert "It is on record that you have seen this" in after
    assert "I have seen this" not in after
    assert browser.post(path).status_code == 303

    (rung,) = rungs_of(database, case)
    assert (rung.state, rung.acknowledged_by) == (RungState.ACKNOWLEDGED, f"{OFFICER}, by the link of a message")
    events = [one.event for one in read(database, lambda db: timeline(db, case.id))]
    assert events.count("rung_acknowledged") == 1


def test_what_was_put_to_somebody_above_him_is_not_his_to_answer(database: Database, world: World) -> None:
    case = warned(database, world)
    path, browser = link_in(letter(database)), a_browser(database, days=8)
    pass_up_warnings(database, now=NOW + timedelta(days=8))

    assert "There is nothing for you to confirm here" in main_words(browser.get(path))
    browser.post(path)
    assert [one.state for one in rungs_of(database, case)] == [RungState.PASSED_UP]


def test_where_another_is_the_officer_by_then_the_link_is_shut_and_says_whom_to_ask(
    database: Database, world: World
) -> None:
    case = warned(database, world)
    path, browser = link_in(letter(database)), a_browser(database)
    assert case.reference in main_words(browser.get(path)), "the control"
    other = Officer("", "", "A Nother", "other@example.org")
    database.write_now(change_officer, actor=world.custody, now=NOW, reference=case.reference, officer=other)

    page = browser.get(path)
    assert page.status_code == browser.post(path).status_code == 410
    assert case.reference not in page.text
    assert "To ask about it, write to fallback@example.org" in main_words(page)
    assert [one.state for one in rungs_of(database, case)] == [RungState.RAISED]


def test_that_a_case_was_stopped_is_not_said(database: Database, world: World) -> None:
    case = warned(database, world)
    a_concern(database, case)
    words = main_words(a_browser(database).get(link_in(letter(database))))
    assert "It waits for a decision that is not yours" in words
    assert "safeguarding" not in words.lower()


@pytest.mark.parametrize("how", ["after its days", "with its case", "of nobody"])
def test_a_link_that_is_over_shows_and_answers_nothing_and_leaves_no_look(
    database: Database, world: World, how: str
) -> None:
    case = warned(database, world)
    path, late = link_in(letter(database)), timedelta()
    if how == "after its days":
        late = CASE_LINK_LASTS
    elif how == "with its case":
        database.write_now(lambda db: setattr(db.get_one(Referral, case.id), "finalised_at", NOW))
    else:
        path = path[:-3] + "xyz"
    browser = a_browser(database, days=late.days)

    assert [browser.get(path).status_code, browser.post(path).status_code] == [404, 404]
    assert [one.state for one in rungs_of(database, case)] == [RungState.RAISED]
    assert read(database, lambda db: db.execute(select(func.count()).select_from(AccessRow)).scalar_one()) == 0


def test_one_link_is_not_looked_at_without_end(database: Database, world: World) -> None:
    warned(database, world)
    path, browser = link_in(letter(database)), a_browser(database)
    codes = [browser.get(path).status_code for _ in range(62)]
    assert (codes[59], codes[60:]) == (200, [429, 429])
