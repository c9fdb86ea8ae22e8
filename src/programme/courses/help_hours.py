"""When somebody answers the help number: as it is kept, in plain words, and what cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from enum import StrEnum

from msgspec import Struct

from programme.shared.dates import MIDNIGHT, spoken_time


class HelpDays(StrEnum):
    """Days with hours of their own. A bank holiday without any is one on which nobody answers."""

    WEEKDAYS = "weekdays"
    SATURDAYS = "saturdays"
    SUNDAYS = "sundays"
    BANK_HOLIDAYS = "bank_holidays"


class HelpHours(Struct, frozen=True, forbid_unknown_fields=True):
    """From when until when somebody answers on these days. Until midnight is 00:00."""

    days: HelpDays
    opens: time
    closes: time

    @property
    def end_after_start(self) -> bool:
        """Whether it is a time at all."""
        return self.opens < self.closes or self.closes == MIDNIGHT


def spoken_hours(hours: Sequence[HelpHours], words: dict[HelpDays, str]) -> str:
    """ "Monday to Friday 9am to 5pm, Saturday 10am to 1pm, not on bank holidays"; empty where none are known."""
    if not hours:
        return ""
    said = [f"{words[one.days]} {_span(one)}" for one in hours]
    if all(one.days is not HelpDays.BANK_HOLIDAYS for one in hours):
        said.append("not on bank holidays")
    return ", ".join(said)


def _span(one: HelpHours) -> str:
    if one.opens == one.closes == MIDNIGHT:
        return "day and night"
    return f"{spoken_time(one.opens)} to {spoken_time(one.closes)}"
