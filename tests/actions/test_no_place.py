"""No place in time: said at once to whoever can help; it falls away when a date fits; it is never his fault."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from programme.actions.accept_offer import accept_offer
from programme.actions.finish_task import finish_task
from programme.actions.return_now import ReturnedNow, return_now
from programme.actions.watch_places import watch_places
from programme.bookings.refusals import ADateFits
from programme.courses.models import CourseDate
from programme.courses.states import DateState
from programme.duties.models import Task, TaskKind
from programme.duties.refusals import EndsByItself
from programme.duties.states import TaskState
from programme.exchange.models import Exchange
from programme.exchange.states import ExchangeState
from programme.history.timeline import timeline
from programme.jobs.runner import SweepCount
from programme.notices.models import OutboxMessage
from programme.offers.states import OfferState
from programme.offers.told.released import newest_version
from programme.outcomes.models import Result, ResultReason, Verdict
from programme.payments.models import Fee, LedgerEntry, LedgerKind, Refund
from programme.payments.states import FeeState
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Door, Role
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    World,
    a_booking,
    a_course_date,
    a_force,
    a_referral,
    a_world,
    an_account,
    an_exchange,
    an_offer,
    himself,
    read,
)
from tests.support.jobs import watch_all_places

STATES = [ReferralState.ELIGIBLE, ReferralState.OFFERED, ReferralState.ACCEPTED]
TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def watch(database: Database, now: Any = NOW) -> int:
    return watch_all_places(database, now=now).done


def tasks(database: Database) -> list[tuple[int, TaskState]]:
    rows = read(database, lambda db: db.execute(select(Task.referral_id, Task.state).order_by(Task.id)).all())
    return [tuple(row) for row in rows]


def told(database: Database, notice: str = "no_place_in_time") -> list[str]:
    wanted = select(OutboxMessage.address).where(OutboxMessage.notice == notice).order_by(OutboxMessage.address)
    return list(read(database, lambda db: db.scalars(wanted).all()))


def the(database: Database, row: Any) -> Any:
    return read(database, lambda db: db.get_one(type(row), row.id))


@pytest.mark.parametrize("state", STATES)
def test_a_case_that_no_date_fits_is_put_to_everybody_who_can_help_once(
    database: Database, world: World, state: ReferralState
) -> None:
    for door, role, email in (
        (Door.CUSTODY, Role.SUPERVISOR, "supervisor@example.org"),
        (Door.CUSTODY, Role.OFFICER, "another-officer@example.org"),
        (Door.ADMIN, Role.COORDINATOR, "coordinator@example.org"),
        (Door.ADMIN, Role.FINANCE, "finance@example.org"),
    ):
        an_account(database, door, force_code="43", email=email, roles=frozenset({role}))
    referral = a_referral(database, world, state=state)
    assert watch(database) == 1
    assert tasks(database) == [(referral.id, TaskState.OPEN)]
    assert told(database) == ["coordinator@example.org", "officer@example.org", "supervisor@example.org"]
    (moment,) = read(database, lambda db: timeline(db, referral.id))
    assert moment.words == "No date with a place left is in time. By Tuesday 6 July 2027."
    assert watch(database, TOMORROW) == 0


@pytest.mark.parametrize(
    "facts",
    [
        {"state": ReferralState.UNDECIDED},
        {"state": ReferralState.RETURNED},
        {"clock_stopped_at": NOW, "clock_stopped_by": "charge_issued"},
        {"complete_by_on": date(2027, 2, 28)},  # it goes back by itself
    ],
)
def test_nobody_is_asked_about_a_case_that_waits_for_no_place(
    database: Database, world: World, facts: dict[str, Any]
) -> None:
    a_referral(database, world, **facts)
    assert watch(database) == 0


def test_the_earliest_date_with_a_place_decides_to_the_day(database: Database, world: World) -> None:
    a_course_date(database, world, capacity=1, places_taken=1)
    a_course_date(database, world, state=DateState.CANCELLED)
    earliest = a_course_date(database, world, starts_at=NOW + timedelta(days=40))
    on = earliest.ends_at.date()
    a_referral(database, world, complete_by_on=on)
    without = a_referral(database, world, complete_by_on=on - timedelta(days=1))
    assert watch(database) == 1
    assert tasks(database) == [(without.id, TaskState.OPEN)]


def test_saying_yes_with_no_date_in_time_raises_it_in_the_same_moment(database: Database, world: World) -> None:
    referral = a_referral(database, world, state=ReferralState.OFFERED)
    offer = an_offer(database, referral, state=OfferState.OPEN)
    database.write_now(accept_offer, actor=himself(offer), now=NOW, words_version=newest_version("conditional_caution"))
    assert tasks(database) == [(referral.id, TaskState.OPEN)]
    assert told(database) == ["officer@example.org"]
    assert watch(database) == 0


def test_saying_yes_with_a_date_in_time_raises_nothing(database: Database, world: World) -> None:
    a_course_date(database, world)
    offer = an_offer(database, a_referral(database, world, state=ReferralState.OFFERED), state=OfferState.OPEN)
    database.write_now(accept_offer, actor=himself(offer), now=NOW, words_version=newest_version("conditional_caution"))
    assert tasks(database) == []


def test_it_falls_away_when_a_date_fits_again_and_who_waits_for_one_is_told(database: Database, world: World) -> None:
    accepted = a_referral(database, world)
    an_offer(database, accepted)
    eligible = a_referral(database, world, state=ReferralState.ELIGIBLE)
    assert watch(database) == 2
    a_course_date(database, world)
    assert watch(database) == 2
    assert tasks(database) == [(accepted.id, TaskState.NOT_NEEDED), (eligible.id, TaskState.NOT_NEEDED)]
    assert len(told(database, "date_to_choose")) == 1
    assert read(database, lambda db: timeline(db, accepted.id))[0].event == "task_fell_away"


def test_who_has_a_form_to_go_through_first_is_not_told_that_he_can_choose(database: Database, world: World) -> None:
    unsigned = a_referral(database, world, route="conditional_caution")
    an_offer(database, unsigned)
    assert watch(database) == 1
    a_course_date(database, world)
    assert watch(database) == 1
    assert tasks(database) == [(unsigned.id, TaskState.NOT_NEEDED)]
    assert told(database, "date_to_choose") == []


def test_a_place_that_is_gone_again_the_same_day_is_a_task_again_and_no_new_message(
    database: Database, world: World
) -> None:
    referral = a_referral(database, world)
    watch(database)
    course = a_course_date(database, world)
    watch(database)
    full = update(CourseDate).where(CourseDate.id == course.id).values(places_taken=CourseDate.capacity)
    database.write_now(lambda db: db.execute(full).close())
    assert watch(database) == 1
    assert tasks(database) == [(referral.id, TaskState.NOT_NEEDED), (referral.id, TaskState.OPEN)]
    assert len(told(database)) == 1


def test_a_batch_does_not_stand_in_the_way_of_the_next(database: Database, world: World) -> None:
    for _ in range(5):
        a_referral(database, world)
    assert database.write_now(watch_places, actor=world.custody, now=NOW, batch=2) == 2
    assert watch_all_places(database, now=NOW) == SweepCount(3)


def returned(database: Database, world: World, referral: Referral) -> ReturnedNow:
    return database.write_now(return_now, actor=world.custody, now=NOW, reference=referral.reference)


@pytest.mark.parametrize(
    ("state", "offer_left"),
    [(ReferralState.OFFERED, OfferState.WITHDRAWN), (ReferralState.ACCEPTED, OfferState.ACCEPTED)],
)
def test_an_officer_returns_it_without_fault(
    database: Database, world: World, state: ReferralState, offer_left: OfferState
) -> None:
    referral = a_referral(database, world, state=state)
    opened = OfferState.OPEN if state is ReferralState.OFFERED else OfferState.ACCEPTED
    offer = an_offer(database, referral, state=opened)
    watch(database)
    assert returned(database, world, referral) == ReturnedNow(referral.reference, 0, referral.charge_by_on)
    result = read(database, lambda db: db.execute(select(Result)).scalar_one())
    assert (result.reason, result.verdict) == (ResultReason.NO_PLACE_IN_TIME, Verdict.NO_FAULT)
    assert (the(database, referral).state, the(database, referral).clock_stopped_at) == (ReferralState.RETURNED, None)
    assert the(database, offer).state is offer_left
    assert tasks(database) == [(referral.id, TaskState.DONE)]
    assert watch(database) == 0
    with pytest.raises(ADateFits):
        returned(database, world, referral)


def test_what_he_had_paid_goes_back(database: Database, world: World) -> None:
    referral = a_referral(database, world)
    an_offer(database, referral)
    course = a_course_date(database, world, capacity=1, starts_at=NOW + timedelta(days=5))
    booking = a_booking(database, world, course, referral)

    def given_up_late(db: Any) -> None:
        db.get_one(type(booking), booking.id).state = "cancelled"
        db.get_one(Referral, referral.id).state = ReferralState.ACCEPTED

    database.write_now(given_up_late)
    watch(database)
    assert returned(database, world, referral).refund_pence == 9500
    fee = read(database, lambda db: db.execute(select(Fee)).scalar_one())
    refund = read(database, lambda db: db.execute(select(Refund)).scalar_one())
    assert (fee.state, refund.reason) == (FeeState.REFUND_DUE, "no_place")
    paid = select(LedgerEntry.amount_pence).where(LedgerEntry.kind == LedgerKind.PAYMENT)
    assert read(database, lambda db: db.scalars(paid).all()) == [9500]


def test_while_a_date_fits_nobody_returns_it(database: Database, world: World) -> None:
    referral = a_referral(database, world)
    with pytest.raises(ADateFits):
        returned(database, world, referral)  # it was never put to anybody
    watch(database)
    a_course_date(database, world)
    with pytest.raises(ADateFits):
        returned(database, world, referral)  # the task stands until the next sweep, and a date fits already


def test_the_neighbours_case_goes_back_to_the_neighbour(database: Database, world: World) -> None:
    a_force(database, "34")
    referral = a_referral(database, world, force_code="34")
    exchange: Exchange = an_exchange(database, referral, "34", state=ExchangeState.ACCEPTED)
    watch(database)
    with pytest.raises(NotFound):
        returned(database, world, referral)
    other = World(world.programme, world.provider, world.venue).custody
    theirs = type(other)(other.door, 9, "Their desk", force_code="34")
    database.write_now(return_now, actor=theirs, now=NOW, reference=referral.reference)
    assert the(database, exchange).state is ExchangeState.RESULT_RETURNED


def test_it_is_not_ended_by_a_tick(database: Database, world: World) -> None:
    referral = a_referral(database, world)
    watch(database)
    with pytest.raises(EndsByItself):
        database.write_now(
            finish_task, actor=world.custody, now=NOW, reference=referral.reference, kind=TaskKind.NO_PLACE_IN_TIME
        )
