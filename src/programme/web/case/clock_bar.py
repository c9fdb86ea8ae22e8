"""The clock bar: the one picture that explains a case, as plain geometry. The template only draws it.

From left to right: the offence, today, the last safe course day, return by, charge by, with what has been arranged
as marks on it. The days that are gone, the safe days, the reserve for returning the file, and the days that custody
keeps for charging are four segments with four patterns. Summary proceedings must begin within six months of the
offence (Magistrates' Courts Act 1980, s.127); how the dates are reckoned is not decided here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple

from programme.shared.dates import previous_working_day, spoken_day
from programme.web.case.words import SEGMENT_WORDS, Segment

WIDTH = 720.0
"""Width of the picture in its own units; the page scales it."""
EDGE = 20.0
"""Room at both ends for half a mark."""
NEAR = 38.0
"""Two marks nearer than this are drawn in different rows."""
ROW_HEIGHT = 38.0
BAR_HEIGHT = 36.0


@dataclass(frozen=True, slots=True)
class BarMark:
    """Something arranged: an offer, the booked course, the bail date. `label` is read in the legend."""

    label: str
    on: date
    note: str = ""


class PlacedSegment(NamedTuple):
    """A part of the bar with a length."""

    kind: Segment
    x: float
    width: float
    words: str


class PlacedMark(NamedTuple):
    """A numbered mark. `arranged` tells what was arranged from what the law and the rules set.

    Row 0 is next to the bar, the others are above it.
    """

    number: int
    label: str
    on: date
    x: float
    row: int
    arranged: bool
    words: str
    left: str
    note: str


@dataclass(frozen=True, slots=True)
class ClockBar:
    """Everything the picture shows, and the same in words. Lengths are in units of `width`."""

    width: float
    height: float
    bar_y: float
    segments: tuple[PlacedSegment, ...]
    marks: tuple[PlacedMark, ...]
    today: date

    @property
    def summary(self) -> str:
        """The picture in a sentence, for who cannot see it."""
        return "; ".join(mark.words for mark in self.marks) + "."


def clock_bar(
    offence_on: date,
    today: date,
    last_safe_on: date,
    return_by_on: date,
    charge_by_on: date,
    marks: Sequence[BarMark] = (),
) -> ClockBar:
    """Place the five dates and the marks on a bar from the offence to the last day for a charge.

    A mark outside that span is drawn at the end it lies beyond, and the words still give its true date.
    Raises ValueError where the dates are not in their order, which would be a fault in the reckoning.
    """
    if not offence_on <= last_safe_on <= return_by_on <= charge_by_on:
        raise ValueError("offence, last safe day, return by and charge by are not in their order")
    scale = _Scale(offence_on, charge_by_on)
    act_on = previous_working_day(charge_by_on)
    last_day = f"the last working day is {spoken_day(act_on)}" if today <= act_on < charge_by_on else ""
    named = [
        (BarMark("Offence", offence_on), False),
        (BarMark("Today", today), False),
        (BarMark("Last safe course day", last_safe_on), False),
        (BarMark("Return by", return_by_on), False),
        (BarMark("Charge by", charge_by_on, last_day), False),
        *((mark, True) for mark in marks),
    ]
    placed = _placed(sorted(named, key=lambda mark: mark[0].on), today, scale)
    rows = 1 + max(mark.row for mark in placed)
    bar_y = rows * ROW_HEIGHT + 6
    return ClockBar(
        width=WIDTH,
        height=bar_y + BAR_HEIGHT + 2,
        bar_y=bar_y,
        segments=_segments(today, offence_on, last_safe_on, return_by_on, charge_by_on, scale),
        marks=placed,
        today=today,
    )


def clock_bar_in_order(
    offence_on: date,
    today: date,
    last_safe_on: date,
    return_by_on: date,
    charge_by_on: date,
    marks: Sequence[BarMark] = (),
) -> ClockBar | None:
    """The same; None where the dates are not in their order (an offence with no time left for any course), and the
    dates in words have to do."""
    if not offence_on <= last_safe_on <= return_by_on <= charge_by_on:
        return None
    return clock_bar(offence_on, today, last_safe_on, return_by_on, charge_by_on, marks)


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    last: date

    def x(self, on: date) -> float:
        """Where a date stands, never outside the picture."""
        share = (on - self.first).days / ((self.last - self.first).days or 1)
        return round(EDGE + min(max(share, 0.0), 1.0) * (WIDTH - 2 * EDGE), 1)


def _placed(marks: Sequence[tuple[BarMark, bool]], today: date, scale: _Scale) -> tuple[PlacedMark, ...]:
    """Each day in the lowest row where it has room; `marks` are in the order of time, and those of one day are one."""
    ends: list[float] = []
    placed = []
    for number, (on, of_day) in enumerate(groupby(marks, key=lambda mark: mark[0].on), 1):
        x, together = scale.x(on), list(of_day)
        row = next((row for row, end in enumerate(ends) if x - end >= NEAR), len(ends))
        if row == len(ends):
            ends.append(x)
        ends[row] = x
        first, *others = (mark.label for mark, _ in together)
        label = ", ".join([first, *(other[:1].lower() + other[1:] for other in others)])
        note = "; ".join(mark.note for mark, _ in together if mark.note)
        left = f"{(on - today).days} day{'' if (on - today).days == 1 else 's'}" if on > today else ""
        arranged = all(is_arranged for _, is_arranged in together)
        placed.append(PlacedMark(number, label, on, x, row, arranged, f"{label}: {spoken_day(on)}", left, note))
    return tuple(placed)


def _segments(
    today: date, offence_on: date, last_safe_on: date, return_by_on: date, charge_by_on: date, scale: _Scale
) -> tuple[PlacedSegment, ...]:
    """The four parts, without those of no length. Days gone cover whatever they reach."""
    gone_until = min(max(today, offence_on), charge_by_on)
    spans = (
        (Segment.GONE, offence_on, gone_until),
        (Segment.SAFE, gone_until, last_safe_on),
        (Segment.RESERVE, max(gone_until, last_safe_on), return_by_on),
        (Segment.CHARGING, max(gone_until, return_by_on), charge_by_on),
    )
    return tuple(
        PlacedSegment(kind, scale.x(start), round(scale.x(end) - scale.x(start), 1), SEGMENT_WORDS[kind])
        for kind, start, end in spans
        if end > start
    )
