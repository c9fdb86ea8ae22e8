"""The only place that asks what time it is."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """Tells the time as an aware UTC instant."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class MovableClock:
    """The rehearsal's clock: the machine's, moved by what a small file says, so that several processes agree.

    Production settings refuse it.
    """

    file: Path

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.offset_seconds())

    def offset_seconds(self) -> float:
        """How far the clock is ahead of the machine's, in seconds; 0 without a file."""
        try:
            return float(json.loads(self.file.read_text())["offset_seconds"])
        except FileNotFoundError:
            return 0.0

    def move_to(self, instant: datetime) -> None:
        """Move the clock so that it says `instant` now."""
        offset = (instant - datetime.now(UTC)).total_seconds()
        self.file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.file.with_suffix(".new")
        fresh.write_text(json.dumps({"offset_seconds": offset}))
        fresh.replace(self.file)


def running_seconds() -> float:
    """Seconds that nobody can set: how long the machine has been running, its sleep included where it says so."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()
