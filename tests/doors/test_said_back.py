"""Explaining at a force's desk: the words first, whether he can decide, a solicitor before he signs, and what he said
back, kept with the consent."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select, update

from programme.offers.models import CautionDocument, Offer, ToldBack
from programme.people.models import Person
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import World, a_referral, a_world, an_account, read
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.consent import SAID_BACK, SIGNED, TOLD
from tests.support.page_reader import main_words

CAUTION = "conditional_caution"
NOW_TOLD = {**TOLD, "explained_time": "10am"}
"""The same once the offer is made: he answers in the minute in which it was."""
SILENT = {**NOW_TOLD, "read_to_him": "", "said_offered": "", "said_follows": "", "said_may_refuse": ""}


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def officer(database: Database) -> Browser:
    account = an_account(database, Door.CUSTODY, force_code="43", name="Sgt Desk", rank="Sgt")
    return Browser(an_app(a_wiring(database))).sign_in_as(account)


def page_of(referral: Referral, rest: str = "") -> str:
    return f"/custody/referrals/{referral.reference}{rest}"


def to_offer(database: Database, world: World, **facts: Any) -> Referral:
    return a_referral(database, world, state=ReferralState.ELIGIBLE, **facts)


def count(database: Database, kind: type) -> int:
    found: int = read(database, lambda db: db.execute(select(func.count()).select_from(kind)).scalar_one())
    return found


@pytest.mark.parametrize("rest", ["/offer", "/explain", "/answer"])
def test_the_words_stand_open_and_first_with_what_to_beware_of(database: Database, world: World, rest: str) -> None:
    referral = to_offer(database, world, route=CAUTION)
    browser = officer(database)
    if rest != "/offer":
        browser.post(page_of(referral, "/offer"), {**TOLD, "document": "later"})
    page = browser.get(page_of(referral, rest))
    words = main_words(page)
    assert (
        "Do not use the course to get an admission. Stop if he is drunk, unwell, in doubt, or says he did not" in words
    )
    assert "Please do not look for the person whom the police say you approached" in words
    first, asked = page.text.index("The words to explain to him"), page.text.index('name="how"')
    assert first < asked
    assert "<details" not in page.text[first:asked]


def test_where_no_admission_is_asked_for_a_denial_is_no_reason_to_stop(database: Database, world: World) -> None:
    referral = to_offer(database, world, route="deferred_prosecution")
    words = main_words(officer(database).get(page_of(referral, "/offer")))
    assert "Stop if he is drunk, unwell or in doubt. The words to explain" in words
    assert "says he did not do it" not in words
    assert "The person you approached" not in words
    assert "Please do not look for the person whom the police say you approached" in words


def test_not_signed_is_offered_first_and_stands_chosen(database: Database, world: World) -> None:
    text = officer(database).get(page_of(to_offer(database, world, route=CAUTION), "/offer")).text
    first, second = text.index('value="later"'), text.index('value="signed"')
    assert first < second
    assert "checked" in text[first:second]
    assert "checked" not in text[second : text.index('name="advice"')]


def test_the_case_and_the_return_show_what_he_said_back(database: Database, world: World) -> None:
    referral = to_offer(database, world, route=CAUTION)
    browser = officer(database)
    told = {**TOLD, "solicitor": "R. Patel, Patel & Co", "evidence_told": "The officer's statement."}
    assert browser.post(page_of(referral, "/offer"), {**told, "document": "later"}).status_code == 303
    browser.post(page_of(referral, "/answer"), {**NOW_TOLD, "answer": "decline"})
    for page in (page_of(referral), f"/custody/returns/{referral.reference}"):
        words = main_words(browser.get(page))
        for wanted in (
            "Can decide: Yes: he is sober and well", "Offered: “A day instead of court.”",
            "Record, and not finishing: “It stays on record. If I do not go: court.”",
            "May say no, free advice: “I can say no. Advice is free here.”",
            "The solicitor was told about the evidence: The officer's statement.",
        ):  # fmt: skip
            assert wanted in words, (page, wanted)


def test_he_is_asked_unless_there_is_a_reason_and_then_the_case_says_so(database: Database, world: World) -> None:
    referral = to_offer(database, world)
    browser = officer(database)
    answer = browser.post(page_of(referral, "/offer"), SILENT)
    assert answer.status_code == 422
    for field in ("read_to_him", "said_offered", "said_follows", "said_may_refuse"):
        assert f'href="#{field}' in answer.text, field
    why = {**SILENT, "not_asked_because": "His solicitor had just done it.", "solicitor": "R. Patel, Patel & Co"}
    for lacks in ({**TOLD, "said_follows": ""}, why):  # what nobody read to him was not explained
        assert browser.post(page_of(referral, "/offer"), lacks).status_code == 422
    assert count(database, Offer) == 0

    why["read_to_him"] = "yes"
    assert browser.post(page_of(referral, "/offer"), why).status_code == 303
    assert "Not asked to say it back: His solicitor had just done it." in main_words(browser.get(page_of(referral)))


@pytest.mark.parametrize(
    ("facts", "said", "field"),
    [
        ({"fit": ""}, "Choose whether he can decide now", "fit"),
        ({"fit": "no"}, "Stop here: he cannot decide now", "fit"),
        ({"fit": "with_help"}, "Enter the interpreter or the appropriate adult that he needs", "interpreter"),
    ],
)
def test_nothing_goes_on_where_he_cannot_decide(
    database: Database, world: World, facts: dict[str, str], said: str, field: str
) -> None:
    referral = to_offer(database, world)
    browser = officer(database)
    answer = browser.post(page_of(referral, "/offer"), {**TOLD, **facts})
    assert answer.status_code == 422
    assert said in main_words(answer)
    assert f'href="#{field}' in answer.text
    assert count(database, Offer) == 0
    with_somebody = {**TOLD, "fit": "with_help", "appropriate_adult": "M. Rowe, his sister"}
    assert browser.post(page_of(referral, "/offer"), with_somebody).status_code == 303


def test_the_interpreter_that_he_is_on_record_with_is_asked_for_in_his_language(
    database: Database, world: World
) -> None:
    referral = to_offer(database, world, route=CAUTION)
    plain = officer(database).get(page_of(referral, "/offer"))
    assert "no_interpreter_because" not in plain.text
    assert 'value="English"' in plain.text
    database.write_now(lambda db: db.execute(update(Person).values(interpreter="Polish")))
    browser = officer(database)
    page = browser.get(page_of(referral, "/offer"))
    assert "By the record he needs one (Polish)" in main_words(page)
    assert 'value="Polish"' in page.text

    refused = browser.post(page_of(referral, "/offer"), {**TOLD, "document": "later", "said_offered": ""})
    assert "Enter the interpreter, or why he needed none after all" in main_words(refused)
    assert 'href="#said_offered' in refused.text, "all that is wrong is said at once"
    because = {"document": "later", "no_interpreter_because": "He grew up here."}
    assert browser.post(page_of(referral, "/offer"), {**TOLD, **because}).status_code == 303
    assert "No interpreter was needed: He grew up here." in main_words(browser.get(page_of(referral)))
    late = browser.post(page_of(referral, "/caution"), SIGNED)
    assert "Enter the interpreter, or why he needed none after all" in main_words(late)


def test_a_no_is_taken_down_without_asking_him_and_a_yes_is_not(database: Database, world: World) -> None:
    referral = to_offer(database, world)
    browser = officer(database)
    browser.post(page_of(referral, "/offer"), TOLD)
    silent = {**SILENT, "fit": ""}
    assert browser.post(page_of(referral, "/answer"), {**silent, "answer": "accept"}).status_code == 422
    assert browser.post(page_of(referral, "/answer"), {**silent, "answer": "decline"}).status_code == 303
    assert count(database, ToldBack) == 1


@pytest.mark.parametrize(
    ("fit", "said", "field"),
    [
        ("no", "Stop here: he cannot decide now", "fit"),
        ("with_help", "Enter the interpreter or the appropriate adult that he needs", "interpreter"),
    ],
)
def test_a_no_of_whoever_cannot_decide_stays_beside_the_field_and_a_wish_for_advice_is_taken(
    database: Database, world: World, fit: str, said: str, field: str
) -> None:
    referral = to_offer(database, world)
    browser = officer(database)
    browser.post(page_of(referral, "/offer"), TOLD)
    cannot = {**SILENT, "fit": fit}
    no = browser.post(page_of(referral, "/answer"), {**cannot, "answer": "decline"})
    assert no.status_code == 422
    assert said in main_words(no)
    assert f'href="#{field}' in no.text
    assert browser.post(page_of(referral, "/answer"), {**cannot, "answer": "advice"}).status_code == 303
    assert read(database, lambda db: db.get_one(Referral, referral.id)).state is ReferralState.OFFERED
    assert read(database, lambda db: db.execute(select(Offer)).scalar_one()).advice_wanted_at is not None
    assert count(database, ToldBack) == 1


@pytest.mark.parametrize("rest", ["/offer", "/caution"])
def test_nobody_signs_what_he_did_not_say_back_unless_a_solicitor_advised_him(
    database: Database, world: World, rest: str
) -> None:
    referral = to_offer(database, world, route=CAUTION)
    browser = officer(database)
    if rest == "/caution":
        browser.post(page_of(referral, "/offer"), {**TOLD, "document": "later"})
    silent = dict.fromkeys(SAID_BACK, "")
    nothing = browser.post(page_of(referral, rest), {**TOLD, **SIGNED, **silent, "document": "signed"})
    for field in ("fit", "read_to_him", "said_offered", "said_follows", "said_may_refuse"):
        assert f'href="#{field}' in nothing.text, field
    busy = {**TOLD, **SIGNED, **silent, "fit": "yes", "read_to_him": "yes", "not_asked_because": "He was busy."}
    refused = browser.post(page_of(referral, rest), {**busy, "document": "signed", "warning_given": ""})
    assert "Before he signs, enter what he said to all three questions" in main_words(refused)
    assert 'href="#not_asked_because"' in refused.text
    assert "Confirm that he was warned" in main_words(refused), "all at once"
    drunk = browser.post(page_of(referral, rest), {**TOLD, **SIGNED, "fit": "no", "document": "signed"})
    assert "Stop here: he cannot decide now" in main_words(drunk)
    assert count(database, CautionDocument) == 0

    advised = {**busy, "document": "signed", "advice": "spoke", "advice_words": "R. Patel, Patel & Co"}
    assert browser.post(page_of(referral, rest), advised).status_code == 303
    for page in ("/caution", "/consent"):
        kept = main_words(browser.get(page_of(referral, page)))
        assert "Not asked to say it back: He was busy. Advised by R. Patel, Patel & Co" in kept


def test_what_he_said_back_on_the_later_day_is_kept_with_what_he_signed_and_with_whom(
    database: Database, world: World
) -> None:
    referral = to_offer(database, world, route=CAUTION)
    browser = officer(database)
    browser.post(page_of(referral, "/offer"), {**TOLD, "document": "later"})
    alone = {**SIGNED, "fit": "with_help", "said_offered": "A day, in spring."}
    assert 'href="#interpreter"' in browser.post(page_of(referral, "/caution"), alone).text
    helped = {**alone, "interpreter": "A. Ionescu", "appropriate_adult": "M. Rowe, his sister"}
    assert browser.post(page_of(referral, "/caution"), helped).status_code == 303
    said = "Interpreter: A. Ionescu Appropriate adult: M. Rowe, his sister Offered: “A day, in spring.”"
    for page in ("/caution", "/consent"):
        assert said in main_words(browser.get(page_of(referral, page)))
    assert "named below. He said it back" in main_words(browser.get(page_of(referral)))


@pytest.mark.parametrize("rest", ["/offer", "/caution"])
def test_he_is_asked_about_a_solicitor_before_he_signs(database: Database, world: World, rest: str) -> None:
    referral = to_offer(database, world, route=CAUTION)
    browser = officer(database)
    form = {**TOLD, **SIGNED, "document": "signed"}
    if rest == "/caution":
        browser.post(page_of(referral, "/offer"), {**TOLD, "document": "later"})
    neither = browser.post(page_of(referral, rest), {**form, "advice": "neither"})
    assert neither.status_code == 422
    assert "He is asked about a solicitor before he signs" in main_words(neither)
    unnamed = browser.post(page_of(referral, rest), {**form, "advice": "spoke", "advice_words": ""})
    assert 'href="#advice_words' in unnamed.text
    assert count(database, CautionDocument) == 0

    spoke = {**form, "advice": "spoke", "advice_words": "R. Patel, Patel & Co"}
    assert browser.post(page_of(referral, rest), spoke).status_code == 303
    assert "Solicitor: Spoke to R. Patel, Patel & Co" in main_words(browser.get(page_of(referral)))
    assert "Solicitor before he signed Spoke to R. Patel" in main_words(browser.get(page_of(referral, "/caution")))
