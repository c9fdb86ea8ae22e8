"""A course after the bail date: somebody has to have the bail extended, until the place is earlier or gone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from programme.actions.book_place import book_place
from programme.actions.cancel_booking import cancel_booking
from programme.actions.finish_task import finish_task
from programme.actions.lapse_hold import lapse_hold
from programme.actions.move_booking import move_booking
from programme.bookings.models import Booking
from programme.courses.models import CourseDate
from programme.duties.models import Task, TaskKind
from programme.duties.states import TaskState
from programme.history.timeline import timeline
from programme.offers.models import Offer
from programme.referrals.models import Referral
from programme.shared.actor import WORKER
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_booking, a_course_date, a_referral, a_world, an_offer, himself, read
from tests.support.jobs import watch_all_places

COURSE_ON = date(2027, 3, 20)
"""A Saturday, nineteen days from NOW."""


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


@pytest.fixture
def course(database: Database, world: World) -> CourseDate:
    return a_course_date(database, world)


def on_bail(database: Database, world: World, bail_return_on: date | None) -> tuple[Referral, Offer]:
    referral = a_referral(database, world, bail_return_on=bail_return_on)
    return referral, an_offer(database, referral)


def book(database: Database, offer: Offer, course: CourseDate) -> None:
    database.write_now(book_place, actor=himself(offer), now=NOW, date_reference=course.reference)


def tasks(database: Database) -> list[Task]:
    return list(read(database, lambda db: db.scalars(select(Task).order_by(Task.id)).all()))


def states(database: Database) -> list[TaskState]:
    return [task.state for task in tasks(database)]


@pytest.mark.parametrize(
    ("bail_on", "due_on"),
    [
        (date(2027, 3, 19), date(2027, 3, 18)),
        (date(2027, 3, 15), date(2027, 3, 12)),  # a Monday: the Friday before
        (COURSE_ON, None),
        (date(2027, 4, 1), None),
        (None, None),
    ],
)
def test_booking_a_course_after_the_bail_date_asks_for_an_extension_in_time(
    database: Database, world: World, course: CourseDate, bail_on: date | None, due_on: date | None
) -> None:
    referral, offer = on_bail(database, world, bail_on)
    book(database, offer, course)
    assert [(task.referral_id, task.kind, task.due_on) for task in tasks(database)] == (
        [(referral.id, TaskKind.BAIL_EXTENSION, due_on)] if due_on else []
    )
    assert ("task_raised" in [moment.event for moment in read(database, lambda db: timeline(db, referral.id))]) == (
        due_on is not None
    )


@pytest.mark.parametrize(("days", "left"), [(12, TaskState.NOT_NEEDED), (30, TaskState.OPEN)])
def test_moving_before_the_bail_date_ends_it_and_moving_after_it_does_not(
    database: Database, world: World, course: CourseDate, days: int, left: TaskState
) -> None:
    referral, offer = on_bail(database, world, date(2027, 3, 18))
    a_booking(database, world, course, referral)
    later = a_course_date(database, world, starts_at=NOW + timedelta(days=25))
    database.write_now(move_booking, actor=himself(offer), now=NOW, date_reference=later.reference)
    assert states(database) == [TaskState.OPEN]
    database.write_now(lambda db: setattr(db.execute(select(Booking)).scalar_one(), "moves", 0))
    other = a_course_date(database, world, starts_at=NOW + timedelta(days=days))
    database.write_now(move_booking, actor=himself(offer), now=NOW, date_reference=other.reference)
    assert states(database) == [left]


def test_giving_the_place_up_ends_it(database: Database, world: World, course: CourseDate) -> None:
    _, offer = on_bail(database, world, date(2027, 3, 18))
    book(database, offer, course)
    database.write_now(cancel_booking, actor=himself(offer), now=NOW)
    assert states(database) == [TaskState.NOT_NEEDED]


def test_a_hold_that_lapses_ends_it(database: Database, world: World, course: CourseDate) -> None:
    _, offer = on_bail(database, world, date(2027, 3, 18))
    book(database, offer, course)
    booking = read(database, lambda db: db.execute(select(Booking)).scalar_one())
    assert database.write_now(lapse_hold, actor=WORKER, now=NOW + timedelta(hours=1), booking_id=booking.id)
    assert states(database) == [TaskState.NOT_NEEDED]


def test_once_the_course_is_over_nobody_is_asked_any_more(database: Database, world: World, course: CourseDate) -> None:
    _, offer = on_bail(database, world, date(2027, 3, 18))
    book(database, offer, course)
    assert watch_all_places(database, now=course.starts_at).done == 0
    assert watch_all_places(database, now=course.ends_at + timedelta(seconds=1)).done == 1
    assert states(database) == [TaskState.NOT_NEEDED]


def finish(database: Database, world: World, referral: Referral) -> Any:
    kind = TaskKind.BAIL_EXTENSION
    return database.write_now(finish_task, actor=world.custody, now=NOW, reference=referral.reference, kind=kind)


def test_an_officer_says_that_it_was_seen_to_once(database: Database, world: World, course: CourseDate) -> None:
    referral, offer = on_bail(database, world, date(2027, 3, 18))
    book(database, offer, course)
    finish(database, world, referral)
    (task,) = tasks(database)
    assert (task.state, task.done_by) == (TaskState.DONE, world.custody.label)
    with pytest.raises(NotFound, match="not open any more"):
        finish(database, world, referral)


def test_another_forces_task_is_not_found(database: Database, world: World, course: CourseDate) -> None:
    referral, offer = on_bail(database, world, date(2027, 3, 18))
    book(database, offer, course)
    with pytest.raises(NotFound):
        finish(database, a_world(database, force_code="16"), referral)
