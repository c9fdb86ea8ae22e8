"""Rules for everybody before anybody asks who he is: the host that was meant, and sizes and times of a request.

It stands in front of everything that looks at an address. A proxy in front has limits of its own; these hold without
one. How long the first lines of a request may take is the connection's business: `connections`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection
from contextlib import suppress

from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp, Message, Receive, ReceiveMessage, Scope, Send

LONGEST_ADDRESS = 8_000
LONGEST_HEADERS = 32_000
MOST_HEADERS = 100
PIECE_SECONDS = 30.0
"""How long the next piece of a body may take to come."""
BODY_SECONDS = 600.0
"""How long a whole body may take: the largest export over a slow line."""
LINGER_SECONDS, LINGER_BYTES = 2.0, 4_000_000
"""The most that is still read and thrown away after an answer that came before the body's end. A connection that is
closed with something unread is cut, and many browsers then show the cut and not the answer."""

_WORDS = {
    400: b"This address is not known here.\n",
    414: b"The address is too long.\n",
    431: b"The request's headers are too large.\n",
}


class BodyTooSlow(HTTPException):
    """The rest of a request did not come in time."""

    status_code = 408


class Threshold:
    """Wraps an application. `hosts` are the Host headers that are answered, each with its port."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app = app
        self._hosts = frozenset(host.lower().encode() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what nobody may send; hand on the rest, with a clock at its body."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        body = _Body(scope, receive, send)
        status = self._wrong_with(scope)
        if status is None:
            await self._app(scope, body.receive, body.send)
            return
        headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(_WORDS[status])).encode())]
        await body.send({"type": "http.response.start", "status": status, "headers": headers})
        await body.send({"type": "http.response.body", "body": _WORDS[status], "more_body": False})

    def _wrong_with(self, scope: Scope) -> int | None:
        headers = list(scope["headers"])
        if len(headers) > MOST_HEADERS or sum(len(name) + len(value) for name, value in headers) > LONGEST_HEADERS:
            return 431
        if len(scope["raw_path"]) + len(scope["query_string"]) > LONGEST_ADDRESS:
            return 414
        hosts = [value for name, value in headers if name == b"host"]
        return None if len(hosts) == 1 and hosts[0].lower() in self._hosts else 400


class _Body:
    """The body of one request, and whether it has been read to its end."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        said = dict(scope["headers"])
        self._unread = b"transfer-encoding" in said or said.get(b"content-length", b"0").strip(b"0") != b""
        self._until = time.monotonic() + BODY_SECONDS

    async def receive(self) -> ReceiveMessage:
        """The next piece. Raises BodyTooSlow."""
        if not self._unread:
            return await self._receive()
        left = self._until - time.monotonic()
        try:
            async with asyncio.timeout(min(PIECE_SECONDS, left)):
                message = await self._receive()
        except TimeoutError:
            raise BodyTooSlow() from None
        self._unread = message["type"] == "http.request" and message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        """Send on. An answer that comes before the body's end is the last one of its connection."""
        if not self._unread:
            await self._send(message)
        elif message["type"] == "http.response.start":
            headers = [header for header in message["headers"] if header[0].lower() != b"connection"]
            await self._send({**message, "headers": [*headers, (b"connection", b"close")]})
        elif message["type"] == "http.response.body" and not message.get("more_body"):
            await self._send({**message, "more_body": True})
            await self._linger()
            await self._send({"type": "http.response.body", "body": b"", "more_body": False})
        else:
            await self._send(message)

    async def _linger(self) -> None:
        thrown_away = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(LINGER_SECONDS):
                while self._unread and thrown_away < LINGER_BYTES:
                    message = await self._receive()
                    thrown_away += len(message.get("body", b""))  # type: ignore[arg-type]
                    self._unread = message["type"] == "http.request" and message.get("more_body", False)
