"""One line a request, of fields that cannot hold personal data: the route's pattern, never the address."""

from __future__ import annotations

import time

import structlog
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger()


class RequestLog(ASGIMiddleware):
    """Logs method, route pattern, status, milliseconds and door."""

    scopes = (ScopeType.HTTP,)
    exclude_opt_key = "no_request_log"

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        began = time.perf_counter()
        status = 0

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await next_app(scope, receive, watch)
        finally:
            actor = scope.get("actor")
            log.info(
                "request",
                method=scope["method"],
                route=scope.get("path_template", ""),
                status=status,
                ms=round((time.perf_counter() - began) * 1000, 1),
                door=getattr(actor, "door", None),
            )
