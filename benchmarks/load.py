"""A closed-loop load over keep-alive connections: each sends its next request when the last one is answered."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Load:
    """The findings of one run of load. `seconds` are those of each unit of work, in the order they ended."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    took: float = 0.0

    def percentile(self, share: float) -> float:
        """The duration that `share` of the units stayed under, in milliseconds."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 if ordered else 0.0

    @property
    def rate(self) -> float:
        """Units a second."""
        return len(self.seconds) / self.took if self.took else 0.0


class Connection:
    """One keep-alive connection."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def open(self) -> Connection:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send one request and read its whole answer."""
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        status = int(head[9:12])
        length = 0
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return status, await self._reader.readexactly(length) if length else b""

    def close(self) -> None:
        self._writer.close()


def get(path: str, cookie: str = "") -> bytes:
    """A GET request."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{_cookie(cookie)}\r\n".encode()


def post(path: str, body: str, cookie: str = "") -> bytes:
    """A form post."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{_cookie(cookie)}"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def _cookie(cookie: str) -> str:
    return f"Cookie: {cookie}\r\n" if cookie else ""


def drive(
    port: int,
    units: Iterator[list[bytes]],
    *,
    connections: int,
    seconds: float = 0.0,
) -> Load:
    """Take units of work (each a list of requests sent one after the other) until they, or the seconds, run out.

    Raises RuntimeError when an answer is not good: a wrong answer is no figure, nor is the way to the sign-in page.
    """
    return asyncio.run(_drive(port, units, connections, seconds))


def _is_good(request: bytes, status: int) -> bool:
    return status == 200 if request.startswith(b"GET") else status < 400


async def _drive(port: int, units: Iterator[list[bytes]], connections: int, seconds: float) -> Load:
    load = Load()
    began = time.perf_counter()
    until = began + seconds if seconds else float("inf")

    async def work() -> None:
        connection = await Connection(port).open()
        try:
            while time.perf_counter() < until:
                unit = next(units, None)
                if unit is None:
                    return
                start = time.perf_counter()
                for request in unit:
                    status, body = await connection.ask(request)
                    load.statuses[status] += 1
                    if not _is_good(request, status):
                        raise RuntimeError(f"{request[:200]!r} was answered {status}: {body[-1500:]!r}")
                load.seconds.append(time.perf_counter() - start)
        finally:
            connection.close()

    await asyncio.gather(*(work() for _ in range(connections)))
    load.took = time.perf_counter() - began
    return load
