"""Stopping without cutting anybody off.

Asked to stop, a process first says that it is not ready, and goes on serving for some seconds with every answer the
last one of its connection: whoever shares out the visitors sends the next ones elsewhere. Then the server stops to
listen, at a moment at which nobody waits to be let in, and finishes what it has begun.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import structlog
import uvicorn
from litestar import Litestar

LOOK_EVERY_SECONDS, MOST_LOOKS = 0.001, 2000
_UNACKNOWLEDGED = struct.Struct("8x 4x 4x 4x 4x I")  # struct tcp_info, up to tcpi_unacked

log = structlog.get_logger()


@contextmanager
def leaves_in_order(app: Litestar, *, seconds: float) -> Iterator[None]:
    """While the application runs, SIGTERM first sets `app.state.is_leaving`, and reaches the server `seconds` later. A
    second one reaches it at once. For the event loop of a process's main thread; does nothing in any other."""
    servers_own = signal.getsignal(signal.SIGTERM)
    if threading.current_thread() is not threading.main_thread() or not callable(servers_own):
        yield
        return
    loop = asyncio.get_running_loop()

    def stop() -> None:
        _stop_to_listen(servers_own)
        servers_own(signal.SIGTERM, None)

    def stop_when_nobody_waits(looks: int = MOST_LOOKS) -> None:
        if looks and any(map(_waiting, _sockets_of(servers_own))):
            loop.call_later(LOOK_EVERY_SECONDS, stop_when_nobody_waits, looks - 1)
        else:
            stop()

    def leave() -> None:
        if app.state.is_leaving:
            stop()
            return
        app.state.is_leaving = True
        log.info("leaving", seconds=seconds)
        loop.call_later(seconds, stop_when_nobody_waits)

    loop.add_signal_handler(signal.SIGTERM, leave)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGTERM)


def _servers(of: Callable[..., object]) -> list[asyncio.Server]:
    """The servers that listen, where the process is uvicorn's."""
    owner = getattr(of, "__self__", None)
    return list(owner.servers) if isinstance(owner, uvicorn.Server) else []


def _sockets_of(of: Callable[..., object]) -> list[int]:
    return [one.fileno() for server in _servers(of) for one in server.sockets]


def _stop_to_listen(of: Callable[..., object]) -> None:
    for server in _servers(of):
        server.close()


def _waiting(listening: int) -> int:
    """How many connections have been made to this socket and not been taken yet: to close it would cut them. Linux
    tells it where it tells of a connection how much is not acknowledged; elsewhere nobody is known to wait."""
    if not hasattr(socket, "TCP_INFO"):
        return 0
    with socket.socket(fileno=os.dup(listening)) as one, suppress(OSError):
        told = one.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _UNACKNOWLEDGED.size)
        return int(_UNACKNOWLEDGED.unpack(told)[0])
    return 0
