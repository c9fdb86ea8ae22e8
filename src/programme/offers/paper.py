"""The document of a conditional caution, to be signed on paper: its standard texts, and the page that is printed.

The texts are a start, in neutral words, that whoever gives the caution edits before it is signed. The words stand here
so that they can be checked; `templates/print/document.typ` lays them out, as a tagged, accessible PDF (PDF/UA-1).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from programme.shared.dates import spoken_day, spoken_instant
from programme.shared.money import spoken_pounds

TITLE = "Document to sign"
PAPER_FILE_NAME = "document-to-sign.pdf"


@dataclass(frozen=True, slots=True)
class Texts:
    """The four contents (Criminal Justice Act 2003 s.23(5))."""

    offence: str
    admission: str
    consent: str
    conditions: str


def standard_texts(
    *, offence_code: str, offence_at: datetime, offence_place: str, fee_pence: int, finish_by_on: date
) -> Texts:
    """What the document says unless somebody changes it."""
    place = f", {offence_place}" if offence_place else ""
    return Texts(
        offence=f"Offence {offence_code} on {spoken_instant(offence_at)}{place}.",
        admission="I admit that I committed this offence.",
        consent="I agree to be given a conditional caution for it. I was told what that means, that I can get free "
        "and independent legal advice first, and that I do not have to agree.",
        conditions=f"I book a place on the one-day course that I was offered, pay its fee of "
        f"{spoken_pounds(fee_pence)} myself, come on time and stay to the end. I finish it by "
        f"{spoken_day(finish_by_on)}.",
    )


WARNING = (
    "Before you sign: if you do not keep to the conditions and have no reasonable excuse, you can be prosecuted for "
    "the offence, and this document can be used as evidence."
)


def document_words(texts: Texts, *, reference: str, name: str) -> dict[str, Any]:
    """Every word of the page, in its order."""
    return {
        "title": TITLE,
        "heading": "Document to sign",
        "name": name,
        "reference": f"Reference {reference}",
        "sections": [
            {"heading": "What it is about", "text": texts.offence},
            {"heading": "What you say about it", "text": texts.admission},
            {"heading": "What you agree to", "text": texts.consent},
            {"heading": "What you have to do", "text": texts.conditions},
        ],
        "warning": WARNING,
        "lines": ["Your signature", "Date and time", "Given by: name and rank", "Signature"],
    }


def render_document(texts: Texts, *, reference: str, name: str, folder: Path) -> bytes:
    """The document as a PDF. `folder` is the one that holds `document.typ` and `fonts/`. A name in letters that the
    font does not have is left out rather than printed as boxes: a line to write on is there."""
    import typst  # seven megabytes that only printing needs

    try:
        return _compiled(document_words(texts, reference=reference, name=name), folder)
    except typst.TypstError:
        if not name:
            raise
        return _compiled(document_words(texts, reference=reference, name=""), folder)


def _compiled(words: dict[str, Any], folder: Path) -> bytes:
    import typst

    rendered: bytes = typst.compile(
        str(folder / "document.typ"),
        root=str(folder),
        font_paths=[str(folder / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(words)},
        pdf_standards="ua-1",
    )
    return rendered
