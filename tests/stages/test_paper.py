"""The document that is printed to be signed: what it says on each route, accessible, under a neutral title and name."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from programme.notices.discretion import give_aways
from programme.offers.paper import PAPER_FILE_NAME, TITLE, WhoSigns, document_words, render_document
from programme.offers.paper_words import Around, OffenceFacts, around, as_recorded, standard_texts
from programme.offers.signed_set import fingerprint_of, paper_paragraphs
from programme.offers.told.conditions import LegalPoints
from programme.offers.told.released import newest_for
from programme.offers.told.shapes import text_of
from programme.policies.models import AdmissionNeed, FailureMeans, Paper
from programme.policies.rules import Route
from programme.policies.shipped import SHIPPED_ROUTES
from programme.referrals.offences import PROGRAMME_OFFENCES, in_plain_words

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "print"
ROUTES = {route.code: route for route in SHIPPED_ROUTES}
OFFENCE = OffenceFacts("SX03213", datetime(2027, 2, 8, 22, 40, tzinfo=UTC), "Oxford Road, Reading")
WHO = WhoSigns("K7M2-9QXD", "Łukasz Ólafur", date(1984, 3, 12), "Thames Valley Police", "EA/2101/26")
TO_SIGN, SIGNED = WHO, replace(WHO, signed_at=datetime(2027, 3, 1, 9, 50, tzinfo=UTC), given_by="Sgt A. Desk, sergeant")


def words_on(
    code: str, who: WhoSigns = WHO, *, fee_pence: int = 9500, help_number: str = "01632 960 001"
) -> dict[str, Any]:
    route = ROUTES[code]
    texts = standard_texts(route, OFFENCE, finish_by_on=date(2027, 6, 21))
    return document_words(texts, around(route, fee_pence=fee_pence, help_number=help_number), who)


def read(words: dict[str, Any]) -> str:
    """Every word that stands on the page, as he reads it."""
    return " ".join([
        *(f"{fact['label']} {fact['value']}" for fact in words["facts"]),
        *(line["text"] for section in words["sections"] for line in section["lines"]),
        words["warning"],
        words["note"]["text"],
    ])  # fmt: skip


def section(words: dict[str, Any], heading: str) -> str:
    return " ".join(line["text"] for one in words["sections"] if one["heading"] == heading for line in one["lines"])


def wrong_for(route: Route, text: str) -> list[str]:
    """The claims on a page that are not so on this route."""
    prosecuted = "I can be arrested and prosecuted" in text or "can prosecute me" in text
    claims = {
        "that he admits it": ("I admit" in text) == (route.admission is AdmissionNeed.ADMITS),
        "that he was responsible": ("I was responsible" in text)
        == (route.admission is AdmissionNeed.ACCEPTS_RESPONSIBILITY),
        "that he did it": ("The police say that" in text) == (route.admission is AdmissionNeed.NOT_NEEDED),
        "that it is a caution": ("to be given a" in text) == (route.paper is Paper.CAUTION),
        "that it is none": ("It is not a caution and not a conviction" in text) == (route.paper is not Paper.CAUTION),
        "that it goes on his record": ("goes on my record" in text) == (route.paper is Paper.CAUTION),
        "that he can be prosecuted": prosecuted
        == (route.on_failure in (FailureMeans.PROSECUTION, FailureMeans.DECISION_REVIVES)),
        "that he can be arrested": ("arrested" in text) == (route.on_failure is FailureMeans.PROSECUTION),
        "that the form is evidence": ("this form can be used" in text and "used in court" in text)
        == (route.on_failure is FailureMeans.PROSECUTION),
        "that he can be made to pay": ("a penalty" in text) == (route.on_failure is FailureMeans.PENALTY_ONLY),
    }
    return [claim for claim, is_so in claims.items() if not is_so]


@pytest.mark.parametrize("who", [TO_SIGN, SIGNED], ids=["to sign", "signed"])
@pytest.mark.parametrize("code", ROUTES)
def test_it_says_on_each_route_what_is_so_there(code: str, who: WhoSigns) -> None:
    assert wrong_for(ROUTES[code], read(words_on(code, who))) == []


def test_the_words_of_another_route_are_noticed() -> None:
    for code, other in (
        ("conditional_caution", "community_resolution"),
        ("community_resolution", "deferred_prosecution"),
        ("deferred_prosecution", "conditional_caution"),
        ("community_caution", "conditional_caution"),
    ):
        assert wrong_for(ROUTES[code], read(words_on(other))) != [], code


def test_its_kind_stands_among_the_facts_and_not_in_the_heading() -> None:
    kinds = {code: words_on(code)["facts"][0]["value"] for code in ROUTES}
    assert kinds == {
        "conditional_caution": "Conditional caution",
        "deferred_prosecution": "Agreement (deferred prosecution)",
        "community_resolution": "Record of what was agreed (community resolution)",
        "diversionary_caution": "Diversionary caution",
        "community_caution": "Community caution",
    }
    for code in ROUTES:
        assert give_aways(words_on(code)["heading"]) == []


def test_it_is_a_tagged_accessible_page_with_a_neutral_title_and_name() -> None:
    for code, route in ROUTES.items():
        texts = standard_texts(route, OFFENCE, finish_by_on=date(2027, 6, 21))
        page = render_document(texts, around(route, fee_pence=9500, help_number=""), WHO, folder=FOLDER)
        assert page.startswith(b"%PDF-1.7"), code
        assert len(PdfReader(io.BytesIO(page)).pages) == 1, code
        assert b"<pdfuaid:part>1</pdfuaid:part>" in page
        assert b"/Title(Document to sign)" in page
        metadata = page[page.index(b"<x:xmpmeta") : page.index(b"</x:xmpmeta>")].decode()
        assert give_aways(f"{TITLE} {PAPER_FILE_NAME} {metadata}") == []


def test_a_paper_from_before_it_had_a_kind_and_a_note_is_printed_without_them() -> None:
    texts = standard_texts(ROUTES["conditional_caution"], OFFENCE, finish_by_on=date(2027, 6, 21))
    before = Around("", "Before you sign: …", "")
    assert document_words(texts, before, WHO)["note"] is None
    assert render_document(texts, before, WHO, folder=FOLDER).startswith(b"%PDF")


@pytest.mark.parametrize("code", ROUTES)
@pytest.mark.parametrize("free", [True, False])
def test_advice_is_called_free_on_the_paper_only_where_the_lawyer_says_so(code: str, free: bool) -> None:
    points = LegalPoints(free_advice_at_signing=free)
    consent = standard_texts(ROUTES[code], OFFENCE, finish_by_on=date(2027, 6, 21), points=points).consent
    assert ("A solicitor is free here, today" in consent) is free
    assert "before I sign." in consent


def test_a_name_that_the_font_cannot_write_is_left_to_be_written_by_hand() -> None:
    route = ROUTES["conditional_caution"]
    texts = standard_texts(route, OFFENCE, finish_by_on=date(2027, 6, 21))
    rest = around(route, fee_pence=9500, help_number="")
    for who in (replace(WHO, name="名前"), replace(WHO, interpreter="名前"), replace(WHO, language="日本語")):
        assert render_document(texts, rest, who, folder=FOLDER).startswith(b"%PDF")


def test_it_says_whose_it_is_and_has_a_line_for_everybody_who_was_there() -> None:
    blank = words_on("conditional_caution")
    filled = replace(SIGNED, interpreter="A. Ionescu", appropriate_adult="M. Rowe, his sister", language="Romanian")
    facts = {fact["label"]: fact["value"] for fact in blank["facts"]}
    assert facts == {
        "Kind of paper": "Conditional caution", "Date of birth": "12 March 1984", "Custody number": "EA/2101/26",
        "Police force": "Thames Valley Police", "Reference": "K7M2-9QXD",
    }  # fmt: skip
    labels = " ".join(line["label"] for line in blank["lines"])
    for line in (
        "Your signature", "Date and time", "Place", "Interpreter", "Solicitor", "Given by", "Appropriate adult",
        "Language", "My copy: I have it, police or solicitor keep it",
    ):  # fmt: skip
        assert line in labels, line
    assert {line["value"] for line in blank["lines"]} == {""}
    written = {line["value"] for line in words_on("conditional_caution", filled)["lines"]}
    assert written >= {"A. Ionescu", "M. Rowe, his sister", "Romanian", "Sgt A. Desk, sergeant"}


def test_a_conditional_caution_holds_the_four_contents_that_the_law_asks_for_and_a_tick_for_each_thing_told() -> None:
    words = words_on("conditional_caution")
    assert section(words, "What it is about") == (
        "On Monday 8 February 2027 at about 10:40pm, at Oxford Road, Reading, I approached another person in a street "
        "or public place in order to buy sexual services. (Soliciting: Sexual Offences Act 2003, section 51A.)"
    )
    assert "I admit that I committed this offence" in section(words, "What you say about it")
    ticked = [line["text"] for one in words["sections"] for line in one["lines"] if line["tick"]]
    assert ticked == [
        "I can refuse.",
        "A solicitor is free here, today. I can speak to one before I sign.",
        "It goes on my record. I was told who can see it.",
        "If I do not keep the condition and have no good reason, I can be arrested and prosecuted.",
        "This form can then be used in court.",
        "I can change my mind, but this form stays.",
    ]
    assert "by Monday 21 June 2027" in section(words, "What you have to do")


def test_a_copy_of_what_he_signed_has_no_box_that_is_empty() -> None:
    signed = words_on("conditional_caution", SIGNED)
    lines = [line for one in signed["sections"] for line in one["lines"]]
    assert not any(line["tick"] for line in lines)
    assert {"• I can refuse.", as_recorded("□ I can refuse.")[-1]} <= {line["text"] for line in lines}
    assert as_recorded("I agree.\nI come.") == ["I agree.", "I come."]


@pytest.mark.parametrize("code", ROUTES)
def test_the_fee_is_no_condition_and_the_note_promises_no_other(code: str) -> None:
    words = words_on(code)
    assert "£" not in section(words, "What you have to do")
    assert "pay" not in section(words, "What you have to do")
    assert words["note"]["text"] == (
        "The fee of the course is £95. It is not one of the conditions. Anybody may pay it for me. If I cannot pay it, "
        "I say so before I sign, or call 01632 960 001."
    )
    assert words_on(code, fee_pence=0)["note"]["text"] == "The course costs me nothing."


def test_every_offence_that_can_be_referred_has_plain_words() -> None:
    for code in PROGRAMME_OFFENCES:
        assert in_plain_words(code).deed
    with pytest.raises(KeyError):
        in_plain_words("SX03212")


PAPERS = {
    "conditional_caution": "f0e8fa35070b3376",
    "deferred_prosecution": "acb9393d19a07eef",
    "community_resolution": "d68f32649f23c8c8",
}
"""A hash over each route's paper: with another one every signature ends, and the lawyer signs anew."""


@pytest.mark.parametrize("code", sorted(PAPERS))
def test_every_line_of_the_paper_is_in_the_set_that_the_lawyer_signs(code: str) -> None:
    route = ROUTES[code]
    texts = standard_texts(route, OFFENCE, finish_by_on=date(2027, 6, 21))
    rest = around(route, fee_pence=9500, help_number="01632 960 001")
    signed = {text_of(one) for one in paper_paragraphs(code)}
    assert {*texts.consent.splitlines(), texts.admission, rest.kind, rest.warning, rest.fee_note} <= signed
    assert hashlib.sha256(repr(paper_paragraphs(code)).encode()).hexdigest()[:16] == PAPERS[code]
    assert fingerprint_of(code) != newest_for(code).fingerprint
