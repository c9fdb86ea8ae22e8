"""The offer of a case that this force sent: made, explained again, and the document that some routes have him sign."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from programme.shared.access import PARTNER
from programme.web import answering, cautioning, offering, reopening
from programme.web.slip_page import printed_slip
from programme.web.visit import Visit


class OfferPages(Controller):
    """`/partner/cases/REF/offer`, `/explain`, `/answer`, `/reopen`, `/caution` and the slip."""

    path = "/partner/cases/{reference:str}"
    opt = {"access": PARTNER}

    @get("/offer")
    async def ask_offer(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """By when he has to answer, the words, and what is kept of explaining them."""
        return await offering.ask_offer(visit, reference, _case_page(reference))

    @post("/offer", status_code=200)
    async def offer(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Make the offer; then the case page wants the slip printed."""
        return await offering.offer(visit, reference, _case_page(reference))

    @get("/explain")
    async def ask_explain(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """How it was explained this time."""
        return await offering.ask_explain(visit, reference, _case_page(reference))

    @post("/explain", status_code=200)
    async def explain(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Keep one more explanation."""
        return await offering.explain(visit, reference, _case_page(reference))

    @get("/answer")
    async def ask_answer(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """What he answered, to whom and how."""
        return await answering.ask_answer(visit, reference, _case_page(reference))

    @post("/answer", status_code=200)
    async def answer(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Take down his answer."""
        return await answering.answer(visit, reference, _case_page(reference))

    @get("/reopen")
    async def ask_reopen(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """What opening the case again means, and why it is done."""
        return await reopening.ask_reopen(visit, reference, _case_page(reference))

    @post("/reopen", status_code=200)
    async def reopen(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Open it again; then the offer can be made."""
        return await reopening.reopen(visit, reference, _case_page(reference))

    @get("/caution")
    async def ask_caution(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """The document: to print and to record, or as he signed it."""
        return await cautioning.ask_caution(visit, reference, _case_page(reference))

    @post("/caution", status_code=200)
    async def caution(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Record that he signed it."""
        return await cautioning.caution(visit, reference, _case_page(reference))

    @post("/caution/document", status_code=200)
    async def document(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[bytes]:
        """The document as a PDF."""
        return await cautioning.printed_document(visit, reference)

    @post("/slip", status_code=200)
    async def slip(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[bytes]:
        """A new slip as a PDF; any earlier code is void."""
        return await printed_slip(visit, reference)


def _case_page(reference: str) -> str:
    return f"/partner/cases/{reference}"
