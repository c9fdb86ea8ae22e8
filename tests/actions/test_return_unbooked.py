"""An accepted case without a place goes back when its last safe course day is over, and says whose fault it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from programme.bookings.states import BookingState, PlaceLost
from programme.courses.models import CourseDate
from programme.courses.states import DateState
from programme.jobs.runner import SweepCount
from programme.outcomes.models import Result, ResultReason, Verdict
from programme.payments.models import Refund
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_booking, a_course_date, a_referral, a_world, an_offer, read
from tests.support.jobs import return_unbooked_cases

LAST_DAY = datetime(2027, 7, 6, 12, 0, tzinfo=UTC)
DAY_AFTER = LAST_DAY + timedelta(days=1)


def accepted(database: Database, world: World, **facts: Any) -> Referral:
    referral = a_referral(database, world, **facts)
    an_offer(database, referral, answered_at=NOW)
    return referral


def result_of(database: Database, referral: Referral) -> Result:
    found: Result = read(
        database, lambda db: db.execute(select(Result).where(Result.referral_id == referral.id)).scalar_one()
    )
    return found


def test_who_could_have_booked_and_did_not_is_returned_on_the_day_after_the_last(database: Database) -> None:
    world = a_world(database)
    a_course_date(database, world)
    referral = accepted(database, world)
    assert return_unbooked_cases(database, now=LAST_DAY) == SweepCount()
    assert return_unbooked_cases(database, now=DAY_AFTER) == SweepCount(done=1)
    assert result_of(database, referral).reason is ResultReason.NOT_BOOKED_IN_TIME
    row = read(database, lambda db: db.get_one(Referral, referral.id))
    assert (row.state, row.clock_stopped_at) == (ReferralState.RETURNED, None)
    assert return_unbooked_cases(database, now=DAY_AFTER) == SweepCount()


@pytest.mark.parametrize(
    "date",
    [
        {"capacity": 1, "places_taken": 1},
        {"state": DateState.CANCELLED},
        {"starts_at": NOW - timedelta(days=1)},
        {"starts_at": DAY_AFTER},
    ],
)
def test_where_no_date_had_a_place_for_him_it_is_no_fault_of_his(database: Database, date: dict[str, Any]) -> None:
    world = a_world(database)
    a_course_date(database, world, **date)
    referral = accepted(database, world)
    return_unbooked_cases(database, now=DAY_AFTER)
    result = result_of(database, referral)
    assert (result.reason, result.verdict) == (ResultReason.NO_PLACE_IN_TIME, Verdict.NO_FAULT)


def test_who_held_a_place_and_never_paid_is_returned_for_that(database: Database) -> None:
    world = a_world(database)
    referral = accepted(database, world)
    a_booking(database, world, a_course_date(database, world), referral, state=BookingState.LAPSED, ended_at=NOW)
    return_unbooked_cases(database, now=DAY_AFTER)
    assert result_of(database, referral).reason is ResultReason.FEE_NOT_PAID


@pytest.mark.parametrize(
    "left", [{"capacity": 1, "places_taken": 1}, {"state": DateState.CANCELLED}, {"starts_at": DAY_AFTER}]
)
def test_who_did_not_pay_and_found_every_date_full_when_he_came_back_is_not_blamed(
    database: Database, left: dict[str, Any]
) -> None:
    """A date with a place that was over before he lost his own was none for him."""
    world = a_world(database)
    referral = accepted(database, world)
    held = a_course_date(database, world, capacity=1)
    a_booking(database, world, held, referral, state=BookingState.LAPSED, ended_at=NOW + timedelta(days=3))
    database.write_now(lambda db: db.execute(update(CourseDate).values(places_taken=1)))
    a_course_date(database, world, starts_at=NOW + timedelta(days=2))
    a_course_date(database, world, **left)
    return_unbooked_cases(database, now=DAY_AFTER)
    result = result_of(database, referral)
    assert (result.reason, result.verdict) == (ResultReason.NO_PLACE_IN_TIME, Verdict.NO_FAULT)


def test_what_he_paid_goes_back_where_there_was_no_other_place(database: Database) -> None:
    world = a_world(database)
    referral = accepted(database, world)
    full = a_course_date(database, world, capacity=1, places_taken=1)
    a_booking(database, world, full, referral, state=BookingState.CANCELLED, fee_paid=True)
    return_unbooked_cases(database, now=DAY_AFTER)
    owed = read(database, lambda db: db.execute(select(Refund)).scalar_one())
    assert (owed.amount_pence, owed.reason) == (9500, "no_place")


@pytest.mark.parametrize(
    ("because", "goes_back"),
    [
        (PlaceLost.CANCELLED, True),
        (PlaceLost.NOT_TAKEN_IN, True),
        (PlaceLost.ASKED, False),
        (PlaceLost.CASE_ENDED, False),
        (PlaceLost.HOLD_RAN_OUT, False),
        (None, True),
    ],
)
def test_what_he_paid_for_a_place_that_was_taken_from_him_goes_back_though_he_chose_no_other(
    database: Database, because: PlaceLost | None, goes_back: bool
) -> None:
    """His own doing keeps to the seven days' notice; where nobody knows why he lost it, it is not held against him."""
    world = a_world(database)
    referral = accepted(database, world)
    date = a_course_date(database, world)
    a_booking(database, world, date, referral, state=BookingState.CANCELLED, fee_paid=True, lost_because=because)
    return_unbooked_cases(database, now=DAY_AFTER)
    assert result_of(database, referral).reason is ResultReason.NOT_BOOKED_IN_TIME
    owed = read(database, lambda db: db.execute(select(Refund)).scalars().all())
    assert [(one.amount_pence, one.reason) for one in owed] == [(9500, "provider_fault")] * goes_back


def test_who_has_a_place_is_left_alone(database: Database) -> None:
    world = a_world(database)
    referral = accepted(database, world)
    a_booking(database, world, a_course_date(database, world), referral)
    assert return_unbooked_cases(database, now=DAY_AFTER) == SweepCount()
