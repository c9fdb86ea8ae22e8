"""Registers that nobody signed are asked for, once a rung, and the cases stay what they are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from programme.courses.models import CourseDate
from programme.courses.states import DateState
from programme.duties.ladders import REGISTER_CHASES
from programme.duties.models import Task, TaskKind
from programme.history.timeline import timeline
from programme.jobs.runner import SweepCount
from programme.notices.models import OutboxMessage
from programme.outcomes.models import Result
from programme.shared.actor import Door
from programme.storage.database import Database
from tests.support.builders import a_booking, a_course_date, a_referral, a_world, an_account, read
from tests.support.jobs import chase_registers
from tests.support.registers import SATURDAY, a_late_register

ENDS = SATURDAY.replace(hour=16)


def on(day: int) -> datetime:
    return datetime(2027, 3, day, 8, 0, tzinfo=UTC)


def asked(database: Database) -> list[str]:
    rows = read(database, lambda db: db.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all())
    assert {row.notice for row in rows} <= {"register_unsigned"}
    return [row.address for row in rows]


@pytest.mark.parametrize(
    ("day", "rung"), [(20, None), (21, None), (22, 1), (23, 1), (24, 3), (25, 3), (26, 3), (30, 5)]
)
def test_rungs_are_working_days_after_the_course_and_easter_is_not_one(day: int, rung: int | None) -> None:
    reached = REGISTER_CHASES.rung_reached(ENDS, on(day))
    assert (reached and reached.days) == rung


def test_the_provider_is_asked_once_a_rung_and_the_case_says_so(database: Database) -> None:
    _, offered, referral_id = a_late_register(database)
    assert chase_registers(database, now=on(21)) == SweepCount(0, 0)
    assert chase_registers(database, now=on(22)) == SweepCount(1, 0)
    assert chase_registers(database, now=on(23)) == SweepCount(0, 0)
    assert asked(database) == ["one@provider.example"]
    assert chase_registers(database, now=on(24)) == SweepCount(1, 0)
    assert len(asked(database)) == 2
    events = [moment.event for moment in read(database, lambda db: timeline(db, referral_id))]
    assert events == ["register_chased", "register_chased"]
    assert read(database, lambda db: db.scalars(select(Result)).all()) == []
    assert read(database, lambda db: db.get_one(CourseDate, offered.id)).state is DateState.OPEN


def test_a_signed_or_empty_date_is_not_asked_for(database: Database) -> None:
    world, offered, _ = a_late_register(database)
    a_course_date(database, world, starts_at=SATURDAY)

    def sign(db) -> None:  # type: ignore[no-untyped-def]
        db.get_one(CourseDate, offered.id).state = DateState.SIGNED

    database.write_now(sign)
    assert chase_registers(database, now=on(26)) == SweepCount(0, 0)
    assert asked(database) == []


def test_a_provider_without_staff_has_the_coordinators_of_the_waiting_cases_asked(database: Database) -> None:
    world = a_world(database)
    booking = a_booking(database, world, a_course_date(database, world, starts_at=SATURDAY))
    an_account(database, Door.ADMIN, force_code="43", email="coordinator@example.org")

    assert chase_registers(database, now=on(26)) == SweepCount(1, 0)
    assert chase_registers(database, now=on(26)) == SweepCount(0, 0)

    assert asked(database) == ["coordinator@example.org"]
    (moment,) = read(database, lambda db: timeline(db, booking.referral_id))
    assert "the provider has nobody to ask" in moment.words


def test_where_nobody_at_all_can_be_asked_that_is_said_once_and_is_a_task(database: Database) -> None:
    world = a_world(database, fallback_email="")
    date = a_course_date(database, world, starts_at=SATURDAY)
    booking = a_booking(database, world, date, a_referral(database, world, officer_email=""))

    assert chase_registers(database, now=on(26)) == SweepCount(1, 0)
    assert chase_registers(database, now=on(26)) == SweepCount(0, 0)

    events = [moment.event for moment in read(database, lambda db: timeline(db, booking.referral_id))]
    assert sorted(events) == ["nobody_to_tell", "task_raised"]
    (task,) = read(database, lambda db: db.scalars(select(Task)).all())
    assert task.kind is TaskKind.NOBODY_TO_TELL
