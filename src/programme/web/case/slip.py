"""Printing a slip, at whichever staff door: its code stands on this page and nowhere else."""

from __future__ import annotations

import asyncio
from email.utils import formataddr, parseaddr
from typing import TYPE_CHECKING

from litestar import Response, post
from litestar.di import NamedDependency

from programme.actions.issue_slip import IssuedSlip, issue_slip
from programme.notices.rendering import Sender
from programme.offers.slip import SLIP_FILE_NAME, PrintSize, Slip, render_slip
from programme.offers.slip_messages import messages_to_come
from programme.offers.slip_words import new_word
from programme.people.passwords import hash_password
from programme.shared.references import new_secret
from programme.web.kit.visit import Visit

if TYPE_CHECKING:
    from programme.wiring import Wiring


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
    slip = _slip(visit.wiring, issued, code, word, PrintSize.LARGE if large else PrintSize.NORMAL)
    page = await asyncio.to_thread(render_slip, slip, folder=settings.templates_dir / "print")
    return Response(
        page,
        media_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{SLIP_FILE_NAME}"', "Cache-Control": "no-store"},
    )


def _slip(wiring: Wiring, issued: IssuedSlip, code: str, word: str, size: PrintSize) -> Slip:
    settings = wiring.settings
    own_name, address = parseaddr(settings.mail_from)
    name = issued.sender_name or own_name
    messages = messages_to_come(
        wiring.words,
        issued.channel,
        sender=Sender(
            issued.sender_name,
            issued.help_line.number,
            issued.help_line.when_answered,
            issued.help_line.in_a_text,
        ),
        email_from=formataddr((name, address)),
        text_from=settings.notify_text_sender,
        answer_by_at=issued.answer_by_at,
        answered=issued.answered,
        goes_elsewhere=issued.goes_elsewhere,
    )
    return Slip(
        reference=issued.reference,
        code=code,
        word=word,
        answer_by_at=issued.answer_by_at,
        answered=issued.answered,
        fee_pence=issued.fee_pence,
        statement_text=issued.statement_text,
        help_line=issued.help_line.spoken(""),
        ask_for=name,
        public_url=settings.public_url,
        messages=messages,
        paper_owed=issued.paper_owed,
        goes_elsewhere=issued.goes_elsewhere,
        booked=issued.booked,
        days=issued.days,
        size=size,
    )
