"""Where a fault happened, told without its text: that may hold personal data."""

from __future__ import annotations

from types import TracebackType

DEEPEST = 6


def place_of(trace: TracebackType | None) -> str:
    """The innermost frames of a traceback, functions with their lines, the innermost first."""
    frames = []
    while trace is not None:
        frames.append(f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " < ".join(reversed(frames[-DEEPEST:]))
