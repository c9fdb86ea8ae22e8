"""Keys of pages: a list goes on after the row that was shown last, however many rows came or went since.

A key is the value that a list is ordered by, and the number of the row. It stands in the address of the next page.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import NamedTuple

_INSTANT = "%Y%m%dT%H%M%S.%f"


class DayKey(NamedTuple):
    """A place in a list that is ordered by a day."""

    on: date
    id: int

    def __str__(self) -> str:
        return f"{self.on.isoformat()}_{self.id}"


class InstantKey(NamedTuple):
    """A place in a list that is ordered by an instant, which is given and read in UTC."""

    at: datetime
    id: int

    def __str__(self) -> str:
        return f"{self.at.astimezone(UTC):{_INSTANT}}_{self.id}"


def read_day_key(text: str) -> DayKey | None:
    """The key that an address holds; None when it holds none."""
    on, _, number = text.partition("_")
    try:
        return DayKey(date.fromisoformat(on), int(number))
    except ValueError:
        return None


def read_instant_key(text: str) -> InstantKey | None:
    """The key that an address holds; None when it holds none."""
    at, _, number = text.partition("_")
    try:
        return InstantKey(datetime.strptime(at, _INSTANT).replace(tzinfo=UTC), int(number))
    except ValueError:
        return None
