"""Printing a slip, at whichever staff door: its code stands on this page and nowhere else."""

from __future__ import annotations

import asyncio

from litestar import Response, post
from litestar.di import NamedDependency

from programme.actions.issue_slip import IssuedSlip, issue_slip
from programme.offers.slip import SLIP_FILE_NAME, PrintSize, Slip, render_slip
from programme.offers.slip_words import new_word
from programme.people.passwords import hash_password
from programme.shared.references import new_secret
from programme.web.kit.visit import Visit


@post("/slip", status_code=200)
async def print_slip(visit: NamedDependency[Visit]) -> Response[bytes]:
    """A new slip as a PDF that the browser shows, in the size that was asked for; any earlier code is void. Raises what
    `issue_slip` raises."""
    large = (await visit.form()).get("size") == PrintSize.LARGE
    code, word = new_secret(), new_word()
    secret_hash = await asyncio.to_thread(hash_password, code)
    word_hash = await asyncio.to_thread(hash_password, word)
    hashes = {"secret_hash": secret_hash, "word_hash": word_hash}
    issued = await visit.write(issue_slip, reference=visit.part("reference"), **hashes)
    settings = visit.wiring.settings
    slip = _slip(issued, code, word, settings.public_url, PrintSize.LARGE if large else PrintSize.NORMAL)
    page = await asyncio.to_thread(render_slip, slip, folder=settings.templates_dir / "print")
    return Response(
        page,
        media_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{SLIP_FILE_NAME}"', "Cache-Control": "no-store"},
    )


def _slip(issued: IssuedSlip, code: str, word: str, public_url: str, size: PrintSize) -> Slip:
    return Slip(
        reference=issued.reference,
        code=code,
        word=word,
        name=issued.name,
        answer_by_at=issued.answer_by_at,
        answered=issued.answered,
        fee_pence=issued.fee_pence,
        statement_text=issued.statement_text,
        help_line=issued.help_line.spoken(""),
        public_url=public_url,
        paper_owed=issued.paper_owed,
        goes_elsewhere=issued.goes_elsewhere,
        days=issued.days,
        size=size,
    )
