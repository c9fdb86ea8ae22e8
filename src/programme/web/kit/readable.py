"""The query of an address, without characters that nobody can type: as forms are read, so are search boxes."""

from __future__ import annotations

import re

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

_UNTYPEABLE = re.compile(rb"%(?:0[0-8bcef]|1[0-9a-f]|7f)", re.IGNORECASE)
"""Control characters but for tabs and line ends, as an address writes them. No letter's bytes look like this."""


class ReadableAddress(ASGIMiddleware):
    """Takes control characters out of the part of the address after the question mark, before anybody reads it.

    PostgreSQL cannot even look for a NUL, and whoever pasted one with a name wants the name found.
    """

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if b"%" in scope["query_string"]:
            scope["query_string"] = _UNTYPEABLE.sub(b"", scope["query_string"])
        await next_app(scope, receive, send)
