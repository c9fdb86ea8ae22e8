"""Several people doing something in the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from programme.shared.refusal import Refusal


def at_once(*doings: Callable[[], Any]) -> list[Any]:
    """The outcome of each, all begun at the same moment; a refusal is its answer."""
    start = Barrier(len(doings))

    def do(doing: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return doing()
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(len(doings)) as threads:
        return list(threads.map(do, doings))
