"""The document that is printed to be signed: its four parts, accessible, under a neutral title and name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from programme.notices.discretion import give_aways
from programme.offers.paper import (
    PAPER_FILE_NAME,
    TITLE,
    WARNING,
    WhoSigns,
    document_words,
    render_document,
    standard_texts,
)

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "print"
TEXTS = standard_texts(
    offence_code="SX03213",
    offence_at=datetime(2027, 2, 8, 22, 40, tzinfo=UTC),
    offence_place="Oxford Road, Reading",
    fee_pence=9500,
    finish_by_on=date(2027, 6, 21),
)
WHO = WhoSigns("K7M2-9QXD", "Łukasz Ólafur", date(1984, 3, 12), "Thames Valley Police", "EA/2101/26")


def test_it_is_a_tagged_accessible_page_with_a_neutral_title_and_name() -> None:
    page = render_document(TEXTS, WHO, folder=FOLDER)
    assert page.startswith(b"%PDF-1.7")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in page
    assert b"/Title(Document to sign)" in page
    assert give_aways(f"{TITLE} {PAPER_FILE_NAME}") == []


def test_a_name_that_the_font_cannot_write_is_left_to_be_written_by_hand() -> None:
    for who in (replace(WHO, name="名前"), replace(WHO, interpreter="名前")):
        assert render_document(TEXTS, who, folder=FOLDER).startswith(b"%PDF")


def test_it_says_whose_it_is_and_has_a_line_for_everybody_who_was_there() -> None:
    blank, filled = document_words(TEXTS, WHO), replace(WHO, interpreter="A. Ionescu", given_by="Sgt A. Desk, sergeant")
    facts = {fact["label"]: fact["value"] for fact in blank["facts"]}
    assert facts == {
        "Date of birth": "12 March 1984", "Custody number": "EA/2101/26", "Police force": "Thames Valley Police",
        "Reference": "K7M2-9QXD",
    }  # fmt: skip
    labels = " ".join(line["label"] for line in blank["lines"])
    for line in ("Your signature", "Date and time", "Place", "Interpreter", "Solicitor", "Given by"):
        assert line in labels, line
    assert {line["value"] for line in blank["lines"]} == {""}
    written = {line["value"] for line in document_words(TEXTS, filled)["lines"]}
    assert written == {"", "A. Ionescu", "Sgt A. Desk, sergeant"}


def test_it_holds_the_four_contents_that_the_law_asks_for_and_the_warning_before_the_signature() -> None:
    words = document_words(TEXTS, WHO)
    assert [section["text"] for section in words["sections"]] == [
        TEXTS.offence, TEXTS.admission, TEXTS.consent, TEXTS.conditions,
    ]  # fmt: skip
    assert "SX03213 on Monday 8 February 2027 at 10:40pm, Oxford Road, Reading" in TEXTS.offence
    assert "I admit" in TEXTS.admission
    assert "legal advice" in TEXTS.consent
    assert "£95" in TEXTS.conditions
    assert "Monday 21 June 2027" in TEXTS.conditions
    assert words["warning"] == WARNING
    assert "prosecuted" in WARNING
