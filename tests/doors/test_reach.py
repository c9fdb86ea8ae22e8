"""Whether messages reach him, found out at his desk: a code is sent, read out and typed."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from programme.people.models import Person, SafeContact
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import NOW, a_person, a_referral, a_world, an_account, an_agreement, an_exchange, an_offer
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.clock import StandingClock
from tests.support.codes import code_that_came
from tests.support.own_door import CODE, a_stage
from tests.support.page_reader import main_words

NUMBER, ADDRESS = "07700 900123", "he@example.org"


@pytest.mark.parametrize(
    ("door", "cases", "force"), [(Door.CUSTODY, "/custody/referrals", "43"), (Door.PARTNER, "/partner/cases", "34")]
)
def test_a_desk_sends_a_code_types_it_wrong_and_right_and_says_why_it_did_not(
    database: Database, door: Door, cases: str, force: str
) -> None:
    world = a_world(database)
    if door is Door.PARTNER:
        an_agreement(database)
    case = a_referral(database, world, a_person(database, mobile=NUMBER, email=ADDRESS), force_code=force)
    an_offer(database, case)
    if door is Door.PARTNER:
        an_exchange(database, case, force)
    officer = Browser(an_app(a_wiring(database, clock=StandingClock(NOW)))).sign_in_as(
        an_account(database, door, force_code=force)
    )
    shown = ADDRESS if door is Door.CUSTODY else "his email address"
    here = f"{cases}/{case.reference}"
    assert f"Messages go to {shown}: unchecked" in main_words(officer.get(here))
    page = officer.get(f"{here}/reach")
    assert main_words(page).count("Unchecked") == 2
    assert 'name="code"' not in page.text  # there is none to type yet

    sent = officer.post(f"{here}/reach/send", {"channel": "email"})
    assert sent.headers["location"] == f"{here}/reach"
    assert f"on its way to {shown}" in main_words(officer.get(f"{here}/reach"))
    assert (NUMBER in page.text) is (door is Door.CUSTODY)  # a neighbour is not shown how he is reached
    code = code_that_came(database, ADDRESS, now=NOW)
    assert f"A code went to {shown}" in main_words(officer.get(f"{here}/reach"))

    assert "A code is 6 digits" in main_words(officer.post(f"{here}/reach", {"code": "12"}))
    wrong = "000000" if code != "000000" else "000001"
    assert "This is not the code: 4 tries are left" in main_words(officer.post(f"{here}/reach", {"code": wrong}))
    right = officer.post(f"{here}/reach", {"code": f" {code[:3]} {code[3:]}"})
    assert right.headers["location"] == f"{here}?done=reached"

    after = main_words(officer.get(right.headers["location"]))
    assert "The code was right" in after
    assert "Messages go to" not in after
    assert "There is no code to try any more" in main_words(officer.post(f"{here}/reach", {"code": code}))
    assert 'id="reason-error"' in officer.post(f"{here}/reach/skip", {}).text
    skipped = officer.post(f"{here}/reach/skip", {"reason": "no_signal"})
    assert "The reason is recorded" in main_words(officer.get(skipped.headers["location"]))

    database.write_now(lambda db: db.execute(update(Person).values(safe_contact=SafeContact.NONE)))
    assert "on paper or by telephone" in main_words(officer.get(f"{here}/reach"))
    assert officer.post(f"{here}/reach/send", {"channel": "email"}).status_code == 409


def test_he_checks_his_own_number_by_himself_and_a_changed_one_anew(database: Database) -> None:
    stage = a_stage(database)
    database.write_now(
        lambda db: db.execute(update(Person).values(mobile=NUMBER, safe_contact=SafeContact.MOBILE_ONLY))
    )
    assert f"{NUMBER} (unchecked)" in main_words(stage.get("/my-booking/contact"))
    page = "/my-booking/contact/reach"
    assert stage.post(f"{page}/send", channel="text").headers["location"] == page
    code = code_that_came(database, NUMBER, now=NOW)
    wrong = "000000" if code != "000000" else "000001"
    assert "This is not the code: 4 tries are left" in main_words(stage.post(page, code=wrong))
    assert "A code is 6 digits" in main_words(stage.post(page, code="abc"))
    assert "The code was right" in main_words(stage.get(stage.post(page, code=code).headers["location"]))
    assert f"{NUMBER} (checked)" in main_words(stage.get("/my-booking/contact"))

    changed = {"mobile": "07700 900456", "email": "", "safe_contact": "mobile_only", "tell_old": "no", "code": CODE}
    stage.post("/my-booking/contact", **changed)
    assert "07700 900456 (unchecked)" in main_words(stage.get("/my-booking/contact"))
