"""Days and hours as people write them, read; what cannot be read for certain is not guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time

from programme.notices.hours import DAY_NAMES, WEEKDAYS, Window
from programme.shared.dates import MIDNIGHT
from programme.shared.written_dates import time_from_text

_GROUPS = {
    "": WEEKDAYS, "every day": WEEKDAYS, "daily": WEEKDAYS, "any day": WEEKDAYS, "all days": WEEKDAYS,
    "weekdays": range(5), "weekends": range(5, 7), "weekend": range(5, 7),
}  # fmt: skip
_BETWEEN = re.compile(r"\s*(?:\bto\b|\buntil\b|\btill\b|[-–—])\s*")
_SPAN = re.compile(
    rf"(?P<days>.*?)\s*(?:\bfrom\b|\bbetween\b)?\s*(?P<opens>midday|noon|midnight|\d[\d:.]*\s*(?:[ap]m)?)"
    rf"(?:{_BETWEEN.pattern}|\s+and\s+)(?P<closes>midday|noon|midnight|\d[\d:.]*\s*(?:[ap]m)?)"
)
_AFTER = re.compile(r"(?P<days>.*?)\s*\bafter\s+(?P<opens>\d[\d:.]*\s*(?:[ap]m)|\d\d[:.]\d\d)")
_ALWAYS = re.compile(r"(?P<days>.*?)\s*(?:day and night|at any time|any time|anytime)")


def read_plan(text: str) -> list[Window]:
    """The hours that a text names: "weekdays 9am to 5pm, Saturday 10am to midday", "after 6pm"; none for an empty text.
    Hours without days are of the days named last, and of every day where none were: "Monday 9am to 5pm, 6pm to 8pm" is
    Monday. An hour without am or pm is read where it can be one only: "9-5pm", never "1-5pm". ValueError for one that
    cannot be read."""
    plan: list[Window] = []
    begun, days = "", ""
    for part in re.split(r"\s*[,;]\s*", _plain(text)):
        said = f"{begun} {part}".strip()
        found = _ALWAYS.fullmatch(said) or _AFTER.fullmatch(said) or _SPAN.fullmatch(said)
        if found is None:
            begun = f"{said} and" if said else ""
            continue
        days = found["days"].removesuffix(" and") or days  # a comma after the days, as in "Monday, 9am to 5pm"
        plan += _windows(found, _days(days))
        begun = ""
    if begun or not all(one.end_after_start for one in plan):
        raise ValueError("not days and hours")
    return sorted(set(plan))


def plan_of(text: str) -> list[Window]:
    """The same of what is kept: empty also where nobody could read it."""
    try:
        return read_plan(text)
    except ValueError:
        return []


def _windows(found: re.Match[str], days: Sequence[int]) -> list[Window]:
    named = found.groupdict()
    spans = [
        (opens, closes)
        for opens in _times(named.get("opens", "midnight"))
        for closes in _times(named.get("closes", "midnight"))
        if opens < closes or closes == MIDNIGHT
    ]
    if len(spans) != 1:
        raise ValueError("not hours, or hours that may be several")
    return [Window(day, *spans[0]) for day in days]


def _times(text: str) -> list[time]:
    """The times that it may be: one; or both of a bare hour such as "9"."""
    typed = text.strip()
    if not typed.isdigit() or len(typed) > 2:
        return [time_from_text(typed)]
    hour = int(typed)
    return [time(one % 24) for one in ((hour, hour + 12) if hour <= 12 else (hour,))] if hour < 24 else []


def _plain(text: str) -> str:
    """In small letters with single spaces, without what only some people write: "Mon.: 9 a.m."."""
    small = " ".join(text.lower().split()).replace("a.m.", "am").replace("p.m.", "pm")
    return re.sub(r"(?<=[a-z])[.:]+(?=[\s,;]|$)", "", small)


def _days(text: str) -> Sequence[int]:
    if text in _GROUPS:
        return _GROUPS[text]
    days: list[int] = []
    for one in re.split(r"\s+and\s+(?:and\s+)?|\s*&\s*", text):
        ends = [_day(name) for name in _BETWEEN.split(one)]
        days += range(ends[0], ends[-1] + 1) if len(ends) == 2 and ends[0] < ends[1] else ends[:1]
        if len(ends) > 2 or (len(ends) == 2 and ends[0] >= ends[1]):
            raise ValueError("not days")
    return sorted(set(days))


def _day(text: str) -> int:
    plain = text.strip().removesuffix("s")
    found = [number for number, name in enumerate(DAY_NAMES) if len(plain) >= 3 and name.lower().startswith(plain)]
    if len(found) != 1:
        raise ValueError("not a day")
    return found[0]
