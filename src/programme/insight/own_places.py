"""The place that he has, and the one that he had last, as his own pages read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from programme.attendance.models import Attendance
from programme.attendance.rules import is_marked
from programme.attendance.states import Mark
from programme.bookings.models import Booking, PlaceElsewhere
from programme.bookings.states import LOST, BookingState, ElsewhereState, PlaceLost
from programme.bookings.words import called_off_by
from programme.courses.help_line import HelpLine
from programme.courses.models import CourseDate, Room, Venue
from programme.courses.states import DateState
from programme.history.events import PlaceElsewhereCalledOff
from programme.history.models import HistoryRow
from programme.referrals.models import Referral
from programme.storage.rows import reads
from programme.storage.statements import is_one_of

HIS_LOST_PLACE, LOST_DATE, LOST_LINE = aliased(Booking), aliased(CourseDate), aliased(Attendance)
LAST_LOST = (
    select(func.max(Booking.id))
    .where(Booking.referral_id == Referral.id, is_one_of(Booking.state, LOST))
    .correlate(Referral)
    .scalar_subquery()
)


@reads(
    Booking,
    Venue,
    room_name=Room.name,
    date_id=CourseDate.id,
    date_reference=CourseDate.reference,
    date_state=CourseDate.state,
    mark=Attendance.mark,
    starts_at=CourseDate.starts_at,
    ends_at=CourseDate.ends_at,
    door_closes_at=CourseDate.door_closes_at,
)
@dataclass(frozen=True, slots=True)
class OwnPlace:
    """The place he holds or has, and where it is; `mark` is of his line on the register, None before it is open."""

    reference: str
    state: BookingState
    held_until_at: datetime
    moves: int
    date_id: int
    date_reference: str
    date_state: DateState
    mark: Mark | None
    starts_at: datetime
    ends_at: datetime
    door_closes_at: datetime
    address: str
    postcode: str
    room_name: str | None
    how_to_get_in: str
    step_free: str
    parking: str
    transport: str
    on_the_door: str
    food: str
    day_number: str

    @property
    def day_line(self) -> HelpLine:
        """The number at the door; empty where the venue has none."""
        return HelpLine(self.day_number, [])

    @property
    def is_marked(self) -> bool:
        """Whether the register says already what happened to him."""
        return is_marked(self.mark)


@reads(
    HIS_LOST_PLACE,
    starts_at=LOST_DATE.starts_at,
    ends_at=LOST_DATE.ends_at,
    date_state=LOST_DATE.state,
    mark=LOST_LINE.mark,
)
@dataclass(frozen=True, slots=True)
class LostPlace:
    """The last place that he had and has no more. `confirmed_at` is None where it was never more than held, `mark`
    where his day did not come."""

    reference: str
    starts_at: datetime
    ends_at: datetime
    date_state: DateState
    lost_because: PlaceLost | None
    confirmed_at: datetime | None
    mark: Mark | None = None
    ended_at: datetime | None = None


OFF_PLACE = aliased(PlaceElsewhere)
LAST_OFF = (
    select(func.max(PlaceElsewhere.id))
    .where(PlaceElsewhere.referral_id == Referral.id, is_one_of(PlaceElsewhere.state, {ElsewhereState.CALLED_OFF}))
    .correlate(Referral)
    .scalar_subquery()
)
_LAST_CALL = (
    select(HistoryRow.facts)
    .where(HistoryRow.referral_id == Referral.id, HistoryRow.event == PlaceElsewhereCalledOff.name)
    .order_by(HistoryRow.id.desc())
    .limit(1)
    .correlate(Referral)
    .scalar_subquery()
)


@reads(OFF_PLACE, said=_LAST_CALL)
@dataclass(frozen=True, slots=True)
class OffElsewhere:
    """The last place at a neighbouring programme that was called off; `said` is what the timeline says of it."""

    course_on: date
    ended_at: datetime | None
    said: dict[str, Any] | None

    @property
    def by(self) -> str:
        """Who called it off, as he is told it; empty where his case had ended with it."""
        return called_off_by((self.said or {}).get("reason", ""))


class WhyAgain(StrEnum):
    """Why somebody who said yes has no place any more."""

    ASKED = "asked"
    HOLD_RAN_OUT = "hold_ran_out"
    DATE_CANCELLED = "date_cancelled"
    NO_LONGER_IN_TIME = "no_longer_in_time"
    TURNED_AWAY = "turned_away"
    NO_INTERPRETER = "no_interpreter"
    ENDED_BEFORE = "ended_before"
    OFF_BY_HIM = "off_by_him"
    OFF_BY_US = "off_by_us"
    OFF_BY_THEM = "off_by_them"
