"""Processes that end with the test run that started them, however it ends: in order, by Ctrl-C, or killed."""

from __future__ import annotations

import ctypes
import os
import signal

_WHEN_THE_PARENT_ENDS = 1  # PR_SET_PDEATHSIG
_prctl = ctypes.CDLL(None, use_errno=True).prctl


def with_its_parent() -> None:
    """Asks Linux for SIGTERM when the process that started this one is gone: `Popen(..., preexec_fn=with_its_parent)`.

    Start it from the main thread: to Linux the parent is the thread.
    """
    if _prctl(_WHEN_THE_PARENT_ENDS, signal.SIGTERM, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "this process cannot be made to end with its parent")
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    if os.getppid() == 1:
        os._exit(1)  # the parent was gone before we could ask
