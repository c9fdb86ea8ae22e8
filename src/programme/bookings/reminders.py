"""Reminding people of their course: each rung of the ladder once, on its day, never after the course has begun."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from programme.bookings.models import Booking
from programme.bookings.states import BookingState
from programme.courses.models import CourseDate
from programme.courses.states import DateState
from programme.duties.ladders import COURSE_REMINDERS
from programme.duties.standing import has_come, stands_on
from programme.notices.outbox import Debt, owe_all
from programme.people.models import Person
from programme.people.telling import safe_address
from programme.referrals.models import Referral

NOTICE = "course_reminder"


def rung_passed(starts_at: datetime, now: datetime) -> int | None:
    """The rung that somebody who gets his place only now is past: the news of his place says the same as its reminder,
    which is not sent."""
    rung = COURSE_REMINDERS.rung_reached(starts_at, now)
    return rung.days if rung else None


def remind(db: Session, *, now: datetime, batch: int) -> int:
    """Owe the reminders that are due and not owed yet, at most `batch`; returns how many.

    A booking remembers the rung it was reminded on, in the same transaction; moving it forgets.
    """
    rows = db.execute(_due(now).limit(batch)).all()
    owe_all(db, [_debt(row) for row in rows], now=now)
    reminded = defaultdict[int, list[int]](list)
    for row in rows:
        reminded[row.rung].append(row.id)
    for rung, numbers in reminded.items():
        db.execute(
            update(Booking)
            .where(Booking.id.in_(numbers))
            .values(reminded_rung=rung)
            .execution_options(synchronize_session=False)
        )
    return len(rows)


def _debt(row: Any) -> Debt:
    channel, to = safe_address(row.Person)
    return Debt(
        notice=NOTICE,
        cause=f"{row.reference}:{row.rung}:{row.starts_at:%Y%m%d%H%M}",
        channel=channel,
        address=to,
        facts={"starts_at": row.starts_at},
        referral_id=row.referral_id,
        stale_at=row.starts_at,
    )


def _due(now: datetime) -> Select[*tuple[Any, ...]]:
    """Confirmed bookings of courses to come that have reached a rung they were not reminded on."""
    on = COURSE_REMINDERS.day_at(now)
    rung = stands_on(COURSE_REMINDERS, CourseDate.starts_at, on)
    return (
        select(
            Booking.id,
            Booking.reference,
            CourseDate.starts_at,
            Person,
            Booking.referral_id,
            rung.label("rung"),
        )
        .join(CourseDate, CourseDate.id == Booking.course_date_id)
        .join(Referral, Referral.id == Booking.referral_id)
        .join(Person, Person.id == Referral.person_id)
        .where(
            CourseDate.state == DateState.OPEN,
            CourseDate.starts_at > now,
            has_come(COURSE_REMINDERS, CourseDate.starts_at, on),
            Booking.state == BookingState.CONFIRMED,
            Booking.reminded_rung.is_distinct_from(rung),
        )
        .order_by(CourseDate.starts_at, Booking.id)
    )
