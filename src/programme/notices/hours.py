"""The hours in which something may go to a person: one pure question, asked at every try."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from msgspec import Struct

from programme.shared.dates import MIDNIGHT, london_date, london_instant, spoken_time

_ONE_DAY = timedelta(days=1)
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAYS = range(len(DAY_NAMES))


class Window(Struct, frozen=True, forbid_unknown_fields=True, order=True):
    """From when until when on a day of the week, by London's clock; Monday is 0. Until midnight is 00:00."""

    weekday: int
    opens: time
    closes: time

    @property
    def end_after_start(self) -> bool:
        """Whether it is a time at all."""
        return self.opens < self.closes or self.closes == MIDNIGHT


Plan = Sequence[Window]
LONGEST_HOURS = 100
"""So many letters are kept of a plan in words."""


def windows(days: Iterable[int], opens: time, closes: time) -> list[Window]:
    """The same hours on each of these days."""
    return [Window(day, opens, closes) for day in sorted(days)]


TEN_TO_SIX = windows(WEEKDAYS, time(10), time(18))
"""The hours of a programme that has set no others."""
DAY_AND_NIGHT = windows(WEEKDAYS, MIDNIGHT, MIDNIGHT)


def may_go_at(now: datetime, plan: Plan) -> datetime:
    """The first instant from `now` on at which something may go by this plan; an empty one is ten to six. The end of a
    window is outside it."""
    for ahead in range(len(DAY_NAMES) + 1):  # a window of today that is over opens again in a week
        on = london_date(now) + ahead * _ONE_DAY
        for window in sorted(plan or TEN_TO_SIX):
            ends_on = on if window.closes != MIDNIGHT else on + _ONE_DAY
            if window.weekday == on.weekday() and now < london_instant(ends_on, window.closes):
                return max(now, london_instant(on, window.opens))
    raise ValueError("a plan has hours on some day of the week")


def spoken_plan(plan: Plan) -> str:
    """ "Monday to Friday 9am to 5pm, Sunday 10am to midday"; empty for an empty plan."""
    if sorted(plan) == DAY_AND_NIGHT:
        return "at any time"
    days: dict[tuple[time, time], list[int]] = defaultdict(list)
    for one in sorted(plan):
        days[one.opens, one.closes].append(one.weekday)
    return ", ".join(f"{_spoken_days(these)} {_span(*span)}" for span, these in days.items())


def _spoken_days(days: list[int]) -> str:
    if len(days) == len(DAY_NAMES):
        return "every day"
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return f"{DAY_NAMES[days[0]]} to {DAY_NAMES[days[-1]]}"
    return " and ".join([", ".join(DAY_NAMES[day] for day in days[:-1])] * (len(days) > 1) + [DAY_NAMES[days[-1]]])


def _span(opens: time, closes: time) -> str:
    if opens == closes == MIDNIGHT:
        return "day and night"
    return f"{spoken_time(opens)} to {spoken_time(closes)}"
