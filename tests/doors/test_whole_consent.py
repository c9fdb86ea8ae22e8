"""His whole consent on one page: exactly the words that he read or was read, whatever changed since."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from programme.actions.accept_offer import accept_offer
from programme.courses.models import ProgrammeFee
from programme.offers.models import ExplanationGiven
from programme.offers.states import OfferState
from programme.offers.told.telling import told_again
from programme.outcomes.models import Disposal, Excuse, RecordedDisposal
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    World,
    a_force,
    a_referral,
    a_world,
    add,
    an_account,
    an_exchange,
    an_offer,
    himself,
    read,
)
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.consent import SIGNED, TOLD
from tests.support.page_reader import links_on, main_words

CAUTION = "conditional_caution"


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def officer(database: Database, *, door: Door = Door.CUSTODY, force_code: str = "43") -> Browser:
    account = an_account(database, door, force_code=force_code, name="Sgt Desk", rank="Sgt")
    return Browser(an_app(a_wiring(database))).sign_in_as(account)


def page_of(referral: Referral, rest: str = "") -> str:
    return f"/custody/referrals/{referral.reference}{rest}"


def kept(database: Database) -> list[ExplanationGiven]:
    wanted = select(ExplanationGiven).order_by(ExplanationGiven.id)
    return read(database, lambda db: list(db.execute(wanted).scalars()))


@pytest.mark.parametrize("route", [CAUTION, "deferred_prosecution", "community_resolution"])
def test_every_word_that_was_explained_stands_there_as_it_was_though_the_fee_and_how_he_stands_changed(
    database: Database, world: World, route: str
) -> None:
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE, route=route)
    browser = officer(database)
    read_out = main_words(browser.get(page_of(referral, "/offer")))
    assert browser.post(page_of(referral, "/offer"), {**TOLD, "document": "later"}).status_code == 303
    add(database, ProgrammeFee(programme_id=world.programme.id, from_on=NOW.date(), amount_pence=11_000))
    if route == CAUTION:
        assert browser.post(page_of(referral, "/caution"), SIGNED).status_code == 303
    assert browser.post(page_of(referral, "/explain"), {**TOLD, "explained_time": "9:55am"}).status_code == 303

    words = main_words(browser.get(page_of(referral, "/consent")))
    first, second = kept(database)
    for one in (first, second):
        told = told_again(
            route=one.route, version=one.words_version, language=one.words_language, holds=one.holds, facts=one.facts
        )
        assert told is not None
        for text in told.text.splitlines():
            assert " ".join(text.split()) in words, text
            assert one is second or " ".join(text.split()) in read_out, text
    assert (first.holds == second.holds) is (route != CAUTION)
    assert "He had not answered yet".lower() in words.lower()
    assert "Offered: “A day instead of court.”" in words


def test_what_he_signed_and_answered_stands_there_whole(database: Database, world: World) -> None:
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE, route=CAUTION)
    browser = officer(database)
    consent = "I agree.\nI was told, and understood:\n□ I can refuse."
    browser.post(page_of(referral, "/offer"), {**TOLD, **SIGNED, "consent": consent, "document": "signed"})
    page = browser.get(page_of(referral))
    assert page_of(referral, "/consent") in links_on(page)
    words = main_words(browser.get(page_of(referral, "/consent")))
    for wanted in (
        "Kind of paper Conditional caution", "I admit it.", "I complete the course.",
        "The warning on it Not kept here: it stands on the paper itself",
        "The fee, no condition Not kept here: it stands on the paper itself", "Given by Sgt A. Desk, Custody, sergeant",
        "Asked, and said no: He wants to get it over with.", "Offer accepted",
    ):  # fmt: skip
        assert wanted in words, wanted
    assert "□" not in words, "a box that is empty would say that he left it so"
    signed = words.partition("What he signed on")[2]
    assert "I was told, and understood: • I can refuse. Beside each point is a box on the paper." in signed
    assert "□" not in main_words(browser.get(page_of(referral, "/caution")))
    assert "arrested and prosecuted" not in signed, "nobody typed a warning, and none was printed here"
    assert "his reason for not finishing" not in words

    charged = {"disposal": Disposal.CHARGE_ISSUED, "done_at": NOW, "recorded_at": NOW, "recorded_by": "Sgt C. Day"}
    decided = {"excuse": Excuse.NOT_REASONABLE, "excuse_because": "He overslept."}
    add(database, RecordedDisposal(referral_id=referral.id, **charged, **decided))
    words = main_words(browser.get(page_of(referral, "/consent")))
    assert "not a reasonable excuse He overslept. Charge issued By Sgt C. Day" in words


@pytest.mark.parametrize(
    ("screens", "said"),
    [
        (["summary", "sign", "fee"], "He opened the summary and: What you sign; The fee"),
        (["summary"], "He opened the summary only"),
        (["fee"], "He opened: The fee"),
        ([], "What he opened of them is not on record"),
    ],
)
def test_what_he_opened_before_he_answered_is_all_that_is_said_of_his_reading(
    database: Database, world: World, screens: list[str], said: str
) -> None:
    referral = a_referral(database, world, state=ReferralState.OFFERED, route=CAUTION)
    offer = an_offer(database, referral, state=OfferState.OPEN)
    database.write_now(accept_offer, actor=himself(offer), now=NOW, words_version=offer.words_version, screens=screens)
    for rest in ("", "/consent"):
        words = main_words(officer(database).get(page_of(referral, rest)))
        assert f"On his own pages, online Version {offer.words_version}, in English {said} The person" in words


def test_what_he_did_not_open_is_not_printed_as_what_he_read(database: Database, world: World) -> None:
    referral = a_referral(database, world, state=ReferralState.OFFERED, route=CAUTION)
    offer = an_offer(database, referral, state=OfferState.OPEN)
    opened = ["summary", "fee"]
    database.write_now(accept_offer, actor=himself(offer), now=NOW, words_version=offer.words_version, screens=opened)
    words = main_words(officer(database).get(page_of(referral, "/consent")))
    before, apart, after = words.partition("Not opened by him")
    assert apart
    (one,) = kept(database)
    told = told_again(
        route=one.route, version=one.words_version, language=one.words_language, holds=one.holds, facts=one.facts
    )
    assert told is not None
    for paragraph in told.summary:
        assert " ".join(paragraph.split()) in before
    for screen in told.screens:
        here, there = (before, after) if screen.key == "fee" else (after, before)
        for paragraph in screen.paragraphs:
            assert " ".join(paragraph.split()) in here
            assert f"{screen.heading} {paragraph}" not in there


def test_what_was_told_before_its_facts_were_kept_is_said_to_be_so(database: Database, world: World) -> None:
    referral = a_referral(database, world, state=ReferralState.OFFERED)
    offer = an_offer(database, referral, state=OfferState.OPEN)
    before = {"how": "in_person", "given_at": NOW - timedelta(days=9), "given_by": "Sgt A. Desk", "recorded_at": NOW}
    earlier = ExplanationGiven(offer_id=offer.id, words_version="2026-2", language="English", **before)
    add(database, earlier)
    words = main_words(officer(database).get(page_of(referral, "/consent")))
    assert "Version 2026-2, in English. It was told before the service kept which day and which amount" in words
    assert "Not on record that he was asked to say it back" in words


def test_it_is_closed_to_another_force_and_there_is_none_before_an_offer(database: Database, world: World) -> None:
    referral = a_referral(database, world, state=ReferralState.OFFERED)
    browser = officer(database)
    assert browser.get(page_of(referral, "/consent")).status_code == 404
    an_offer(database, referral, state=OfferState.OPEN)
    assert browser.get(page_of(referral, "/consent")).status_code == 200
    a_world(database, force_code="16")
    assert officer(database, force_code="16").get(page_of(referral, "/consent")).status_code == 404


def test_the_neighbour_prints_it_at_its_own_door(database: Database, world: World) -> None:
    a_force(database, "34")
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE, force_code="34", route=CAUTION)
    an_exchange(database, referral, "34")
    browser = officer(database, door=Door.PARTNER, force_code="34")
    here = f"/partner/cases/{referral.reference}"
    assert browser.post(f"{here}/offer", {**TOLD, "document": "later"}).status_code == 303
    assert f"{here}/consent" in links_on(browser.get(here))
    assert "You are offered a conditional caution" in main_words(browser.get(f"{here}/consent"))
