"""Remind people of the course they are booked on."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.bookings.reminders import remind
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def remind_of_courses(db: Session, *, actor: Actor, now: datetime, batch: int) -> int:
    """Owe the reminders that are due, at most `batch`; returns how many. Each rung of a booking is owed once."""
    del actor  # a reminder is nobody's decision: the timeline gets it when it is sent
    return remind(db, now=now, batch=batch)
