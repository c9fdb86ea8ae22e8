"""The paper that he signs: the page that is printed, under a title and a file name that tell a bystander nothing.

The words stand in `paper_words`; `templates/print/document.typ` lays them out, as a tagged, accessible PDF (PDF/UA-1).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from programme.offers.paper_words import TICK_BOX, Around, Texts, as_recorded
from programme.shared.dates import spoken_date, spoken_instant

TITLE = "Document to sign"
PAPER_FILE_NAME = "document-to-sign.pdf"


@dataclass(frozen=True, slots=True)
class WhoSigns:
    """Whose document it is, in whose custody; and who was with him and in what language, where that is known when it is
    printed. The rest is written on its lines by hand. `differs` says how a copy of what he signed differs from what was
    printed here."""

    reference: str
    name: str
    born_on: date | None
    force: str
    custody_number: str
    interpreter: str = ""
    solicitor: str = ""
    appropriate_adult: str = ""
    language: str = ""
    signed_at: datetime | None = None
    given_by: str = ""
    differs: str = ""


def document_words(texts: Texts, rest: Around, who: WhoSigns) -> dict[str, Any]:
    """Every word of the page, in its order."""
    return {
        "title": TITLE,
        "heading": TITLE,
        "name": who.name,
        "facts": [
            *([{"label": "Kind of paper", "value": rest.kind}] if rest.kind else []),
            {"label": "Date of birth", "value": spoken_date(who.born_on) if who.born_on else ""},
            {"label": "Custody number", "value": who.custody_number},
            {"label": "Police force", "value": who.force},
            {"label": "Reference", "value": who.reference},
            *([{"label": "Copy of the record", "value": who.differs}] if who.differs else []),
        ],
        "sections": [
            {"heading": heading, "lines": _lines(text, is_signed=who.signed_at is not None)}
            for heading, text in (
                ("What it is about", texts.offence),
                ("What you say about it", texts.admission),
                ("What you agree to", texts.consent),
                ("What you have to do", texts.conditions),
            )
        ],
        "warning": rest.warning,
        "note": {"heading": "The fee", "text": rest.fee_note} if rest.fee_note else None,
        "lines": [
            {"label": label, "value": value}
            for label, value in (
                ("Your signature", ""),
                ("Date and time", spoken_instant(who.signed_at) if who.signed_at else ""),
                ("Given by: name and rank", who.given_by),
                ("Signature of whoever gave it", ""),
                ("Place", ""),
                ("Solicitor, or: I was asked and said no", who.solicitor),
                ("Interpreter and signature, or none", who.interpreter),
                ("Appropriate adult and signature, or none", who.appropriate_adult),
                ("Language it was explained in", who.language),
                ("My copy: I have it, police or solicitor keep it", ""),
            )
        ],
    }


def _lines(text: str, *, is_signed: bool) -> list[dict[str, Any]]:
    """With a box before what he ticks, on the paper that he signs; a copy of what he signed has none that are empty."""
    lines = as_recorded(text) if is_signed else text.split("\n")
    return [{"tick": line.startswith(TICK_BOX), "text": line.removeprefix(TICK_BOX)} for line in lines]


def render_document(texts: Texts, rest: Around, who: WhoSigns, *, folder: Path) -> bytes:
    """The document as a PDF. `folder` is the one that holds `document.typ` and `fonts/`. Names in letters that
    the font does not have are left out rather than printed as boxes: lines to write on are there."""
    import typst  # seven megabytes that only printing needs

    try:
        return _compiled(document_words(texts, rest, who), folder)
    except typst.TypstError:
        unnamed = replace(who, name="", interpreter="", solicitor="", appropriate_adult="", language="")
        return _compiled(document_words(texts, rest, unnamed), folder)


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
