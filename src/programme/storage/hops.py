"""Handing work to the database's threads, with a time after which nobody waits for it any more.

A server that is frozen answers nothing and breaks no connection: whoever waits would wait until it thaws. So the
waiting ends here: the connection is cut, which wakes the thread, and nothing it does afterwards is committed.
"""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress
from typing import Any, TypeVar

from sqlalchemy import Engine, event

from programme.storage.away import DatabaseAway

T = TypeVar("T")

_here = threading.local()


class _Hop:
    """One piece of work in a thread."""

    def __init__(self) -> None:
        self.given_up = False
        self._lock = threading.Lock()
        self._connection: Any = None

    def uses(self, connection: Any) -> None:
        with self._lock:
            self._connection = connection

    def give_up(self) -> None:
        with self._lock:
            self.given_up = True
            if self._connection is not None:
                _cut(self._connection)


async def hop(threads: Executor, call: Callable[[], T], *, seconds: float) -> T:
    """Run `call` in one of `threads`. Raises DatabaseAway where that takes longer than `seconds`, waiting included."""
    one = _Hop()

    def run() -> T:
        _here.hop = one
        try:
            return call()
        finally:
            _here.hop = None

    future = asyncio.get_running_loop().run_in_executor(threads, run)
    done = False
    try:
        async with asyncio.timeout(seconds):
            result = await future
        done = True
        return result
    except TimeoutError:
        raise DatabaseAway("too slow") from None
    except Exception:
        done = True
        raise
    finally:
        if not done:
            one.give_up()


def is_wanted() -> bool:
    """Whether somebody still waits for what this thread does; True outside a hop."""
    one: _Hop | None = getattr(_here, "hop", None)
    return one is None or not one.given_up


def follow_connections(engine: Engine) -> None:
    """Let hops know which connection they use, so that it can be cut: for a database over a network."""

    @event.listens_for(engine, "checkout")
    def _out(connection: Any, _record: object, _proxy: object) -> None:
        _tell(connection)

    @event.listens_for(engine, "checkin")
    def _back(_connection: Any, _record: object) -> None:
        _tell(None)


def _tell(connection: Any) -> None:
    one: _Hop | None = getattr(_here, "hop", None)
    if one is not None:
        one.uses(connection)


def _cut(connection: Any) -> None:
    with suppress(Exception), socket.socket(fileno=os.dup(connection.fileno())) as line:  # it may be gone already
        line.shutdown(socket.SHUT_RDWR)
