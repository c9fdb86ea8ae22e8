"""Notes on a case and the hand-over of the shift, in a browser without script."""

from __future__ import annotations

from datetime import timedelta

import pytest

from programme.duties.models import Task, TaskKind
from programme.duties.states import TaskState
from programme.duties.words import TASK_WORDS
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_force, a_referral, a_world, add, an_account, an_agreement, an_exchange
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.page_reader import links_on, main_words


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def at_the_desk(database: Database, name: str, force: str = "43") -> Browser:
    account = an_account(database, Door.CUSTODY, force_code=force, name=name)
    return Browser(an_app(a_wiring(database))).sign_in_as(account)


@pytest.fixture
def case(database: Database, world: World) -> Referral:
    return a_referral(database, world, state=ReferralState.ELIGIBLE, custody_reference="EA/7/27", station="EA")


def test_a_note_is_written_read_on_the_case_and_struck_out_with_both_standing(
    database: Database, case: Referral
) -> None:
    browser, page = at_the_desk(database, "A. Desk"), f"/custody/referrals/{case.reference}/notes"
    assert page in links_on(browser.get(page.removesuffix("/notes")))
    empty = browser.post(page, {"text": ""})
    assert (empty.status_code, "Write the note" in main_words(empty)) == (422, True)
    assert "Tell the other side" not in empty.text

    written = browser.post(page, {"text": "He rings back on Monday."})

    assert written.headers["location"].endswith("?done=note")
    on_the_case = main_words(browser.get(written.headers["location"]))
    assert "He rings back on Monday. By A. Desk" in on_the_case
    [strike] = [link for link in links_on(browser.get(page)) if link.endswith("/strike")]
    assert "He rings back on Monday." in main_words(browser.get(strike))
    assert browser.post(strike, {"reason": "It was another man."}).headers["location"] == page
    both = main_words(browser.get(page))
    assert "He rings back on Monday." in both
    assert "Struck out: It was another man." in both
    assert not [link for link in links_on(browser.get(page)) if link.endswith("/strike")]


def test_a_page_says_that_no_note_travels_where_it_is_not_agreed(database: Database, world: World) -> None:
    a_force(database, "34")
    agreed = an_agreement(database, "34", travels=frozenset())
    sent = a_referral(database, world, force_code="34")
    an_exchange(database, sent, "34", agreement_id=agreed.id)
    theirs = Browser(an_app(a_wiring(database))).sign_in_as(an_account(database, Door.PARTNER, force_code="34"))

    words = main_words(theirs.get(f"/partner/cases/{sent.reference}/notes"))

    assert "The agreement lets no notes travel" in words


def test_the_hand_over_lists_the_open_tasks_of_the_desks_cases_due_first_with_their_clocks(
    database: Database, world: World
) -> None:
    old = NOW - timedelta(days=9)
    late, soon, other, done = (
        a_referral(database, world, station=at, referred_at=old) for at in ("EA", "EA", "DA", "EA")
    )
    for case, days, state in ((late, 9, "OPEN"), (soon, 1, "OPEN"), (other, 2, "OPEN"), (done, 1, "DONE")):
        due_on = (NOW + timedelta(days=days)).date()
        task = Task(kind=TaskKind.SAFE_HOURS, state=TaskState[state], due_on=due_on, raised_at=NOW)
        task.referral_id = case.id
        add(database, task)
    browser = at_the_desk(database, "A. Desk")

    def listed(desk: str) -> list[str]:
        links = links_on(browser.get(f"/custody/hand-over/{desk}"))
        return [link.split("/")[-1].removesuffix("#tasks") for link in links if link.endswith("#tasks")]

    assert listed("EA") == [soon.reference, late.reference]
    assert listed("force") == [soon.reference, other.reference, late.reference]
    words = main_words(browser.get("/custody/hand-over/EA"))
    assert TASK_WORDS[TaskKind.SAFE_HOURS] in words
    assert words.count(" days ") >= 2, "each has its clock"


def test_a_shift_hands_over_at_its_desk_and_the_next_one_says_that_it_has_read_it(
    database: Database, world: World
) -> None:
    fresh = a_referral(database, world, station="EA", referred_at=NOW - timedelta(hours=3))
    a_referral(database, world, station="EA", referred_at=NOW - timedelta(days=3))
    elsewhere = a_referral(database, world, station="DA", referred_at=NOW - timedelta(hours=1))
    a_force(database, "34")
    night, day = at_the_desk(database, "A. Night"), at_the_desk(database, "B. Day")
    stranger = at_the_desk(database, "C. Away", force="34")
    page = "/custody/hand-over/EA"
    assert main_words(night.post(page, {"text": " "})).count("Write what the next shift has to know") >= 1

    assert night.post(page, {"text": f"{fresh.reference}\nhas no interpreter yet"}).headers["location"] == page

    own = night.get(page)
    assert "I have read it" not in own.text
    shown = day.get(page)
    assert "1 note of the shift before to read" in main_words(day.get("/custody"))
    assert f"{fresh.reference} has no interpreter yet" in main_words(shown)
    assert [link for link in links_on(shown) if "/custody/referrals/" in link and not link.endswith("/new")] == [
        f"/custody/referrals/{fresh.reference}"
    ]
    assert "To be seen to" not in main_words(shown)
    assert elsewhere.reference in main_words(day.get("/custody/hand-over/force"))
    read = shown.text.partition('action="/custody/hand-over/notes/')[2].partition("/")[0]
    assert stranger.post(f"/custody/hand-over/notes/{read}/read").status_code == 404
    assert night.post(f"/custody/hand-over/notes/{read}/read").status_code == 409
    assert day.post(f"/custody/hand-over/notes/{read}/read").headers["location"] == page
    assert "Read by B. Day" in main_words(day.get(page))
    assert "note of the shift before" not in main_words(day.get("/custody"))
    assert day.get("/custody/hand-over").headers["location"] == "/custody/hand-over/force"
