"""Days and times of day as London reckons them, and the working days of England and Wales.

Stored in UTC, spoken in Europe/London. Nothing here asks what time it is.
"""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from programme.shared.bank_holidays import bank_holidays_known_until as bank_holidays_known_until
from programme.shared.bank_holidays import is_bank_holiday

LONDON = ZoneInfo("Europe/London")
MIDNIGHT = time(0)

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


@lru_cache(maxsize=4096)
def london_date(instant: datetime) -> date:
    """The day it is in London at `instant`; ValueError for a naive one."""
    return _in_london(instant).date()


def london_instant(on: date, at: time) -> datetime:
    """The instant, in UTC, at which a London clock showed `at` on the day `on`.

    When the clocks go back, an hour is shown twice: the first of the two is meant (a clock that starts at the
    earlier instant can never give anybody more time than the law does). When they go forward, an hour is never
    shown: the time is read as if the clock had not been changed yet, so 1:30am means 2:30am summer time. The day
    is the same whichever is chosen; `clock_was_changing` lets a caller ask. ValueError if `at` has a zone.
    """
    if at.tzinfo is not None:
        raise ValueError("a London time of day is given without a time zone")
    return datetime.combine(on, at.replace(fold=0), tzinfo=LONDON).astimezone(UTC)


def to_london(instant: datetime) -> datetime:
    """The instant as a London clock shows it; ValueError for a naive one."""
    return _in_london(instant)


def clock_was_changing(on: date, at: time) -> bool:
    """Whether a London clock showed `at` twice, or never, on the day `on`."""
    first = datetime.combine(on, at.replace(fold=0), tzinfo=LONDON)
    return first.utcoffset() != first.replace(fold=1).utcoffset()


def add_months_corresponding(on: date, months: int) -> date:
    """The same-numbered day `months` later, or the last day of that month when it has no such day.

    The corresponding date rule (Dodds v Walker [1981] 1 WLR 1027): six months from 31 August end on the last day
    of February. Negative months count back.
    """
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))


def age_on(born_on: date, on: date) -> int:
    """Whole years of age at the start of the day `on` (Family Law Reform Act 1969 s.9: an age is reached at the
    start of the birthday). Somebody born on 29 February is a year older on 1 March in other years. Negative
    before birth.
    """
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def is_working_day(on: date) -> bool:
    """Whether `on` is neither a weekend nor a bank holiday in England and Wales.

    Bank holidays come with the program and are never fetched. After the end of their list they are reckoned: what a
    rule gives is known for ever, what is proclaimed for one year only when the list is brought up to date.
    """
    return on.weekday() < _SATURDAY and not is_bank_holiday(on)


def previous_working_day(on: date) -> date:
    """`on` itself when it is a working day, else the last working day before it."""
    while not is_working_day(on):
        on -= _ONE_DAY
    return on


def subtract_working_days(on: date, count: int) -> date:
    """The day `count` working days before `on`, not counting `on`; with a count of 0, `on` itself."""
    return _step_working_days(on, count, -_ONE_DAY)


def add_working_days(on: date, count: int) -> date:
    """The day `count` working days after `on`, not counting `on`; with a count of 0, `on` itself."""
    return _step_working_days(on, count, _ONE_DAY)


def spoken_day(on: date) -> str:
    """A day as people say it: "Saturday 13 March 2027". An instant is first turned into its London day."""
    if isinstance(on, datetime):
        on = london_date(on)
    return f"{_DAYS[on.weekday()]} {on.day} {_MONTHS[on.month - 1]} {on.year}"


def spoken_weekday(on: date) -> str:
    """The name of the day of the week: "Friday"."""
    return _DAYS[on.weekday()]


def spoken_date(on: date) -> str:
    """A day without its weekday: "13 March 2027"."""
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def spoken_time(at: datetime | time) -> str:
    """A time of day as people say it: "9:30am", "9am", "midday", "midnight". An instant is spoken in London time."""
    if isinstance(at, datetime):
        at = _in_london(at).time()
    if at.minute == 0 and at.hour in (0, 12):
        return "midday" if at.hour else "midnight"
    minutes = f":{at.minute:02d}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def spoken_time_near(at: datetime, now: datetime) -> str:
    """A time of day alone where that is today's, else with its day: nobody takes tomorrow's for this morning's."""
    return spoken_time(at) if london_date(at) == london_date(now) else spoken_instant(at)


@lru_cache(maxsize=4096)
def spoken_instant(at: datetime) -> str:
    """An instant as people say it, in London: "Saturday 13 March 2027 at 9:30am"; ValueError for a naive one."""
    return f"{spoken_day(at)} at {spoken_time(at)}"


def short_day(on: date) -> str:
    """A day where there is little room and the year is plain: "Sat 13 Mar". An instant stands for its London day."""
    if isinstance(on, datetime):
        on = london_date(on)
    return f"{_DAYS[on.weekday()][:3]} {on.day} {_MONTHS[on.month - 1][:3]}"


def short_instant(at: datetime) -> str:
    """An instant where there is little room, in London: "Sat 13 Mar, 9:30am"; ValueError for a naive one."""
    return f"{short_day(at)}, {spoken_time(at)}"


def _in_london(instant: datetime) -> datetime:
    if instant.utcoffset() is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(LONDON)


def _step_working_days(on: date, count: int, step: timedelta) -> date:
    if count < 0:
        raise ValueError("count working days forwards or backwards by name, not by sign")
    while count:
        on += step
        count -= is_working_day(on)
    return on
