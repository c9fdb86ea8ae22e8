"""One line an answer, of fields that cannot hold personal data: the route's pattern, never the address.

The line is written as the answer begins, whoever answers: a page, a refusal, or the framework for an address that
does not exist. A request whose sender went away before all of it had come is one of status 499, and no fault.
"""

from __future__ import annotations

import time
from typing import Any

import structlog
from litestar.enums import ScopeType
from litestar.handlers import BaseRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from programme.web.kit.access import actor_of

log = structlog.get_logger()
BEGAN = "programme_began"
WENT_AWAY = "programme_went_away"
CLIENT_WENT_AWAY = 499
"""As nginx logs it too. Nobody reads the answer."""


class RequestClock(ASGIMiddleware):
    """Remembers when a request came in, and that its sender went away before its body was there."""

    scopes = (ScopeType.HTTP,)
    exclude_opt_key = "no_request_log"

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        scope["state"][BEGAN] = time.perf_counter()

        async def watched() -> Any:
            message = await receive()
            if message["type"] == "http.disconnect":
                scope["state"][WENT_AWAY] = True
            return message

        await next_app(scope, watched, send)


async def log_answer(message: Message, scope: Scope) -> None:
    """The app's `before_send` hook: method, route pattern, status, milliseconds and door. Files are not logged."""
    if message["type"] != "http.response.start":
        return
    handler: BaseRouteHandler | None = scope.get("route_handler")
    if handler is not None and handler.opt.get("no_request_log"):
        return
    method = str(scope.get("method", ""))
    began = scope["state"].get(BEGAN)
    actor = actor_of(scope)
    log.info(
        "request",
        method=method if method in _METHODS else "other",
        route=scope.get("path_template") or "no such address",
        status=message["status"],
        ms=round((time.perf_counter() - began) * 1000, 1) if began is not None else None,
        door=actor.door if actor else None,
    )


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""A made-up method is text that a stranger chose: it does not get into the log."""
