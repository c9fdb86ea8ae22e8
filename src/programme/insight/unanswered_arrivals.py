"""Course dates on which nobody answers the help number while people arrive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from programme.bookings.rules import arrive_at
from programme.courses.help_line import HelpLine
from programme.courses.models import CourseDate, Venue
from programme.courses.states import DateState
from programme.shared.dates import london_date, spoken_day
from programme.storage.base import UtcDateTime
from programme.storage.rows import columns_of, reads, rows
from programme.storage.statements import is_one_of

_DAYS_NAMED = 3


@reads(CourseDate)
@dataclass(frozen=True, slots=True)
class HourOfArrival:
    """From when people come on a date, and until when they are let in."""

    starts_at: datetime
    door_closes_at: datetime


_TO_COME = (
    select(*columns_of(HourOfArrival))
    .join(Venue, Venue.id == CourseDate.venue_id)
    .where(
        is_one_of(CourseDate.state, {DateState.OPEN}),
        CourseDate.starts_at > bindparam("now", type_=UtcDateTime),
        Venue.day_number == "",
    )
    .order_by(CourseDate.starts_at, CourseDate.id)
)


def arrivals_to_come(db: Session, *, now: datetime) -> list[HourOfArrival]:
    """Those of every open date to come at a venue whose door has no number of its own, the nearest first."""
    return rows(db, HourOfArrival, _TO_COME, now=now)


def answered_only_from(line: HelpLine, starts_at: datetime, door_closes_at: datetime) -> str:
    """When somebody answers after people arrive, "10am" or with its day; empty where somebody does all that time, or
    no hours are known."""
    return line.next_words(arrive_at(starts_at)) or line.next_words(door_closes_at)


def warning_of_arrivals(line: HelpLine, arrivals: Sequence[HourOfArrival]) -> str:
    """The dates on which nobody answers while people arrive, in a sentence; empty where there is none."""
    found = [one.starts_at for one in arrivals if answered_only_from(line, one.starts_at, one.door_closes_at)]
    days = list(dict.fromkeys(spoken_day(london_date(at)) for at in found))
    if not days:
        return ""
    more = f" and {len(days) - _DAYS_NAMED} more" if len(days) > _DAYS_NAMED else ""
    return f"Nobody answers while people arrive on {', '.join(days[:_DAYS_NAMED])}{more}."
