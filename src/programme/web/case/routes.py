"""The pages that a force has of its own cases, mounted at custody's door and at a neighbour's."""

from __future__ import annotations

from typing import Any

from litestar import Response, Router, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from programme.actions.finish_task import finish_task
from programme.duties.models import TaskKind
from programme.shared.access import Access
from programme.shared.refusal import NotFound
from programme.web.case.answer import AnswerPage
from programme.web.case.bail import BailPage
from programme.web.case.caution import CautionPage, print_document
from programme.web.case.concern import DecideConcernPage, RaiseConcernPage, show_stopped
from programme.web.case.disposal import DisposalPage, TakeBackPage
from programme.web.case.heading import here
from programme.web.case.offence import OffencePage
from programme.web.case.offer import ExplainPage, OfferPage
from programme.web.case.officer import OfficerPage
from programme.web.case.reopen import ReopenPage
from programme.web.case.settle import PutBackPage, SetAsidePage, SettlePage
from programme.web.case.slip import print_slip
from programme.web.kit.visit import Visit

DONE_WORDS = {
    "bail": "The bail is recorded",
    "officer": "The officer in the case is another one now",
    "offence": "The offence is corrected. The dates of the case are the new ones",
    "disposal": "What was done is recorded",
    "disposal_taken_back": "What was recorded is taken back. The case waits for a decision again, and its clock runs",
}
"""What the page of a case says when it comes after one of these forms."""


@post("/tasks/{kind:str}/done", status_code=200)
async def finish(visit: NamedDependency[Visit], kind: FromPath[str]) -> Response[Any]:
    """Somebody has seen to a task of the case."""
    known = {one.value: one for one in TaskKind}
    if kind not in known:
        raise NotFound()
    await visit.write(finish_task, reference=visit.part("reference"), kind=known[kind])
    return visit.to(here(visit))


def case_pages(door: str, access: Access, *own: Any, cases: str) -> Router:
    """The pages of cases at one door. `access` is who may enter, `cases` is where the door's cases are; `own` are the
    pages that only this door has of them."""
    one_case: list[Any] = [
        *(OfferPage, ExplainPage, AnswerPage, ReopenPage, CautionPage, print_document, print_slip),
        *(SettlePage, SetAsidePage, PutBackPage),
        *(OfficerPage, OffencePage, BailPage, DisposalPage, TakeBackPage, finish),
        Router("/concern", route_handlers=[RaiseConcernPage, DecideConcernPage]),
        *own,
    ]
    return Router(
        door,
        route_handlers=[show_stopped, Router(f"{cases}/{{reference:str}}", route_handlers=one_case)],
        opt={"access": access, "cases": f"{door}{cases}", "concern": f"{door}{cases}/{{}}/concern"},
    )


def safeguarding_pages(door: str, access: Access) -> Router:
    """Concerns alone, for the named role at a door that has no cases."""
    one_case = Router("/concerns/{reference:str}", route_handlers=[RaiseConcernPage, DecideConcernPage])
    return Router(
        door,
        route_handlers=[show_stopped, one_case],
        opt={"access": access, "concern": f"{door}/concerns/{{}}"},
    )
