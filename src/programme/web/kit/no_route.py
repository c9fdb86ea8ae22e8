"""An address that is no route: no middleware looked who asks, so it is looked up as the answer is being sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from litestar import Request, Response
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

from programme.storage.away import DatabaseAway
from programme.web.kit.sign_in_cookie import SignInMiddleware, cookie_name


def nobody_looked(request: Request[Any, Any, Any]) -> bool:
    """Whether somebody may be signed in whom nobody has looked up."""
    return "actor" not in request.scope and cookie_name(request.app.state.wiring) in request.cookies


class ForWhoeverAsks(Response[bytes]):
    """The page that `answer` makes, with whoever is signed in; `at_once` where he cannot be looked up."""

    def __init__(self, at_once: Response[Any], answer: Callable[[], Response[Any]]) -> None:
        super().__init__(b"", status_code=at_once.status_code)
        self.at_once, self.answer = at_once, answer

    def to_asgi_response(self, app: Any, request: Request[Any, Any, Any], **more: Any) -> ASGIResponse:
        """The look takes the database, which nobody may wait for before the answer is being sent."""
        return _Looking(self, request)


class _Looking(ASGIResponse):
    def __init__(self, answer: ForWhoeverAsks, request: Request[Any, Any, Any]) -> None:
        super().__init__(status_code=answer.status_code)
        self._answer, self._request = answer, request

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        sign_in: SignInMiddleware = self._request.app.state.sign_in
        try:
            await sign_in.look(scope)
            answer = self._answer.answer()
        except DatabaseAway:
            answer = self._answer.at_once
        await answer.to_asgi_response(app=None, request=self._request)(scope, receive, send)
