"""A clock that stands until it is moved."""

from __future__ import annotations

from datetime import datetime, timedelta


class StandingClock:
    """Tells the instant it was set to."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def move(self, **time: float) -> None:
        """Move on by a timedelta's words: `clock.move(minutes=16)`."""
        self.at += timedelta(**time)
