"""A sign-in of his that ended: three ways, three texts, and he goes on where he was with what he had chosen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import update

from programme.offers.models import Offer
from programme.people.models import KeptForm
from programme.people.sign_ins import end_sign_ins_of
from programme.storage.database import Database
from tests.support.builders import a_person, a_referral, an_offer, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.own_door import CODE, CODE_HASH, Stage, a_stage
from tests.support.page_reader import words_on


def idle(stage: Stage) -> None:
    stage.browser.wiring.wall_clock.move(minutes=10)  # type: ignore[attr-defined]  # a standing clock


def sign_in(stage: Stage, to: str = "", reference: str = "") -> Response:
    """Where it leads; where something is kept for it, the page itself."""
    born = stage.person.born_on
    assert born is not None
    typed = {"reference": reference or stage.referral.reference, "code": CODE, "to": to}
    parts = {"born_on-day": born.day, "born_on-month": born.month, "born_on-year": born.year}
    return stage.browser.post("/", {**typed, **parts})


def test_a_date_that_he_chose_too_late_is_chosen_when_he_has_signed_in_again(database: Database) -> None:
    stage = a_stage(database)
    stage.a_date(15)
    chosen = stage.a_date(19)
    idle(stage)
    out = stage.post("/my-booking/dates", date=chosen.reference)
    assert out.headers["location"] == "/?again=time&to=/my-booking/dates"
    page = stage.get(out.headers["location"])
    assert "The page was not used for a while" in words_on(page)
    assert 'name="to" value="/my-booking/dates"' in page.text

    shown = sign_in(stage, "/my-booking/dates")

    assert shown.status_code == 200
    assert f'value="{chosen.reference}" checked' in shown.text
    assert shown.text.count(" checked") == 1


def test_what_he_typed_lies_sealed_and_comes_back_for_his_own_offer_alone(database: Database) -> None:
    stage = a_stage(database)
    another = a_referral(database, stage.world, a_person(database, born_on=stage.person.born_on))
    an_offer(database, another, secret_hash=CODE_HASH)
    idle(stage)
    stage.post("/my-booking/contact", mobile="07700 900999", code=CODE)
    kept = [row.sealed for row in read(database, lambda db: db.query(KeptForm).all())]
    assert len(kept) == 1
    assert "07700" not in str(kept)

    assert sign_in(stage, "/my-booking/contact", another.reference).headers["location"] == "/my-booking/contact"
    assert "900999" not in stage.get("/my-booking/contact?kept=back").text


def test_it_comes_back_without_the_code_and_not_after_ten_minutes(database: Database) -> None:
    stage = a_stage(database)
    idle(stage)
    stage.post("/my-booking/contact", mobile="07700 900999", code=CODE)
    shown = sign_in(stage, "/my-booking/contact").text
    assert "07700 900999" in shown
    assert "Enter the code from your sheet" in shown

    idle(stage)
    stage.post("/my-booking/contact", mobile="07700 900999", code=CODE)
    idle(stage)
    assert sign_in(stage, "/my-booking/contact").headers["location"] == "/my-booking/contact"


def test_a_form_that_another_site_sends_is_not_kept(database: Database) -> None:
    stage = a_stage(database)
    idle(stage)
    stage.browser.post("/my-booking/contact", {"mobile": "07700 900999"}, token="forged")
    assert read(database, lambda db: db.query(KeptForm).count()) == 0


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/my-booking/details", "/my-booking/details"),
        ("/my-booking/3", "/my-booking"),
        ("/custody", "/my-booking"),
        ("//elsewhere.example", "/my-booking"),
        ("/my-bookings", "/my-booking"),
    ],
)
def test_it_leads_back_to_pages_of_his_and_asks_first_before_those_that_are_private(
    database: Database, asked: str, leads_to: str
) -> None:
    assert sign_in(a_stage(database), asked).headers["location"] == leads_to


def timed_out(stage: Stage) -> None:
    idle(stage)


def ended(stage: Stage) -> None:
    stage.database.write_now(end_sign_ins_of, offer_id=stage.offer.id)


def opened_again(stage: Stage) -> None:
    gone = update(Offer).where(Offer.id == stage.offer.id).values(reopened_reason="He was in hospital.")
    stage.database.write_now(lambda db: db.execute(gone))


@pytest.mark.parametrize(
    ("happens", "way", "said"),
    [
        (timed_out, "/?again=time&to=/my-booking/booking", "The page was not used for a while"),
        (ended, "/?again=1", "You are signed out"),
        (opened_again, "/?again=over", "This sheet opens nothing now"),
    ],
)
def test_how_a_sign_in_ended_is_said_in_three_ways(database: Database, happens: Any, way: str, said: str) -> None:
    stage = a_stage(database)
    assert stage.get("/my-booking/booking").status_code != 401
    happens(stage)

    out = stage.get("/my-booking/booking")

    assert (out.status_code, out.headers["location"]) == (303, way)
    page = words_on(stage.get(way))
    texts = ("The page was not used for a while", "You are signed out", "This sheet opens nothing now")
    assert [text for text in texts if text in page] == [said]


def test_a_stranger_is_told_nothing_of_a_sign_in(database: Database) -> None:
    stage = a_stage(database)
    stranger = Browser(an_app(a_wiring(database, clock=stage.clock)))
    stranger.keep("sid", "never ours")
    assert stranger.get("/my-booking").headers["location"] == "/?again=1"
    assert stage.browser.wiring.wall_clock.now() - stage.clock.at < timedelta(minutes=1)
