"""The application with the guard of places taken off: what a service does that looks first and writes later.

It exists so that the race test can show that the race happens. Nothing but that test starts it.
"""

from __future__ import annotations

import time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from programme.bookings.states import ACTIVE
from programme.courses import queries
from programme.courses.models import CourseDate

LOOK_TO_WRITE = 0.05
"""Seconds between looking and writing: a form on its way."""


def take_place_by_looking_first(db: Session, course_date_id: int) -> bool:
    """Count the places, and believe it a moment later.

    The transaction is left in between, as it is by whoever looks in one request and writes in the next: else SQLite,
    which has one writer, would guard by itself. The count stands in for `places_taken`, which the database guards.
    """
    from programme.bookings.models import Booking  # after the guard is off: see the end of this file

    db.commit()
    taken = db.execute(
        select(func.count()).where(Booking.course_date_id == course_date_id, Booking.state.in_(ACTIVE))
    ).scalar_one()
    capacity = db.execute(select(CourseDate.capacity).where(CourseDate.id == course_date_id)).scalar_one()
    db.commit()
    time.sleep(LOOK_TO_WRITE)
    return taken < capacity


queries.take_place = take_place_by_looking_first

from programme.asgi import app  # noqa: E402 - only now: everything it imports finds the guard off

__all__ = ["app"]
