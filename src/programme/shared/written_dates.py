"""Reading dates and times of day as people and machines write them: the one reading, for forms and files alike.

Strict where two meanings are possible. Nothing here asks what day it is: where a year has two digits, the caller says
from which day it is to be understood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache

from programme.shared.dates import clock_was_changing, london_instant, to_london

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
EARLIEST_YEAR = 1900
LATEST_YEAR = 2199

_TIME = re.compile(
    r"(?P<hour>[0-9]{1,2})(?:[:. ]?(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?)?(?P<half>am|pm)?"
)
_HOURS_WORD = re.compile(r"\s*(?:hours|hrs?|h)$")
_SAME_MARKS = str.maketrans("‐‑‒–—−⁄∕", "------//")
_WEEKDAY = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? +", re.IGNORECASE)
_BETWEEN = r"(?: *[/.\-] *| +)"
_SHAPES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"(?P<day>[0-9]{{1,2}}){_BETWEEN}(?P<month>[0-9]{{1,2}}){_BETWEEN}(?P<year>[0-9]{{4}}|[0-9]{{2}})(?![0-9:])",
        r"(?P<year>[0-9]{4})[/.\-](?P<month>[0-9]{1,2})[/.\-](?P<day>[0-9]{1,2})(?![0-9])",
        r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?: of)?[ /.\-]*(?P<month>[a-z]{3,9})\.?,?[ /.\-]*"
        r"(?P<year>[0-9]{4}|[0-9]{2})(?![0-9:])",
        r"(?P<month>[a-z]{3,9})\.?[ \-](?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?:, ?| |-)(?P<year>[0-9]{4})(?![0-9])",
        r"(?P<year>(?:19|20)[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?![0-9])",
    )
)
_NUMBERS = _SHAPES[0]
_TIME_BEHIND = re.compile(r"(?:t|,? +(?:at +)?)(?P<time>.+)", re.IGNORECASE)
_ZONE = re.compile(
    r"(?P<time>.*?[0-9mn]) *(?:(?P<name>z|utc|gmt|bst)|(?P<sign>[+\-])(?P<h>[0-9]{2}):?(?P<m>[0-9]{2})?)"
)
_DAY_NUMBER = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")


class DateNotRead(ValueError):
    """The three boxes do not make a date. Its text goes on after the field's label; `parts` are the boxes to mark."""

    def __init__(self, message: str, *parts: str) -> None:
        super().__init__(message)
        self.parts = parts


@dataclass(frozen=True, slots=True)
class Century:
    """How a year of two digits is meant: the last such year that is no more than `ahead` years after `today`'s."""

    today: date
    ahead: int = 0

    def year(self, two_digits: int) -> int:
        """The whole year."""
        last = self.today.year + self.ahead
        return last - (last - two_digits) % 100


@dataclass(frozen=True, slots=True)
class Written:
    """A date that was written, with the time of day as a London clock shows it, where one stood behind it.

    `instant` is there where both are. `was_changing`: the clocks were changed at that time, and no zone was written.
    """

    on: date
    at: time | None = None
    instant: datetime | None = None
    was_changing: bool = False


def day_from_parts(day: str, month: str, year: str, century: Century | None = None, like: int = 2027) -> date:
    """The date that was typed. The month may be a number or a name ("3", "mar", "March"); the year has four digits,
    or two where there is only one `century` that can be meant; `like` is one that can be.

    Raises DateNotRead naming what is missing or impossible. All three empty is for the caller to decide.
    """
    typed = {"day": day.strip(), "month": month.strip(), "year": year.strip()}
    missing = tuple(part for part, text in typed.items() if not text)
    if missing:
        raise DateNotRead("must include a " + " and a ".join(missing), *missing)
    whole_year = _year(typed["year"], century, like)
    day_number, month_number = _number(typed["day"]), _month(typed["month"])
    wrong = tuple(
        part for part, number, most in (("day", day_number, 31), ("month", month_number, 12)) if not 1 <= number <= most
    )
    if not wrong and 1000 <= whole_year < EARLIEST_YEAR:
        raise DateNotRead(f"must be in {EARLIEST_YEAR} or later", "year")
    if not EARLIEST_YEAR <= whole_year <= LATEST_YEAR:
        wrong = (*wrong, "year")
    if wrong:
        raise DateNotRead("must be a real date", *wrong)
    try:
        return date(whole_year, month_number, day_number)
    except ValueError:
        raise DateNotRead("must be a real date", "day", "month", "year") from None


_DAYS_BACK = {"t": 0, "today": 0, "y": 1, "yesterday": 1}


def day_from_word(text: str, today: date) -> date | None:
    """The day that is meant by one word: "today" or "t", "yesterday" or "y". None for anything else."""
    back = _DAYS_BACK.get(text.strip().lower())
    return None if back is None else today - timedelta(days=back)


def _year(text: str, century: Century | None, like: int) -> int:
    if text.isascii() and text.isdigit() and len(text) == 4:
        return int(text)
    if century is not None and text.isascii() and text.isdigit() and len(text) == 2:
        return century.year(int(text))
    digits, example = ("2 or 4", f"{like % 100:02} or {like}") if century is not None else ("4", str(like))
    raise DateNotRead(f"must have a year of {digits} numbers, like {example}", "year")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 2 else 0


def _month(text: str) -> int:
    name = text.lower().rstrip(".")
    if len(name) >= 3 and name.isalpha():
        name = "sep" if name == "sept" else name
        return next((n for n, month in enumerate(MONTHS, 1) if month.startswith(name)), 0)
    return _number(text)


def time_from_text(text: str) -> time:
    """The time of day that was typed: 9:30am, 9.30, 0930, 21:30, 21:30:05, 9pm, 12pm, noon, midday, midnight.

    Raises ValueError for anything else, and for a bare number such as "9", which could be morning or evening.
    """
    plain = text.strip().lower().replace("a.m.", "am").replace("p.m.", "pm")
    if plain in ("noon", "midday"):
        return time(12)
    if plain == "midnight":
        return time(0)
    found = _TIME.fullmatch(_HOURS_WORD.sub("", re.sub(r"\s+(?=am|pm)", "", plain)))
    if found is None or (found["minute"] is None and found["half"] is None):
        raise ValueError("not a time of day")
    hour, minute, second = int(found["hour"]), int(found["minute"] or 0), int(found["second"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("not a time of day")
        hour = hour % 12 + (12 if found["half"] == "pm" else 0)
    return time(hour, minute, second)


@lru_cache(maxsize=4096)
def read_written(text: str, century: Century) -> Written | None:
    """A date as a file holds it, with or without a time: 11/10/2026 22:04, 1 Jan 1980, 01-Jan-80, 2026-10-11T22:04Z.

    Numbers are day, month, year; or year, month, day where the year stands first. None for everything else.
    """
    text = _without_weekday(text)
    for shape in _SHAPES:
        found = shape.match(text)
        if found is None:
            continue
        try:
            on = day_from_parts(found["day"], found["month"], found["year"], century)
        except DateNotRead:
            continue
        behind = text[found.end() :].strip()
        if not behind:
            return Written(on)
        return _with_time(on, text[found.end() :])
    return None


def _without_weekday(text: str) -> str:
    return _WEEKDAY.sub("", text.strip().translate(_SAME_MARKS), count=1)


def _with_time(on: date, behind: str) -> Written | None:
    found = _TIME_BEHIND.fullmatch(behind)
    if found is None:
        return None
    zoned = _ZONE.fullmatch(found["time"].strip().lower())
    try:
        at = time_from_text(zoned["time"] if zoned else found["time"])
        zone = _zone_of(zoned) if zoned else None
    except ValueError:
        return None
    if zone is None:
        return Written(on, at, london_instant(on, at), clock_was_changing(on, at))
    instant = datetime.combine(on, at, tzinfo=zone)
    shown = to_london(instant)
    return Written(shown.date(), shown.time(), instant.astimezone(UTC))


def _zone_of(zoned: re.Match[str]) -> timezone:
    if zoned["name"]:
        return timezone(timedelta(hours=zoned["name"] == "bst"))
    ahead = timedelta(hours=int(zoned["h"]), minutes=int(zoned["m"] or 0))
    return timezone(ahead if zoned["sign"] == "+" else -ahead)


def is_day_number(text: str) -> bool:
    """Whether it is a number that spreadsheets count days with, of a day from 1927 to 2064."""
    return _DAY_NUMBER.fullmatch(text) is not None and 10_000 <= float(text) < 60_000


def is_in_numbers(text: str) -> bool:
    """Whether it begins with a date whose day and month are both numbers, and neither is marked."""
    return _NUMBERS.match(_without_weekday(text)) is not None


def stands_first(text: str) -> str | None:
    """The part that stands first in a date in numbers: "day" or "month" where it can only be one, "either"; or None."""
    found = _NUMBERS.match(_without_weekday(text))
    if found is None:
        return None
    first, second = int(found["day"]), int(found["month"])
    if 12 < first <= 31 and 1 <= second <= 12:
        return "day"
    return "month" if 12 < second <= 31 and 1 <= first <= 12 else "either"
