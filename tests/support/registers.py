"""A course that is over, and whose register nobody signed."""

from __future__ import annotations

from datetime import UTC, datetime

from programme.courses.models import CourseDate
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import World, a_booking, a_course_date, a_world, an_account

SATURDAY = datetime(2027, 3, 20, 9, 30, tzinfo=UTC)


def a_late_register(database: Database) -> tuple[World, CourseDate, int]:
    world = a_world(database)
    offered = a_course_date(database, world, starts_at=SATURDAY)
    booking = a_booking(database, world, offered)
    an_account(database, Door.PROVIDER, provider_id=world.provider.id, email="one@provider.example")
    an_account(database, Door.PROVIDER, provider_id=world.provider.id, email="gone@provider.example", active=False)
    return world, offered, booking.referral_id
