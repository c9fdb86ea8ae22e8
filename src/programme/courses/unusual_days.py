"""Days on which hardly anybody would hold a course: whoever offers one is asked whether it is really meant. Pure.

Saturdays are the ordinary days of courses. The great days of the year are known for ever, the other bank holidays as
far as the list goes that came with the program.
"""

from __future__ import annotations

from datetime import date, timedelta

from dateutil.easter import easter

from programme.shared.dates import is_working_day

SATURDAY, SUNDAY = 5, 6
SHORT_NOTICE = timedelta(days=1)
_EVERY_YEAR = {
    (12, 24): "Christmas Eve",
    (12, 25): "Christmas Day",
    (12, 26): "Boxing Day",
    (12, 31): "New Year’s Eve",
    (1, 1): "New Year’s Day",
}
_FROM_EASTER = {-2: "Good Friday", 0: "Easter Sunday", 1: "Easter Monday"}


def unusual_because(on: date) -> str:
    """Why a course on that day would be unusual, as in "on Christmas Day" or "on a Sunday"; empty where it is not."""
    if holiday := holiday_on(on):
        return f"on {holiday}"
    return "on a Sunday" if on.weekday() == SUNDAY else ""


def holiday_on(on: date) -> str:
    """The name of the holiday on that day, "Boxing Day" or "a bank holiday"; empty where it is none."""
    named = _EVERY_YEAR.get((on.month, on.day)) or _FROM_EASTER.get((on - easter(on.year)).days)
    return named or ("" if on.weekday() in (SATURDAY, SUNDAY) or is_working_day(on) else "a bank holiday")


def asked_about(on: date, *, today: date) -> str:
    """The questions before a course is put on that day: whether it really runs so soon, or on such a day. Empty where
    nothing is."""
    soon = {timedelta(0): "today", SHORT_NOTICE: "tomorrow"}.get(on - today, "")
    return ", ".join(part for part in (soon, unusual_because(on)) if part)


def usual_day_from(on: date) -> date:
    """The day itself where a course on it is nothing unusual, else the next such day."""
    while unusual_because(on):
        on += timedelta(days=1)
    return on
