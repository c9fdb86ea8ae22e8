"""The application that a server process serves, over the settings of its environment."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from litestar import Litestar


def app() -> Litestar:
    """Build it. Raises what wrong settings raise.

    Everything is imported here, and not with this module, so that it can be imported quickly.
    """
    stop_with_parent()
    with _quick_start():
        from programme.app import create_app
        from programme.logs import set_up_logs
        from programme.settings import Settings
        from programme.wiring import wire

        set_up_logs()
        return create_app(wire(Settings()))


def stop_with_parent() -> None:
    """One of several web processes stops in good order when the one that started them is killed: that can tell nobody,
    and what is left behind would hold the port."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="stop with parent", daemon=True).start()


@contextmanager
def _quick_start() -> Iterator[None]:
    """Look for no garbage meanwhile: hundreds of modules make little of it and much that stays to the end, and to look
    through that again and again is a tenth of the start. Objects that stand then are never looked through.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
