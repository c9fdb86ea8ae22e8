"""Whether the machine's clock may be believed, asked before every run of a job.

A process knows how long it has been running, so that a clock that is moved meanwhile is seen at once. Its last belief
stands in the database for the next process. Nothing is decided or sent on an instant that is doubted; work goes on by
itself when the clock shows a likely time again, or when somebody says that it is right.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Lock

import structlog

from programme.shared.plausible import LONGEST_AWAY, LONGEST_QUIET, STEP, Doubt, doubt_of
from programme.storage.clock_seen import WRITTEN, ClockSeen, clock_seen, note_believed, note_doubted
from programme.storage.database import Database

log = structlog.get_logger()

NOTED_EVERY = 20.0
"""Seconds after which what is believed, or doubted, is looked at and noted anew."""
SAID_EVERY = 600.0
STANDS_AFTER = 600.0
"""Seconds after which a clock that was moved no further than an absence may be is believed: a machine that was put to
sleep without counting it, or whose clock was right all along after a wrong start."""


class ClockWatch:
    """The machine's clock as one process watches it; many threads may ask.

    `now` tells the machine's time, `seconds` how long it has been running. `last_written_at(now)` is what a clock is
    held against that no process has looked at before; None where what was written tells nothing of the machine's time.
    """

    def __init__(
        self,
        database: Database,
        *,
        holder: str,
        now: Callable[[], datetime],
        seconds: Callable[[], float],
        last_written_at: Callable[[datetime], datetime | None] | None,
    ) -> None:
        self._database, self._holder, self._last_written_at = database, holder, last_written_at
        self._now, self._seconds = now, seconds
        self._lock = Lock()
        self._anchor: tuple[datetime, float] | None = None  # what was believed last, and when that was
        self._moved: tuple[float, float] | None = None  # by how much the clock was moved, and since when it stands so
        self._noted = self._said = float("-inf")
        self._doubt: Doubt | None = None

    def believes(self) -> bool:
        """Whether the machine's clock may be believed now. Where the database is away, it may not. Never raises."""
        with self._lock:
            now, seconds = self._now(), self._seconds()
            if self._is_as_believed(now, seconds):
                return True
            try:
                return self._weigh(now, seconds)
            except Exception as fault:  # the database is away: the next tick asks again
                log.error("clock_not_weighed", kind=type(fault).__name__)
                return False

    def _is_as_believed(self, now: datetime, seconds: float) -> bool:
        if self._anchor is None or self._doubt is not None:
            return False
        passed = seconds - self._anchor[1]
        return 0 <= passed < NOTED_EVERY and abs(self._moved_by(now, seconds)) <= STEP.total_seconds()

    def _moved_by(self, now: datetime, seconds: float) -> float:
        """How far the clock is ahead of where it would be, had it only gone on since it was believed last."""
        if self._anchor is None:
            return 0.0
        return (now - self._anchor[0]).total_seconds() - (seconds - self._anchor[1])

    def _weigh(self, now: datetime, seconds: float) -> bool:
        seen = self._database.read_now(clock_seen)
        last = seen.believed_at if seen else self._last_written_at(now) if self._last_written_at else None
        by_a_process = seen is not None and seen.believed_by != WRITTEN
        doubt = doubt_of(now, last, LONGEST_AWAY if by_a_process else LONGEST_QUIET) if last else None
        if doubt is None and self._was_moved_on(now, seconds, seen):
            doubt = Doubt.MOVED
        if doubt is None:
            self._believe(now, seconds, last)
        else:
            self._disbelieve(now, seconds, doubt, last or now)
        return doubt is None

    def _was_moved_on(self, now: datetime, seconds: float, seen: ClockSeen | None) -> bool:
        """Whether the clock was moved on while we ran. Not where another process vouches for it, or it stands so."""
        by = self._moved_by(now, seconds)
        if by <= STEP.total_seconds():
            return False
        if seen and seen.believed_by != self._holder and abs(now - seen.believed_at) <= STEP:
            return False
        if self._moved is None or abs(by - self._moved[0]) > STEP.total_seconds():
            self._moved = (by, seconds)
        return seconds - self._moved[1] < STANDS_AFTER

    def _believe(self, now: datetime, seconds: float, last: datetime | None) -> None:
        if last and last - now > STEP:
            log.warning("clock_was_put_back", seconds=round((last - now).total_seconds()))
        if self._doubt:
            log.warning("clock_believed_again", machine_shows=now.isoformat())
        if last or self._last_written_at is None:  # an empty database has nothing to decide, and proves no clock right
            self._database.write_now(note_believed, now=now, by=self._holder)
        self._anchor, self._moved, self._doubt = (now, seconds), None, None
        self._noted = self._said = float("-inf")

    def _disbelieve(self, now: datetime, seconds: float, doubt: Doubt, last: datetime) -> None:
        self._doubt = doubt
        if seconds - self._said >= SAID_EVERY:
            self._said = seconds
            log.error(
                "clock_doubted",
                why=doubt.value,
                machine_shows=now.isoformat(),
                last_believed=last.isoformat(),
                remedy="nothing is decided or sent; set the machine's clock right, or: programme clock confirm",
            )
        if seconds - self._noted >= NOTED_EVERY:
            self._noted = seconds
            self._database.write_now(note_doubted, now=now, by=self._holder, doubt=doubt, believed_at=last)
