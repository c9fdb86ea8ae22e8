"""Stopping without cutting anybody off.

Asked to stop, a process first says that it is not ready, and goes on serving for some seconds with every answer the
last one of its connection: whoever shares out the visitors sends the next ones elsewhere. Then the server stops to
listen and finishes what it has begun.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from litestar import Litestar

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
        servers_own(signal.SIGTERM, None)

    def leave() -> None:
        if app.state.is_leaving:
            stop()
            return
        app.state.is_leaving = True
        log.info("leaving", seconds=seconds)
        loop.call_later(seconds, stop)

    loop.add_signal_handler(signal.SIGTERM, leave)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGTERM)
