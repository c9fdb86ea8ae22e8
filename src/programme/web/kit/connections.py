"""Connections: how many there may be, and how long one may say nothing.

The server bounds the size of a request's first lines and the idle time between two requests, and waits without an end
for lines that come slowly or not at all, and for somebody who does not read his answer. The clocks for those are here.
"""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEADER_SECONDS = 10.0
"""From the beginning of a connection, or of its next request, to the end of the request's headers."""
READING_SECONDS = 30.0
"""How long a visitor may take before he reads on in what he asked for."""
LAST_WORDS_SECONDS = 0.5
LONGEST_FIRST_LINES = 32_000
"""Bytes of the first line of a request and its headers together."""
MOST_SERVED, MOST_CONNECTIONS = 400, 600
"""Of one process: whoever comes when so many are there is told to come again (503), and beyond the second is cut."""

_TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class TimedConnection(H11Protocol):
    """The server's own connection, with those clocks."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headers_due: asyncio.TimerHandle | None = None
        self.reading_due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin, unless there are too many already."""
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.abort()
        else:
            self._expect_headers()

    def data_received(self, data: bytes) -> None:
        """Read on. While headers are not complete the clock goes on that began with their first byte."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            if self.headers_due is not None:
                self.headers_due.cancel()
            self.headers_due = None
        elif self.headers_due is None:
            self._expect_headers()

    def pause_writing(self) -> None:
        """The visitor does not read."""
        self.flow.pause_writing()
        self.reading_due = self.loop.call_later(READING_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """He reads again."""
        self.flow.resume_writing()
        if self.reading_due is not None:
            self.reading_due.cancel()

    def connection_lost(self, exc: Exception | None) -> None:
        """The end."""
        for timer in (self.headers_due, self.reading_due):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """The server stops. A request that has been sent to us and not been read yet is read and answered before the
        end."""
        self.loop.call_later(LAST_WORDS_SECONDS, self._shut_down)

    def _shut_down(self) -> None:
        if not self.transport.is_closing():
            super().shutdown()

    def _expect_headers(self) -> None:
        self.headers_due = self.loop.call_later(HEADER_SECONDS, self._give_up)

    def _give_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.write(_TOO_SLOW)
            self.transport.close()
