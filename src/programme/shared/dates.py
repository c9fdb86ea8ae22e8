"""London dates, working days of England and Wales, and how they are spoken.

Stored in UTC, spoken in Europe/London.
"""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from govuk_bank_holidays.bank_holidays import BankHolidays

LONDON = ZoneInfo("Europe/London")


class NoSuchLocalTime(ValueError):
    """The clocks go forward over this local time: it does not happen."""


def london_date(instant: datetime) -> date:
    """The London day of an aware instant; raises ValueError for a naive one."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(LONDON).date()


def london_instant(on: date, at: time) -> datetime:
    """The instant of a London day and time, in UTC.

    In the hour that happens twice in October the first one is meant. A time that the clocks skip in March raises
    NoSuchLocalTime.
    """
    local = datetime.combine(on, at.replace(tzinfo=None), tzinfo=LONDON)
    instant = local.astimezone(UTC)
    if instant.astimezone(LONDON).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchLocalTime(f"{at:%H:%M} does not happen on {on:%d/%m/%Y}: the clocks go forward")
    return instant


def add_months_corresponding(on: date, months: int) -> date:
    """The same-numbered day `months` later, or that month's last day where it has no such day (Dodds v Walker)."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))


@lru_cache(maxsize=1)
def _bank_holidays() -> frozenset[date]:
    held = BankHolidays(use_cached_holidays=True)
    return frozenset(day["date"] for day in held.get_holidays(division=BankHolidays.ENGLAND_AND_WALES))


def is_working_day(on: date) -> bool:
    """Neither a weekend nor a bank holiday of England and Wales.

    The holidays are the library's own list and are never fetched; beyond its last year only weekends are known.
    """
    return on.weekday() < 5 and on not in _bank_holidays()  # noqa: PLR2004 - Saturday is day 5


def previous_working_day(on: date) -> date:
    """The day itself when it is a working day, else the nearest working day before it."""
    while not is_working_day(on):
        on -= timedelta(days=1)
    return on


def subtract_working_days(on: date, days: int) -> date:
    """The working day that lies `days` working days before `on`."""
    for _ in range(days):
        on = previous_working_day(on - timedelta(days=1))
    return on


def add_working_days(on: date, days: int) -> date:
    """The working day that lies `days` working days after `on`."""
    for _ in range(days):
        on += timedelta(days=1)
        while not is_working_day(on):
            on += timedelta(days=1)
    return on


def spoken_day(on: date) -> str:
    """"Saturday 14 March 2027"."""
    return f"{on:%A} {on.day} {on:%B %Y}"


def spoken_time(instant: datetime) -> str:
    """"9:30am", in London."""
    local = instant.astimezone(LONDON)
    return f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"  # noqa: PLR2004 - noon


def spoken_instant(instant: datetime) -> str:
    """"Saturday 14 March 2027 at 9:30am", in London."""
    return f"{spoken_day(london_date(instant))} at {spoken_time(instant)}"
