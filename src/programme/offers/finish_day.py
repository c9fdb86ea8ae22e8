"""The day in the conditions of a caution: what he signed must not give him longer than he has, and holds where it is
sooner."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from programme.offers.refusals import FinishDayTooLate
from programme.shared.written_dates import DateNotRead, day_from_parts

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
_DAYS = re.compile(
    rf"(?<![0-9])(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)?(?:[/.\-]|\s+)(?P<month>{_MONTH}|[0-9]{{1,2}})\.?,?"
    r"(?:[/.\-]|\s+)(?P<year>[0-9]{4})(?![0-9])",
    re.IGNORECASE,
)


def check_finish_day(conditions: str, *, signed_on: date, finish_by_on: date) -> None:
    """Raises FinishDayTooLate where a day in the conditions is later than `finish_by_on`, the last safe course day of
    whoever signs on `signed_on`."""
    too_late = [on for on in days_written(conditions) if on > finish_by_on]
    if too_late:
        raise FinishDayTooLate(max(too_late), signed_on=signed_on, finish_by_on=finish_by_on)


def day_signed(conditions: str, *, signed_on: date) -> date | None:
    """The last day in the conditions that he signed on `signed_on`; None where they name none from then on."""
    return max((on for on in days_written(conditions) if on >= signed_on), default=None)


def days_written(text: str) -> Iterator[date]:
    """Every whole day in a text: "22 March 2027", "22/3/2027". One that is on no calendar is none."""
    for found in _DAYS.finditer(text):
        try:
            yield day_from_parts(found["day"], found["month"], found["year"])
        except DateNotRead:
            continue
