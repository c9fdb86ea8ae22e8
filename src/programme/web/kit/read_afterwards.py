"""A refusal of a sent form is read on a page of its own, so Back and reload send nothing again."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.response.base import ASGIResponse
from litestar.status_codes import HTTP_500_INTERNAL_SERVER_ERROR
from litestar.types import Receive, Scope, Send

from programme.people.kept_answers import FormAnswers
from programme.shared.access import STAFF
from programme.shared.actor import Door
from programme.shared.refusal import Refusal
from programme.storage.away import DatabaseAway
from programme.web.kit.access import SignInNeeded
from programme.web.kit.keeping_forms import KEPT, KeepsForms, number_of
from programme.web.kit.navigation import start_of
from programme.web.kit.page_above import page_above
from programme.web.kit.visit import Visit

_WORDS = ("code", "headline", "explanation", "remedy")


class RefusedBefore(Refusal):
    """The refusal of a form, asked for again. `back` is the page above that form."""

    code = "refused_before"
    headline = "That was not done"
    remedy = "Go back, and look at how it stands now."

    def __init__(self, kept: dict[str, list[str]]) -> None:
        self.code, headline, explanation, remedy = (kept[name][0] for name in _WORDS)
        super().__init__(headline=headline, explanation=explanation, remedy=remedy)
        self.status, self.back = int(kept["status"][0]), kept["back"][0]


class KeepsRefusals(KeepsForms):
    """Keeps them for the page at the door of whoever is signed in."""

    def address(self, visit: Visit) -> str:
        return _page(visit)


class RefusedPage(KeepsRefusals, Controller):
    """`/not-done`; the person has one of his own."""

    path = "/not-done"
    opt = {"access": STAFF}

    @get()
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The refusal; where it is not kept any longer, the start."""
        return await self.answer(visit)

    async def answer(self, visit: Visit) -> Response[Any]:
        kept = await self.kept(visit, visit.request.query_params.get(KEPT, ""))
        if kept is None:
            return visit.to(start_of(visit.the_actor))
        raise RefusedBefore(kept.answers.typed)


class ReadAfterwards(Response[bytes]):
    """Keeps the refusal of a form, and leads to its page; where it cannot be kept, it is answered `at_once`."""

    def __init__(self, refusal: Refusal, at_once: Response[Any]) -> None:
        super().__init__(b"", status_code=refusal.status)
        self.refusal, self.at_once = refusal, at_once
        self.is_fault = refusal.status == HTTP_500_INTERNAL_SERVER_ERROR

    def to_asgi_response(self, app: Any, request: Request[Any, Any, Any], **more: Any) -> ASGIResponse:
        """Keeping takes the database, which nobody may wait for before the answer is being sent."""
        return _Keeping(self, request)


class _Keeping(ASGIResponse):
    def __init__(self, answer: ReadAfterwards, request: Request[Any, Any, Any]) -> None:
        super().__init__(status_code=answer.status_code)
        self._answer, self._request = answer, request

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            answer = await _keep(Visit(self._request), self._answer.refusal)
        except (DatabaseAway, SignInNeeded):
            answer = self._answer.at_once
        except Exception:
            if not self._answer.is_fault:
                raise
            answer = self._answer.at_once  # whoever met one fault is not shown a second in its place
        await answer.to_asgi_response(app=None, request=self._request)(scope, receive, send)


async def _keep(visit: Visit, refusal: Refusal) -> Response[Any]:
    words = {name: [str(getattr(refusal, name))] for name in (*_WORDS, "status")}
    words["back"] = [page_above(visit.request.app, visit.request.scope["path"])]
    number = number_of(visit)
    await KeepsRefusals().keep(visit, number, FormAnswers(words))
    return visit.to(f"{_page(visit)}?{KEPT}={number}")


def _page(visit: Visit) -> str:
    return f"{visit.home if visit.the_actor.door is Door.OFFENDER else ''}/not-done"
