"""The bank holidays of England and Wales: as published where the list that came with the program reaches, and as the
rules give them outside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files

from dateutil.easter import easter

TOLD_BEFORE_THE_END = timedelta(days=365)
"""So long before its end somebody has to bring the list up to date: a case that starts then ends well inside it."""

_MONDAY, _SATURDAY = 0, 5
_MAY, _AUGUST = 5, 8


def is_bank_holiday(on: date) -> bool:
    """Whether `on` is a bank holiday in England and Wales. The published list wins wherever it reaches; before and
    after it the days are reckoned, and a day that is only proclaimed (a coronation, a moved spring holiday) is missing.
    """
    first, last, listed = _listed()
    return on in listed if first <= on <= last else on in by_rule(on.year)


def bank_holidays_known_until() -> date:
    """The last day of the list of bank holidays that came with the program."""
    return _listed()[1]


def bank_holidays_end_soon(today: date) -> bool:
    """Whether the list ends within a year, or has ended."""
    return today > bank_holidays_known_until() - TOLD_BEFORE_THE_END


@lru_cache(maxsize=256)
def by_rule(year: int) -> frozenset[date]:
    """The bank holidays that a year has by the rules alone (Banking and Financial Dealings Act 1971, schedule 1, and
    the proclamations that come each year): New Year's Day, Good Friday, Easter Monday, the first and last Mondays in
    May, the last one in August, Christmas Day and Boxing Day, each on the next free weekday where it falls on a
    weekend."""
    sunday = easter(year)
    days = {
        sunday - timedelta(days=2),
        sunday + timedelta(days=1),
        _first_monday(year, _MAY),
        _last_monday(year, _MAY),
        _last_monday(year, _AUGUST),
    }
    return frozenset(days | set(_substitutes([date(year, 1, 1)])) | set(_substitutes(_christmas(year))))


def _christmas(year: int) -> list[date]:
    return [date(year, 12, 25), date(year, 12, 26)]


def _substitutes(days: list[date]) -> Iterator[date]:
    """Each day that is no weekend, and for every other the next weekday that none of them has."""
    taken = {day for day in days if day.weekday() < _SATURDAY}
    yield from taken
    for day in days:
        if day.weekday() >= _SATURDAY:
            while day.weekday() >= _SATURDAY or day in taken:
                day += timedelta(days=1)
            taken.add(day)
            yield day


def _first_monday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(_MONDAY - first.weekday()) % 7)


def _last_monday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() - _MONDAY) % 7)


@lru_cache(maxsize=1)
def _listed() -> tuple[date, date, frozenset[date]]:
    """The first day, the last day and all days of the list that the package brings, and not its code: that would
    fetch a newer one, with an HTTP client of five megabytes, and is never asked to."""
    read = json.loads((files("govuk_bank_holidays") / "bank-holidays.json").read_text(encoding="utf-8"))
    days = frozenset(date.fromisoformat(holiday["date"]) for holiday in read["england-and-wales"]["events"])
    return min(days), max(days), days
