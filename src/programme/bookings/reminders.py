"""Reminding people of their course: a ladder of rungs, each sent once, on its day, never after the course."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from programme.bookings.models import Booking
from programme.bookings.states import BookingState
from programme.courses.models import CourseDate
from programme.courses.states import DateState
from programme.notices.outbox import Debt, owe_all
from programme.people.models import Person
from programme.people.telling import safe_address
from programme.referrals.models import Referral
from programme.shared.dates import LONDON, london_date

NOTICE = "course_reminder"
AT = time(10, 0)
"""Reminders go out from ten in the morning, London time: late enough not to wake, early enough to act on."""


@dataclass(frozen=True, slots=True)
class ReminderRung:
    """So many days before the course."""

    days_before: int

    def due_at(self, starts_at: datetime) -> datetime:
        """From when this rung is due for a course that starts then."""
        day = london_date(starts_at) - timedelta(days=self.days_before)
        return datetime.combine(day, AT, tzinfo=LONDON)


LADDER: tuple[ReminderRung, ...] = (ReminderRung(7), ReminderRung(2))


def reminder_reached(
    starts_at: datetime, now: datetime, ladder: Sequence[ReminderRung] = LADDER
) -> ReminderRung | None:
    """The nearest rung whose time has come; None before the first, and once the course has begun.

    After an outage only the nearest one counts: a reminder of a week ahead is not sent two days before.
    """
    if now >= starts_at:
        return None
    reached = [rung for rung in ladder if rung.due_at(starts_at) <= now]
    return min(reached, key=lambda rung: rung.days_before, default=None)


def rung_passed(starts_at: datetime, now: datetime) -> int | None:
    """The rung that somebody who gets his place only now is past: the news of his place says the same as its reminder,
    which is not sent."""
    rung = reminder_reached(starts_at, now)
    return rung.days_before if rung else None


def remind(db: Session, *, now: datetime, batch: int) -> int:
    """Owe the reminders that are due and not owed yet, at most `batch`; returns how many.

    A booking remembers the rung it was reminded on, in the same transaction; moving it forgets.
    """
    count = 0
    for rung, nearer in _spans():
        rows = db.execute(_due(now, rung, nearer).limit(batch - count)).all()
        owe_all(db, [_debt(row, rung) for row in rows], now=now)
        if rows:
            db.execute(
                update(Booking)
                .where(Booking.id.in_([row.id for row in rows]))
                .values(reminded_rung=rung.days_before)
                .execution_options(synchronize_session=False)
            )
        count += len(rows)
        if count >= batch:
            break
    return count


def _debt(row: Any, rung: ReminderRung) -> Debt:
    channel, to = safe_address(row.Person)
    return Debt(
        notice=NOTICE,
        cause=f"{row.reference}:{rung.days_before}:{row.starts_at:%Y%m%d%H%M}",
        channel=channel,
        address=to,
        facts={"starts_at": row.starts_at, "door_closes_at": row.door_closes_at},
        referral_id=row.referral_id,
        stale_at=row.starts_at,
    )


def _spans() -> list[tuple[ReminderRung, ReminderRung | None]]:
    ordered = sorted(LADDER, key=lambda rung: -rung.days_before)
    return list(zip(ordered, [*ordered[1:], None], strict=True))


def _due(now: datetime, rung: ReminderRung, nearer: ReminderRung | None):  # type: ignore[no-untyped-def]
    """Confirmed bookings whose nearest reached rung is `rung` and that have no such reminder."""
    today = london_date(now)
    reached_until = today + timedelta(days=rung.days_before + (1 if now.astimezone(LONDON).time() >= AT else 0))
    wanted = (
        select(
            Booking.id,
            Booking.reference,
            CourseDate.starts_at,
            CourseDate.door_closes_at,
            Person,
            Booking.referral_id,
        )
        .join(CourseDate, CourseDate.id == Booking.course_date_id)
        .join(Referral, Referral.id == Booking.referral_id)
        .join(Person, Person.id == Referral.person_id)
        .where(
            CourseDate.state == DateState.OPEN,
            CourseDate.starts_at > now,
            CourseDate.starts_at < datetime.combine(reached_until, time(), tzinfo=LONDON),
            Booking.state == BookingState.CONFIRMED,
            Booking.reminded_rung.is_distinct_from(rung.days_before),
        )
        .order_by(CourseDate.starts_at, Booking.id)
    )
    if nearer is not None:
        nearer_until = today + timedelta(days=nearer.days_before + (1 if now.astimezone(LONDON).time() >= AT else 0))
        wanted = wanted.where(CourseDate.starts_at >= datetime.combine(nearer_until, time(), tzinfo=LONDON))
    return wanted
