"""Everything that a course provider may do with a date of its own, and the refusal where it may not. Pure.

Each answer comes from the rule that the action itself asks under the date's lock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum

from programme.attendance.rules import can_mark, can_open_register, can_sign_register
from programme.courses.queries import DateFacts
from programme.courses.rules import can_cancel_date, can_change_date
from programme.shared.refusal import Refusal, refusal_of


class DateDeed(StrEnum):
    """Each is called like the action that does it."""

    OPEN_REGISTER = "open_register"
    MARK_ATTENDANCE = "mark_attendance"
    SIGN_REGISTER = "sign_register"
    CHANGE_COURSE_DATE = "change_course_date"
    CANCEL_COURSE_DATE = "cancel_course_date"


_RULES: Mapping[DateDeed, Callable[[DateFacts, datetime], None]] = {
    DateDeed.OPEN_REGISTER: lambda date, now: can_open_register(date.state, starts_at=date.starts_at, now=now),
    DateDeed.MARK_ATTENDANCE: lambda date, now: can_mark(date.state),
    DateDeed.SIGN_REGISTER: lambda date, now: can_sign_register(date.state, ends_at=date.ends_at, now=now),
    DateDeed.CHANGE_COURSE_DATE: lambda date, now: can_change_date(date.state),
    DateDeed.CANCEL_COURSE_DATE: lambda date, now: can_cancel_date(date.state),
}


def why_not_on_date(deed: DateDeed, date: DateFacts, now: datetime) -> Refusal | None:
    """The refusal that the action would raise now; None where it may be done. Who is missing on the register is said
    on the page of its signature."""
    return refusal_of(_RULES[deed], date, now)
