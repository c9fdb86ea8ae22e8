"""Reading dates and times of day as people type them. Strict where two meanings are possible."""

from __future__ import annotations

import re
from datetime import date, time

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
EARLIEST_YEAR = 1900
LATEST_YEAR = 2199

_TIME = re.compile(r"(?P<hour>[0-9]{1,2})(?:[:. ]?(?P<minute>[0-9]{2}))?(?P<half>am|pm)?")


class DateNotRead(ValueError):
    """The three boxes do not make a date. Its text goes on after the field's label; `parts` are the boxes to mark."""

    def __init__(self, message: str, *parts: str) -> None:
        super().__init__(message)
        self.parts = parts


def day_from_parts(day: str, month: str, year: str) -> date:
    """The date that was typed. The month may be a number or a name ("3", "mar", "March"); the year has four digits.

    Raises DateNotRead naming what is missing or impossible. All three empty is for the caller to decide.
    """
    typed = {"day": day.strip(), "month": month.strip(), "year": year.strip()}
    missing = tuple(part for part, text in typed.items() if not text)
    if missing:
        raise DateNotRead("must include a " + " and a ".join(missing), *missing)
    if not (typed["year"].isascii() and typed["year"].isdigit() and len(typed["year"]) == 4):
        raise DateNotRead("must have a year of 4 numbers, like 2027", "year")
    day_number, month_number = _number(typed["day"]), _month(typed["month"])
    wrong = tuple(
        part for part, number, most in (("day", day_number, 31), ("month", month_number, 12)) if not 1 <= number <= most
    )
    if not EARLIEST_YEAR <= int(typed["year"]) <= LATEST_YEAR:
        wrong = (*wrong, "year")
    if wrong:
        raise DateNotRead("must be a real date", *wrong)
    try:
        return date(int(typed["year"]), month_number, day_number)
    except ValueError:
        raise DateNotRead("must be a real date", "day", "month", "year") from None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 2 else 0


def _month(text: str) -> int:
    name = text.lower().rstrip(".")
    if len(name) >= 3 and name.isalpha():
        name = "sep" if name == "sept" else name
        return next((n for n, month in enumerate(MONTHS, 1) if month.startswith(name)), 0)
    return _number(text)


def time_from_text(text: str) -> time:
    """The time of day that was typed: 9:30am, 9.30, 0930, 21:30, 9pm, 12pm, noon, midday, midnight.

    Raises ValueError for anything else, and for a bare number such as "9", which could be morning or evening.
    """
    plain = text.strip().lower().replace("a.m.", "am").replace("p.m.", "pm")
    if plain in ("noon", "midday"):
        return time(12)
    if plain == "midnight":
        return time(0)
    found = _TIME.fullmatch(re.sub(r"\s+(?=am|pm)", "", plain))
    if found is None or (found["minute"] is None and found["half"] is None):
        raise ValueError("not a time of day")
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("not a time of day")
        hour = hour % 12 + (12 if found["half"] == "pm" else 0)
    return time(hour, minute)
