"""The routes that a force has to its own cases at either door: at custody's, and at a neighbour's.

A door says in a few lines where its cases are and who may enter; what the routes do is in the modules they call.
"""

from __future__ import annotations

from typing import Any, ClassVar

from litestar import Controller, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from programme.actions.finish_task import finish_task
from programme.duties.models import TaskKind
from programme.shared.access import Access
from programme.shared.refusal import NotFound
from programme.web.case import (
    answer as answering,
)
from programme.web.case import (
    caution as cautioning,
)
from programme.web.case import (
    disposal as disposal_pages,
)
from programme.web.case import (
    offer as offering,
)
from programme.web.case import (
    reopen as reopening,
)
from programme.web.case import (
    settle as settling,
)
from programme.web.case.bail import BailPage
from programme.web.case.offence import OffencePage
from programme.web.case.slip import printed_slip
from programme.web.kit.visit import Visit

DONE_WORDS = {
    "bail": "The bail is recorded",
    "offence": "The offence is corrected. The dates of the case are the new ones",
    "disposal": "What was done is recorded",
    "disposal_taken_back": "What was recorded is taken back. The case waits for a decision again, and its clock runs",
}
"""What the page of a case says when it comes after one of these forms."""


def case_pages(cases: str, access: Access) -> Router:
    """The pages of a case at one door: `cases` is where the door's cases are, `access` who may enter."""
    return Router(
        f"{cases}/{{reference:str}}", route_handlers=[BailPage, OffencePage], opt={"access": access, "cases": cases}
    )


class OfferRoutes(Controller):
    """The offer of a case: made, explained again, answered, opened again, and its papers. `path` is a case's own."""

    cases: ClassVar[str]
    """Where the door's cases are."""

    @get("/offer")
    async def ask_offer(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """By when he has to answer, the words, and what is kept of explaining them."""
        return await offering.ask_offer(visit, reference, f"{self.cases}/{reference}")

    @post("/offer", status_code=200)
    async def offer(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Make the offer; then the case page wants the slip printed."""
        return await offering.offer(visit, reference, f"{self.cases}/{reference}")

    @get("/explain")
    async def ask_explain(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """How it was explained this time."""
        return await offering.ask_explain(visit, reference, f"{self.cases}/{reference}")

    @post("/explain", status_code=200)
    async def explain(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Keep one more explanation."""
        return await offering.show_explanation(visit, reference, f"{self.cases}/{reference}")

    @get("/answer")
    async def ask_answer(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """What he answered, to whom and how."""
        return await answering.ask_answer(visit, reference, f"{self.cases}/{reference}")

    @post("/answer", status_code=200)
    async def answer(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Take down his answer."""
        return await answering.answer(visit, reference, f"{self.cases}/{reference}")

    @get("/reopen")
    async def ask_reopen(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """What opening the case again means, and why it is done."""
        return await reopening.ask_reopen(visit, reference, f"{self.cases}/{reference}")

    @post("/reopen", status_code=200)
    async def reopen(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Open it again; then the offer can be made."""
        return await reopening.reopen(visit, reference, f"{self.cases}/{reference}")

    @get("/caution")
    async def ask_caution(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """The document: to print and to record, or as he signed it."""
        return await cautioning.ask_caution(visit, reference, f"{self.cases}/{reference}")

    @post("/caution", status_code=200)
    async def caution(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Record that he signed it."""
        return await cautioning.caution(visit, reference, f"{self.cases}/{reference}")

    @post("/caution/document", status_code=200)
    async def document(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[bytes]:
        """The document as a PDF."""
        return await cautioning.printed_document(visit, reference)

    @post("/slip", status_code=200)
    async def slip(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[bytes]:
        """A new slip as a PDF: its code is on this page and nowhere else, and any earlier code is void."""
        return await printed_slip(visit, reference)


class SettleRoutes(Controller):
    """What eligibility waits for, and the criteria that are set aside. `path` ends in `/settle`."""

    cases: ClassVar[str]
    """Where the door's cases are."""

    @get()
    async def show(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """What is open, and the fields that settle it."""
        return await settling.ask(visit, reference, f"{self.cases}/{reference}")

    @post(status_code=200)
    async def record(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Record it and decide again."""
        return await settling.settle(visit, reference, f"{self.cases}/{reference}")

    @post("/set-aside", status_code=200)
    async def set_aside(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Set a criterion aside that is not met, with a reason."""
        return await settling.set_aside(visit, reference, f"{self.cases}/{reference}")

    @post("/put-back", status_code=200)
    async def put_back(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Put a criterion back that was set aside, with a reason."""
        return await settling.put_back(visit, reference, f"{self.cases}/{reference}")


class FactRoutes(Controller):
    """Facts of a case that turned out otherwise, what was done with it, and its tasks. `path` is a case's own."""

    cases: ClassVar[str]
    """Where the door's cases are."""

    @get("/disposal")
    async def ask_disposal(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """What can be recorded as done, and when it was."""
        return await disposal_pages.ask_disposal(visit, reference, f"{self.cases}/{reference}")

    @post("/disposal", status_code=200)
    async def check_disposal(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """What follows from it."""
        return await disposal_pages.check_disposal(visit, reference, f"{self.cases}/{reference}")

    @post("/disposal/save", status_code=200)
    async def save_disposal(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Record it."""
        return await disposal_pages.save_disposal(visit, reference, f"{self.cases}/{reference}")

    @get("/disposal/back")
    async def ask_take_back(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """What taking back the record means."""
        return await disposal_pages.ask_take_back(visit, reference, f"{self.cases}/{reference}")

    @post("/disposal/back", status_code=200)
    async def take_back(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Take it back: the clock runs again."""
        return await disposal_pages.take_back(visit, reference, f"{self.cases}/{reference}")

    @post("/tasks/{kind:str}/done", status_code=200)
    async def done(self, visit: NamedDependency[Visit], reference: FromPath[str], kind: FromPath[str]) -> Response[Any]:
        """Somebody has seen to a task of the case."""
        known = {one.value: one for one in TaskKind}
        if kind not in known:
            raise NotFound()
        await visit.write(finish_task, reference=reference, kind=known[kind])
        return visit.to(f"{self.cases}/{reference}")
