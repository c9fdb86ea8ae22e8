"""The papers that are printed to be signed: kept word for word, and recorded as they were printed."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from httpx import Response
from pypdf import PdfReader
from sqlalchemy import delete, select

from programme.actions.correct_offence import correct_offence
from programme.actions.correct_record import correct_record
from programme.actions.print_paper import print_paper
from programme.actions.record_caution import record_caution
from programme.history.timeline import timeline
from programme.offers.models import CautionDocument, PrintedPaper, WordsSigned
from programme.offers.paper_refusals import ContentTooLong, PrintedInAnotherName
from programme.offers.paper_words import Texts
from programme.offers.refusals import CautionNotWanted, CautionSignedAlready
from programme.offers.states import OfferState
from programme.offers.words_refusals import WordsNotSigned
from programme.outcomes.correcting import PRINT_AGAIN
from programme.referrals.corrections import RecordPart
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Door
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_person, a_referral, a_world, an_account, an_offer, read, signed
from tests.support.clients import Browser, a_wiring, an_app
from tests.support.consent import SIGNED, TOLD
from tests.support.page_reader import main_words

CAUTION = "conditional_caution"
PARTS = {name: SIGNED[name] for name in ("offence", "admission", "consent")}
EARLY, LATE = ({**PARTS, "conditions": f"I finish it by {day} June 2027."} for day in (17, 18))


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def officer(database: Database) -> Browser:
    account = an_account(database, Door.CUSTODY, force_code="43", name="Sgt Desk", rank="Sgt")
    return Browser(an_app(a_wiring(database))).sign_in_as(account)


def offered(database: Database, world: World, **facts: Any) -> Referral:
    referral = a_referral(database, world, state=ReferralState.OFFERED, route=CAUTION, **facts)
    an_offer(database, referral, state=OfferState.OPEN)
    return referral


def page_of(referral: Referral, rest: str = "") -> str:
    return f"/custody/referrals/{referral.reference}{rest}"


def printed(database: Database, world: World, referral: Referral, parts: dict[str, str], minutes_ago: int) -> None:
    at = NOW - timedelta(minutes=minutes_ago)
    database.write_now(print_paper, actor=world.custody, now=at, reference=referral.reference, texts=Texts(**parts))


def papers(database: Database) -> list[PrintedPaper]:
    return read(database, lambda db: list(db.execute(select(PrintedPaper).order_by(PrintedPaper.id)).scalars()))


def document(database: Database) -> CautionDocument | None:
    return read(database, lambda db: db.execute(select(CautionDocument)).scalar_one_or_none())


def pdf_words(answer: Response) -> str:
    assert answer.headers["content-type"] == "application/pdf", main_words(answer)
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages).split())


def test_what_is_printed_is_kept_once_with_who_when_and_the_last_day(database: Database, world: World) -> None:
    referral, browser = offered(database, world), officer(database)
    for parts in (EARLY, EARLY, LATE):
        assert browser.post(page_of(referral, "/caution/document"), parts).status_code == 200
    kept = papers(database)
    assert [(one.finish_by_on.day if one.finish_by_on else 0, one.offer_number) for one in kept] == [(17, 1), (18, 1)]
    assert (kept[0].offence, kept[0].printed_by, kept[0].printed_at) == ("An offence.", "Sgt Desk, Organisation", NOW)
    assert kept[0].kind == "Conditional caution"
    said = [one.event for one in read(database, lambda db: timeline(db, referral.id))]
    assert said.count("paper_printed") == 2


def test_the_last_one_before_he_signed_is_recorded_word_for_word(database: Database, world: World) -> None:
    """Printed again after that, with another day: what stands there is on no paper that he has signed."""
    referral, browser = offered(database, world), officer(database)
    printed(database, world, referral, EARLY, 20)
    printed(database, world, referral, LATE, 5)
    asked = main_words(browser.get(page_of(referral, "/caution")))
    assert "Printed Monday 1 March 2027 at 9:40am, to finish by Thursday 17 June 2027" in asked
    assert "I finish it by 18 June 2027." in asked

    assert browser.post(page_of(referral, "/caution"), {**SIGNED, **LATE, "printed": "last"}).status_code == 303

    kept = document(database)
    assert kept is not None
    assert (kept.conditions, kept.printed_at) == (EARLY["conditions"], NOW - timedelta(minutes=20))
    consent = main_words(browser.get(page_of(referral, "/consent")))
    assert "I finish it by 17 June 2027." in consent
    assert "The warning on it If I do not keep the condition" in consent, "it was printed"
    assert "Printed Monday 1 March 2027 at 9:40am" in consent


def test_another_paper_can_be_chosen_and_none_that_was_printed_later(database: Database, world: World) -> None:
    referral, browser = offered(database, world), officer(database)
    for parts, ago in ((EARLY, 40), (LATE, 20), (EARLY, 5)):
        printed(database, world, referral, parts, ago)
    first, _, later = (one.printed_at.isoformat() for one in papers(database))

    refused = browser.post(page_of(referral, "/caution"), {**SIGNED, **LATE, "printed": later})
    assert "He can sign a paper once it is printed: that was Monday 1 March 2027 at 9:55am" in main_words(refused)
    assert 'href="#printed"' in refused.text
    unknown = browser.post(page_of(referral, "/caution"), {**SIGNED, **LATE, "printed": "2027-03-01"})
    assert unknown.status_code == 422

    assert browser.post(page_of(referral, "/caution"), {**SIGNED, **LATE, "printed": first}).status_code == 303
    kept = document(database)
    assert kept is not None
    assert kept.conditions == EARLY["conditions"]


def test_of_two_papers_the_words_of_the_first_are_not_recorded_as_the_second(database: Database, world: World) -> None:
    referral, browser = offered(database, world), officer(database)
    printed(database, world, referral, EARLY, 40)
    printed(database, world, referral, LATE, 20)
    first = papers(database)[0].printed_at.isoformat()
    refused = browser.post(page_of(referral, "/caution"), {**SIGNED, **EARLY, "printed": "last", "warning_given": ""})
    assert "Choose the paper that he signed: these words were printed Monday 1 March 2027 at 9:20am" in main_words(
        refused
    )
    assert 'href="#printed"' in refused.text
    assert "Confirm that he was warned" in main_words(refused), "all at once"
    assert browser.post(page_of(referral, "/caution"), {**SIGNED, **EARLY, "printed": first}).status_code == 303


def test_a_paper_that_says_what_was_put_right_since_is_printed_again(database: Database, world: World) -> None:
    referral, browser = offered(database, world, offence_place="Mill Lane"), officer(database)

    def put_right(at: datetime, **change: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
        what: dict[str, Any] = {"actor": replace(world.custody, rank="Sgt"), "now": at, "reference": referral.reference}
        place: dict[str, Any] = {"part": RecordPart.PLACE, "facts": {"offence_place": change["place"], "area": ""}}
        of_place = database.write_now(correct_record, **what, **place, reason="It says so.").follows.to_look_at
        hour = {
            "offence_at": change["hour"],
            "was_at": read(database, lambda db: db.get_one(Referral, referral.id)).offence_at,
        }
        return of_place, database.write_now(correct_offence, **what, **hour, reason="It says so.").follows.to_look_at

    unprinted = put_right(NOW - timedelta(minutes=30), place="Mill Road", hour=referral.offence_at - timedelta(hours=2))
    assert unprinted == ((), ())
    printed(database, world, referral, EARLY, 20)
    assert "put right" not in main_words(browser.get(page_of(referral, "/caution")))
    both = put_right(NOW - timedelta(minutes=5), place="Mill Street", hour=referral.offence_at - timedelta(hours=1))
    assert both == ((PRINT_AGAIN,), (PRINT_AGAIN,))
    asked = main_words(browser.get(page_of(referral, "/caution")))
    assert "was put right on Monday 1 March 2027 at 9:55am, after the last one was printed" in asked
    assert "at Mill Street, I" in asked
    assert "I finish it by 17 June 2027." not in asked


def test_a_paper_in_the_name_that_he_had_is_asked_about_and_its_copy_keeps_that_name(
    database: Database, world: World
) -> None:
    him = a_person(database, surname="Popescu", forenames="Ion")
    referral, browser = offered(database, world, person=him), officer(database)
    page = page_of(referral, "/caution")
    printed(database, world, referral, EARLY, 20)
    assert "put right" not in main_words(browser.get(page))
    who: dict[str, Any] = {"actor": replace(world.custody, rank="Sgt"), "now": NOW - timedelta(minutes=15)}
    what: dict[str, Any] = {"reference": referral.reference, "part": RecordPart.PERSON}
    database.write_now(correct_record, **who, **what, facts={"surname": "Popovici"}, reason="It says so.")

    asked = main_words(browser.get(page))
    assert "His name or date of birth was put right after the last paper was printed" in asked
    assert "to finish by Thursday 17 June 2027, as Ion Popescu" in asked
    refused = browser.post(page, {**SIGNED, **EARLY, "printed": "last", "warning_given": ""})
    assert "Choose the paper that he signed: his name or date of birth was put right" in main_words(refused)
    assert 'href="#printed"' in refused.text
    assert "Confirm that he was warned" in main_words(refused), "all at once"
    caution = signed(**EARLY, signed_at=NOW - timedelta(minutes=10))
    with pytest.raises(PrintedInAnotherName):
        database.write_now(record_caution, actor=world.custody, now=NOW, reference=referral.reference, caution=caution)

    printed(database, world, referral, EARLY, 5)
    old, new = (one.printed_at.isoformat() for one in papers(database))
    assert "put right after" not in main_words(browser.get(page)), "the new one has his name"
    assert new == (NOW - timedelta(minutes=5)).isoformat()
    assert browser.post(page, {**SIGNED, **EARLY, "printed": old}).status_code == 303
    copy = pdf_words(browser.post(f"{page}/document"))
    assert "Ion Popescu" in copy
    assert "Popovici" not in copy


@pytest.mark.parametrize(
    ("which", "says"),
    [
        (
            {"changed_by_hand": "yes"},
            "Monday 1 March 2027 at 9:40am Changed by hand, and differs from the printed paper in: the conditions",
        ),
        ({"printed": "elsewhere"}, "Not printed here: typed from the paper"),
    ],
)
def test_a_paper_that_was_changed_by_hand_or_not_printed_here_is_kept_as_typed_and_the_record_says_so(
    database: Database, world: World, which: dict[str, str], says: str
) -> None:
    referral, browser = offered(database, world), officer(database)
    printed(database, world, referral, EARLY, 20)
    page = page_of(referral, "/caution")
    by_hand = {**SIGNED, **EARLY, "printed": "last", **which, "conditions": "I finish it by 16 June 2027."}
    if "changed_by_hand" in which:
        unchanged = browser.post(page, {**by_hand, **EARLY})
        assert "Type the change into the part that it was made in" in main_words(unchanged)
        assert 'href="#changed_by_hand"' in unchanged.text
    too_late = browser.post(page, {**by_hand, "conditions": "I finish it by 30 June 2027."})
    assert 'href="#conditions"' in too_late.text, "also what is written by hand has a last day"
    assert browser.post(page, by_hand).status_code == 303
    kept = document(database)
    assert kept is not None
    assert kept.conditions == by_hand["conditions"]
    assert bool(kept.warning) is ("changed_by_hand" in which), "of what was not printed here only the parts are known"
    for shown in (page, page_of(referral, "/consent"), page_of(referral)):
        assert says.removeprefix("Monday 1 March 2027 at 9:40am ") in main_words(browser.get(shown))
    assert f"Printed {says}" in main_words(browser.get(page))
    copy = pdf_words(browser.post(f"{page}/document"))
    assert f"Copy of the record {says.removeprefix('Monday 1 March 2027 at 9:40am ')}" in copy


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"conditions": "I finish it by 16 June 2027."}, "conditions"), ({"offence": "Another."}, "offence")],
)
def test_words_and_a_day_that_stood_on_no_paper_are_not_recorded(
    database: Database, world: World, typed: dict[str, str], field: str
) -> None:
    referral, browser = offered(database, world), officer(database)
    printed(database, world, referral, EARLY, 20)
    refused = browser.post(page_of(referral, "/caution"), {**SIGNED, **EARLY, **typed})
    assert refused.status_code == 422
    assert "No paper with these words was printed" in main_words(refused)
    assert f'href="#{field}"' in refused.text
    assert document(database) is None


def test_what_is_printed_before_the_offer_is_what_he_signs_with_it_and_not_with_the_next(
    database: Database, world: World
) -> None:
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE, route=CAUTION)
    browser = officer(database)
    printed(database, world, referral, EARLY, 12)
    form = {**TOLD, **SIGNED, **EARLY, "document": "signed"}
    assert browser.post(page_of(referral, "/offer"), form).headers["location"] == page_of(referral, "?done=offered")
    kept = document(database)
    assert kept is not None
    assert kept.printed_at == NOW - timedelta(minutes=12)

    another = a_referral(database, world, state=ReferralState.ELIGIBLE, route=CAUTION)
    printed(database, world, another, EARLY, 12)
    an_offer(database, another, state=OfferState.WITHDRAWN)
    assert "I finish it by 17 June 2027." not in main_words(browser.get(page_of(another, "/offer")))
    printed(database, world, another, LATE, 5)
    assert [one.offer_number for one in papers(database)] == [1, 1, 2]


def test_what_cannot_be_signed_is_not_printed(database: Database, world: World) -> None:
    referral = offered(database, world)
    with pytest.raises(ContentTooLong):
        printed(database, world, referral, {**EARLY, "consent": "x" * 1001}, 20)
    assert officer(database).post(page_of(referral, "/caution"), SIGNED).status_code == 303
    with pytest.raises(CautionSignedAlready):
        printed(database, world, referral, EARLY, 0)
    with pytest.raises(CautionNotWanted):
        printed(database, world, a_referral(database, world, route="deferred_prosecution"), EARLY, 0)
    with pytest.raises(NotFound):
        printed(database, a_world(database, force_code="16"), referral, EARLY, 0)
    assert papers(database) == []


def test_printed_again_it_names_the_solicitor_and_everybody_else_on_record(database: Database, world: World) -> None:
    referral, browser = offered(database, world), officer(database)
    with_him = {"interpreter": "A. Ionescu", "appropriate_adult": "M. Rowe", "language": "Romanian"}
    assert browser.post(page_of(referral, "/explain"), {**TOLD, **with_him}).status_code == 303
    before = pdf_words(browser.post(page_of(referral, "/caution/document"), EARLY))
    spoke = {"advice": "spoke", "advice_words": "R. Patel, Patel & Co"}
    at_ten = {"signed_time": "10am"}
    assert browser.post(page_of(referral, "/caution"), {**SIGNED, **EARLY, **spoke, **at_ten}).status_code == 303
    again = pdf_words(browser.post(page_of(referral, "/caution/document")))
    for words in (before, again):
        assert re.search("A. Ionescu.*M. Rowe.*Romanian", words), words
    assert "R. Patel, Patel & Co" in again


def test_printed_again_it_says_that_he_said_no_to_a_solicitor(database: Database, world: World) -> None:
    referral, browser = offered(database, world), officer(database)
    assert browser.post(page_of(referral, "/caution"), SIGNED).status_code == 303
    again = pdf_words(browser.post(page_of(referral, "/caution/document")))
    assert "I was asked and said no: He wants to get it over with." in again


@pytest.mark.parametrize("route", [CAUTION, "deferred_prosecution"])
def test_no_paper_is_printed_in_words_that_nobody_signed_unless_he_was_offered_in_signed_ones(
    database: Database, world: World, route: str
) -> None:
    """The paper tells him as much as the words on his pages do."""
    referral, browser = a_referral(database, world, state=ReferralState.ELIGIBLE, route=route), officer(database)
    here = page_of(referral, "/caution/document")
    assert browser.post(here, EARLY).status_code == 200
    database.write_now(lambda db: db.execute(delete(WordsSigned)))
    refused = browser.post(here, LATE)
    assert refused.status_code == 409
    assert WordsNotSigned.headline in main_words(refused)
    assert len(papers(database)) == (1 if route == CAUTION else 0)
    if route == CAUTION:
        stands = offered(database, world)
        assert browser.post(page_of(stands, "/caution/document"), EARLY).status_code == 200
