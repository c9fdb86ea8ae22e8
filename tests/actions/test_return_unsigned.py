"""A register nobody signed: the case is neither failed nor completed, and what is known later stands instead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from programme.actions.acknowledge_result import acknowledge_result
from programme.actions.cancel_course_date import cancel_course_date
from programme.actions.mark_attendance import mark_attendance
from programme.actions.open_register import open_register
from programme.actions.record_disposal import record_disposal
from programme.actions.sign_register import sign_register
from programme.attendance.models import IdentityKind
from programme.attendance.states import MarkEvent
from programme.bookings.models import Booking
from programme.bookings.states import BookingState
from programme.courses.models import CourseDate
from programme.exchange.models import Exchange
from programme.exchange.states import ExchangeState
from programme.history.timeline import timeline
from programme.jobs.runner import SweepCount
from programme.notices.models import OutboxMessage
from programme.outcomes.models import Disposal, NoActionReason, Result, ResultReason, Verdict
from programme.outcomes.states import ReturnState
from programme.payments.models import Fee
from programme.payments.states import FeeState
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor, Door
from programme.storage.database import Database
from tests.support.builders import (
    World,
    a_booking,
    a_course_date,
    a_force,
    a_referral,
    a_world,
    an_exchange,
    an_offer,
    read,
)
from tests.support.jobs import return_unsigned_cases

STARTS = datetime(2027, 7, 6, 8, 30, tzinfo=UTC)
EVENING_BEFORE = datetime(2027, 7, 8, 22, 59, tzinfo=UTC)
MORNING = datetime(2027, 7, 8, 23, 0, tzinfo=UTC)
"""In London it is 9 July, the return date, from eleven at night by the other clock."""
LATER = MORNING + timedelta(days=3)


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


@pytest.fixture
def date(database: Database, world: World) -> CourseDate:
    return a_course_date(database, world, starts_at=STARTS)


@pytest.fixture
def case(database: Database, world: World, date: CourseDate) -> Referral:
    referral = a_referral(database, world)
    an_offer(database, referral)
    a_booking(database, world, date, referral)
    return referral


def provider(database: Database, world: World, date: CourseDate, action: Any, now: datetime, **more: Any) -> None:
    database.write_now(action, actor=world.provider_staff, now=now, date_reference=date.reference, **more)


def marked(database: Database, world: World, date: CourseDate, *events: MarkEvent) -> None:
    provider(database, world, date, open_register, STARTS)
    for event in events:
        identity = {"identity_kind": IdentityKind.PASSPORT} if event is MarkEvent.ARRIVED else {}
        at = STARTS if event is not MarkEvent.COMPLETED else STARTS + timedelta(hours=7)
        provider(database, world, date, mark_attendance, at, seat=1, event=event, **identity)


def results(database: Database) -> list[Result]:
    return list(read(database, lambda db: db.scalars(select(Result).order_by(Result.id)).all()))


def the(database: Database, row: Any) -> Any:
    return read(database, lambda db: db.get_one(type(row), row.id))


def test_from_the_morning_of_the_return_date_the_case_is_back_and_nobody_has_failed(
    database: Database, case: Referral
) -> None:
    assert return_unsigned_cases(database, now=EVENING_BEFORE) == SweepCount()
    assert return_unsigned_cases(database, now=MORNING) == SweepCount(done=1)
    (result,) = results(database)
    assert (result.reason, result.verdict) == (ResultReason.REGISTER_NOT_SIGNED, Verdict.NO_FAULT)
    row = the(database, case)
    assert (row.state, row.clock_stopped_at) == (ReferralState.RETURNED, None)
    booking = read(database, lambda db: db.execute(select(Booking)).scalar_one())
    fee = read(database, lambda db: db.execute(select(Fee)).scalar_one())
    assert (booking.state, fee.state) == (BookingState.CONFIRMED, FeeState.PAID)
    assert return_unsigned_cases(database, now=MORNING) == SweepCount()


def test_a_day_that_was_signed_is_left_alone(
    database: Database, world: World, date: CourseDate, case: Referral
) -> None:
    marked(database, world, date, MarkEvent.ARRIVED, MarkEvent.COMPLETED)
    provider(database, world, date, sign_register, STARTS + timedelta(hours=7))
    assert return_unsigned_cases(database, now=MORNING) == SweepCount()
    assert [result.reason for result in results(database)] == [ResultReason.ATTENDED_THROUGHOUT]


@pytest.mark.parametrize(
    ("events", "reason", "verdict"),
    [
        ((MarkEvent.ARRIVED, MarkEvent.COMPLETED), ResultReason.ATTENDED_THROUGHOUT, Verdict.COMPLETED),
        ((MarkEvent.IDENTITY_NOT_SHOWN,), ResultReason.IDENTITY_NOT_SHOWN, Verdict.FAILED),
        ((MarkEvent.TURNED_AWAY,), ResultReason.TURNED_AWAY, Verdict.NO_FAULT),
    ],
)
@pytest.mark.parametrize("acknowledged", [False, True])
def test_signed_later_the_true_result_stands_is_told_again_and_waits_to_be_acknowledged(
    database: Database,
    world: World,
    date: CourseDate,
    case: Referral,
    events: tuple[MarkEvent, ...],
    reason: ResultReason,
    verdict: Verdict,
    acknowledged: bool,
) -> None:
    marked(database, world, date, *events)
    return_unsigned_cases(database, now=MORNING)
    if acknowledged:
        database.write_now(acknowledge_result, actor=world.custody, now=MORNING, reference=case.reference)
    provider(database, world, date, sign_register, LATER)
    before, after = results(database)
    assert (before.state, before.reason) == (ReturnState.SUPERSEDED, ResultReason.REGISTER_NOT_SIGNED)
    assert (after.state, after.reason, after.verdict) == (ReturnState.SENT, reason, verdict)
    assert the(database, case).state is ReferralState.RETURNED
    told = select(OutboxMessage.notice).where(OutboxMessage.notice.like("result_returned%"))
    assert len(read(database, lambda db: db.scalars(told).all())) == 4  # he and the officer, each twice
    moments = read(database, lambda db: timeline(db, case.id))
    superseded = next(moment for moment in moments if moment.event == "result_superseded")
    assert "The provider has not said what happened" in superseded.words
    database.write_now(acknowledge_result, actor=world.custody, now=LATER, reference=case.reference)
    assert the(database, case).state is ReferralState.ACKNOWLEDGED


def test_what_the_force_has_acted_on_is_not_taken_back(
    database: Database, world: World, date: CourseDate, case: Referral
) -> None:
    marked(database, world, date, MarkEvent.ARRIVED, MarkEvent.COMPLETED)
    return_unsigned_cases(database, now=MORNING)
    database.write_now(acknowledge_result, actor=world.custody, now=MORNING, reference=case.reference)
    database.write_now(
        record_disposal,
        actor=world.custody,
        now=MORNING,
        reference=case.reference,
        disposal=Disposal.NO_FURTHER_ACTION,
        no_action=NoActionReason.EVIDENCE,
        done_at=MORNING,
        reason="No public interest.",
    )
    provider(database, world, date, sign_register, LATER)
    assert [result.state for result in results(database)] == [ReturnState.ACTED_ON]
    assert the(database, case).state is ReferralState.CLOSED


def test_a_course_that_turns_out_to_have_been_cancelled_gives_the_money_back(
    database: Database, world: World, date: CourseDate, case: Referral
) -> None:
    return_unsigned_cases(database, now=MORNING)
    database.write_now(cancel_course_date, actor=world.provider_staff, now=LATER, reference=date.reference)
    assert [result.reason for result in results(database)] == [
        ResultReason.REGISTER_NOT_SIGNED, ResultReason.COURSE_CANCELLED,
    ]  # fmt: skip
    assert read(database, lambda db: db.execute(select(Fee)).scalar_one()).state is FeeState.REFUND_DUE


def test_the_neighbour_has_it_to_acknowledge_again(database: Database, world: World, date: CourseDate) -> None:
    a_force(database, "34")
    referral = a_referral(database, world, force_code="34")
    an_offer(database, referral)
    exchange: Exchange = an_exchange(database, referral, "34", state=ExchangeState.BOOKED)
    a_booking(database, world, date, referral)
    marked(database, world, date, MarkEvent.ARRIVED, MarkEvent.COMPLETED)
    return_unsigned_cases(database, now=MORNING)
    neighbour = Actor(Door.PARTNER, 3, "Their desk", force_code="34")
    database.write_now(acknowledge_result, actor=neighbour, now=MORNING, reference=referral.reference)
    assert the(database, exchange).state is ExchangeState.ACKNOWLEDGED
    provider(database, world, date, sign_register, LATER)
    assert the(database, exchange).state is ExchangeState.RESULT_RETURNED
