"""The document of a conditional caution, to be signed on paper: its standard texts, and the page that is printed.

The texts are a start, in neutral words, that whoever gives the caution edits before it is signed. The words stand here
so that they can be checked; `templates/print/document.typ` lays them out, as a tagged, accessible PDF (PDF/UA-1).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from programme.shared.dates import spoken_date, spoken_day, spoken_instant
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
    """The document's words unless somebody changes them."""
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


@dataclass(frozen=True, slots=True)
class WhoSigns:
    """Whose document it is, in whose custody; and who was with him, where that is known when it is printed. The rest is
    written on its lines by hand."""

    reference: str
    name: str
    born_on: date | None
    force: str
    custody_number: str
    interpreter: str = ""
    solicitor: str = ""
    signed_at: datetime | None = None
    given_by: str = ""


def document_words(texts: Texts, who: WhoSigns) -> dict[str, Any]:
    """Every word of the page, in its order."""
    return {
        "title": TITLE,
        "heading": "Document to sign",
        "name": who.name,
        "facts": [
            {"label": "Date of birth", "value": spoken_date(who.born_on) if who.born_on else ""},
            {"label": "Custody number", "value": who.custody_number},
            {"label": "Police force", "value": who.force},
            {"label": "Reference", "value": who.reference},
        ],
        "sections": [
            {"heading": "What it is about", "text": texts.offence},
            {"heading": "What you say about it", "text": texts.admission},
            {"heading": "What you agree to", "text": texts.consent},
            {"heading": "What you have to do", "text": texts.conditions},
        ],
        "warning": WARNING,
        "lines": [
            {"label": label, "value": value}
            for label, value in (
                ("Your signature", ""),
                ("Date and time", spoken_instant(who.signed_at) if who.signed_at else ""),
                ("Given by: name and rank", who.given_by),
                ("Signature of whoever gave it", ""),
                ("Place", ""),
                ("Solicitor: name and firm, or none", who.solicitor),
                ("Interpreter: name and signature, or none", who.interpreter),
            )
        ],
    }


def render_document(texts: Texts, who: WhoSigns, *, folder: Path) -> bytes:
    """The document as a PDF. `folder` is the one that holds `document.typ` and `fonts/`. Names in letters that
    the font does not have are left out rather than printed as boxes: lines to write on are there."""
    import typst  # seven megabytes that only printing needs

    try:
        return _compiled(document_words(texts, who), folder)
    except typst.TypstError:
        return _compiled(document_words(texts, replace(who, name="", interpreter="", solicitor="")), folder)


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
