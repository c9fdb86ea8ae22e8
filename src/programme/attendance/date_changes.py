"""Telling everybody who has a place on a date that its time or place has changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from programme.attendance.queries import LockedPlace
from programme.courses.models import CourseDate
from programme.history import events
from programme.history.timeline import record
from programme.people.telling import tell_person
from programme.shared.actor import Actor


def tell_of_change(
    db: Session, date: CourseDate, places: Iterable[LockedPlace], *, actor: Actor, now: datetime
) -> None:
    """Record it with each case, and owe each person the message. The caller holds the locks of the date and places."""
    for place in places:
        record(
            db,
            place.referral.id,
            events.CourseDateChanged,
            actor=actor,
            now=now,
            date_reference=date.reference,
            starts_at=date.starts_at,
        )
        tell_person(
            db,
            place.person,
            notice="course_date_changed",
            cause=f"{place.booking.reference}:{now:%Y%m%d%H%M%S%f}",
            referral_id=place.referral.id,
            facts={"starts_at": date.starts_at},
            now=now,
            stale_at=date.starts_at,
        )
