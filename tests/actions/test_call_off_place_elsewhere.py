"""A place elsewhere that is called off: the case looks for one again, and what ran out meanwhile is no fault of his."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from programme.actions.call_off_place_elsewhere import CalledOffElsewhere, call_off_place_elsewhere
from programme.actions.finish_task import finish_task
from programme.bookings.models import PlaceElsewhere
from programme.bookings.states import BookingState, CallOffReason, ElsewhereState
from programme.bookings.words import CALL_OFF_WORDS
from programme.duties.models import Task, TaskKind
from programme.duties.states import TaskState
from programme.exchange.refusals import NoPlaceElsewhere
from programme.history.timeline import timeline
from programme.jobs.runner import SweepCount
from programme.notices.models import OutboxMessage
from programme.outcomes.models import Result, ResultReason
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    World,
    a_booking,
    a_course_date,
    a_place_elsewhere,
    a_referral,
    a_world,
    an_offer,
    read,
)
from tests.support.jobs import return_unbooked_cases

DAY = date(2027, 3, 20)
AFTER_ALL = datetime(2027, 7, 7, 6, 0, tzinfo=UTC)
"""The morning after the last safe course day."""


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


@pytest.fixture
def case(database: Database, world: World) -> Referral:
    referral = a_referral(database, world, release="bail", bail_return_on=DAY - timedelta(days=1))
    an_offer(database, referral)
    a_place_elsewhere(database, referral, course_on=DAY)
    return referral


def call_off(
    database: Database, world: World, case: Referral, reason: CallOffReason, now: datetime = NOW
) -> CalledOffElsewhere:
    return database.write_now(
        call_off_place_elsewhere, actor=world.custody, now=now, reference=case.reference, reason=reason
    )


def the(database: Database, row: Any) -> Any:
    return read(database, lambda db: db.get_one(type(row), row.id))


def tasks(database: Database) -> list[tuple[TaskKind, TaskState]]:
    rows = read(database, lambda db: db.execute(select(Task.kind, Task.state).order_by(Task.id)).all())
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("reason", list(CallOffReason))
def test_the_case_looks_for_a_place_again_and_he_is_told(
    database: Database, world: World, case: Referral, reason: CallOffReason
) -> None:
    called_off = call_off(database, world, case, reason)
    assert called_off == CalledOffElsewhere(case.reference, "34", DAY, no_place=True)
    assert the(database, case).state is ReferralState.ACCEPTED
    place = read(database, lambda db: db.execute(select(PlaceElsewhere)).scalar_one())
    assert (place.state, place.ended_at) == (ElsewhereState.CALLED_OFF, NOW)
    sent = read(database, lambda db: db.execute(select(OutboxMessage.notice, OutboxMessage.facts)).all())
    facts = dict(tuple(row) for row in sent)
    assert set(facts) == {"place_elsewhere_called_off", "no_place_in_time"}
    assert facts["place_elsewhere_called_off"]["course_on"] == "2027-03-20"
    moments = read(database, lambda db: timeline(db, case.id))
    words = next(one.words for one in moments if one.event == "place_elsewhere_called_off")
    assert words.endswith(f", on Saturday 20 March 2027. {CALL_OFF_WORDS[reason]}.")


def test_the_neighbour_is_to_be_told_unless_it_was_the_neighbour_that_cancelled(
    database: Database, world: World, case: Referral
) -> None:
    call_off(database, world, case, CallOffReason.CANCELLED_THERE)
    assert tasks(database) == [(TaskKind.NO_PLACE_IN_TIME, TaskState.OPEN)]
    a_place_elsewhere(database, case)
    call_off(database, world, case, CallOffReason.CANNOT_COME)
    assert (TaskKind.TELL_NEIGHBOUR, TaskState.OPEN) in tasks(database)
    kind = TaskKind.TELL_NEIGHBOUR
    database.write_now(finish_task, actor=world.custody, now=NOW, reference=case.reference, kind=kind)
    assert (TaskKind.TELL_NEIGHBOUR, TaskState.DONE) in tasks(database)


def test_where_a_date_here_is_in_time_nobody_is_put_to_finding_one(
    database: Database, world: World, case: Referral
) -> None:
    a_course_date(database, world)
    assert not call_off(database, world, case, CallOffReason.PLACE_HERE).no_place


def test_it_is_called_off_once(database: Database, world: World, case: Referral) -> None:
    call_off(database, world, case, CallOffReason.IN_ERROR)
    with pytest.raises(NoPlaceElsewhere):
        call_off(database, world, case, CallOffReason.IN_ERROR)


def test_another_forces_place_is_not_found(database: Database, world: World, case: Referral) -> None:
    with pytest.raises(NotFound):
        call_off(database, a_world(database, force_code="16"), case, CallOffReason.IN_ERROR)


def reasons(database: Database) -> list[ResultReason]:
    return list(read(database, lambda db: db.scalars(select(Result.reason)).all()))


def test_dates_that_were_here_while_he_had_his_place_elsewhere_are_not_held_against_him(
    database: Database, world: World, case: Referral
) -> None:
    """A hold of his had lapsed before, and a date with room came by while he was placed elsewhere."""
    a_booking(database, world, a_course_date(database, world), case, state=BookingState.LAPSED)
    a_course_date(database, world, starts_at=datetime(2027, 5, 1, 8, 30, tzinfo=UTC))
    call_off(database, world, case, CallOffReason.CANCELLED_THERE, datetime(2027, 7, 6, 12, 0, tzinfo=UTC))
    assert return_unbooked_cases(database, now=AFTER_ALL) == SweepCount(done=1)
    assert reasons(database) == [ResultReason.NO_PLACE_IN_TIME]


def test_dates_that_came_after_it_was_called_off_are_his_to_book(
    database: Database, world: World, case: Referral
) -> None:
    a_course_date(database, world, starts_at=datetime(2027, 5, 1, 8, 30, tzinfo=UTC))
    call_off(database, world, case, CallOffReason.CANNOT_COME)
    assert return_unbooked_cases(database, now=AFTER_ALL) == SweepCount(done=1)
    assert reasons(database) == [ResultReason.NOT_BOOKED_IN_TIME]
