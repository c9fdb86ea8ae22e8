"""When somebody answers the help number: as it is kept, in plain words, and what cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from msgspec import Struct

from programme.shared.bank_holidays import is_bank_holiday
from programme.shared.dates import MIDNIGHT, is_working_day, london_date, london_instant, spoken_time

_SATURDAY, _SUNDAY = 5, 6
_ONE_DAY = timedelta(days=1)
_LOOKED_AHEAD = 400
"""Days after which whatever days it is answered on have come round."""


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


def answers_next_at(hours: Sequence[HelpHours], now: datetime) -> datetime | None:
    """The next instant at which somebody begins to answer; None where somebody answers now, or no hours are known. The
    end of a time is outside it."""
    today = london_date(now)
    for ahead in range(_LOOKED_AHEAD if hours else 0):
        opens = [begins_at for begins_at, ends_at in _times_on(hours, today + ahead * _ONE_DAY) if now < ends_at]
        if opens:
            return min(opens) if min(opens) > now else None
    return None


def is_answered_on(hours: Sequence[HelpHours], on: date) -> bool:
    """Whether somebody answers on this day; on a working day, where no hours are known."""
    return any(one.days is _days_of(on) for one in hours) if hours else is_working_day(on)


def _times_on(hours: Sequence[HelpHours], on: date) -> list[tuple[datetime, datetime]]:
    """From when until when somebody answers on this day, by London's clock."""
    days = _days_of(on)
    return [
        (london_instant(on, one.opens), london_instant(on + _ONE_DAY * (one.closes == MIDNIGHT), one.closes))
        for one in hours
        if one.days is days
    ]


def _days_of(on: date) -> HelpDays:
    if is_bank_holiday(on):
        return HelpDays.BANK_HOLIDAYS
    return {_SATURDAY: HelpDays.SATURDAYS, _SUNDAY: HelpDays.SUNDAYS}.get(on.weekday(), HelpDays.WEEKDAYS)


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
