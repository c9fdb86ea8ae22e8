"""His own page of who has his details and to whom he can complain: whole, true of his route, after a question."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sqlalchemy import update

from programme.courses.privacy import POINTS
from programme.notices.discretion import give_aways
from programme.offers.models import Offer
from programme.offers.told.conditions import LegalPoints
from programme.storage.database import Database
from programme.web.offender.reading import ON_ONE_PAGE
from tests.support.builders import NOTICE, add, words_signed
from tests.support.own_door import a_stage
from tests.support.page_reader import main_words

GATE, PAGE = "/my-booking/details", "/my-booking/details/shown"


def test_the_question_comes_first_and_tells_nothing(database: Database) -> None:
    stage = a_stage(database)
    gate = stage.get(GATE)
    assert give_aways(main_words(gate)) == []
    assert f'href="{PAGE}"' in gate.text
    home = stage.get()
    assert home.text.count(f'href="{GATE}"') == 2, "among what he can do, and at the foot"
    assert f'href="{PAGE}"' not in home.text, "nothing leads past the question"
    title = re.search(r"<title>(.*?)</title>", stage.get(PAGE).text, re.DOTALL)
    assert title is not None
    assert give_aways(title[1]) == []


def test_every_point_that_the_force_decided_stands_there_once_the_rest_is_true_of_his_route(database: Database) -> None:
    words = main_words(a_stage(database).get(PAGE))
    for point in set(POINTS) - {"records_until"}:  # which is of a caution
        assert NOTICE.spoken(point).lower() in words.lower(), point
    assert "within 10 working days" in words
    assert words.count("dpo@example.org") >= 2
    assert "This is not a caution." in words
    assert "About the caution itself" not in words
    assert "deletes nothing by itself" in words
    recipients = ("The police force", "National police records", "Other police forces", "The card company: Stripe")
    for recipient in (*recipients, "Those who run this website"):
        assert recipient in words
    assert words.count("The kind of photo identity that you showed") == 2, "at the force, and where he showed it"
    assert words.count("They do it for the police force, and by the same law.") == 4
    assert "It answers for that itself (UK GDPR)." in words


FIRST_THE_OFFICER = "If that does not help, you can go on to the Information Commissioner"


def test_the_order_in_which_to_complain_about_details_is_one_wherever_it_is_said(database: Database) -> None:
    stage = a_stage(database)
    assert f"the data protection officer of the police first. {FIRST_THE_OFFICER}" in main_words(stage.get(ON_ONE_PAGE))
    assert f"About your details: dpo@example.org first. {FIRST_THE_OFFICER}" in main_words(stage.get(PAGE))
    assert FIRST_THE_OFFICER in main_words(stage.get("/privacy"))


def test_on_a_route_with_a_caution_it_says_where_the_caution_goes(database: Database) -> None:
    words = main_words(a_stage(database, route="conditional_caution").get(PAGE))
    assert "The caution, if you are given one." in words
    assert NOTICE.records_until.lower() in words.lower()
    assert "About the caution itself: you can ask the police force to remove it." in words


def test_for_how_long_a_note_is_kept_that_is_no_caution_is_what_the_lawyer_answered_for_the_route(
    database: Database,
) -> None:
    stage = a_stage(database)
    assert NOTICE.records_until.lower() not in main_words(stage.get(PAGE)).lower()
    assert "57 years" not in main_words(stage.get(PAGE))
    signed = add(database, words_signed("deferred_prosecution", points=LegalPoints(note_years=57)))
    database.write_now(lambda db: db.execute(update(Offer).values(words_signed_id=signed.id)))
    assert "This is not a caution." in main_words(stage.get(PAGE))
    assert "57 years" in main_words(stage.get(PAGE))


@pytest.mark.parametrize("terms", [None, replace(NOTICE, card_until="", professional_standards="", answer_days=0)])
def test_who_was_offered_a_place_before_a_point_was_decided_reads_whom_to_ask_and_no_blank(
    database: Database, terms: object
) -> None:
    words = main_words(a_stage(database, programme={"notice": terms, "data_protection_contact": ""}).get(PAGE))
    assert "and ask how long" in words
    for blank in ("not decided", "Not given", "None", ": .", "within  ", "()"):
        assert blank not in words
