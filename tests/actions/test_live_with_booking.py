"""Cancelling and moving a place: what he loses, what he keeps, and that nobody stands without a place by accident."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from programme.actions.cancel_booking import BookingCancelled, cancel_booking
from programme.actions.move_booking import BookingMoved, move_booking
from programme.bookings.models import Booking
from programme.bookings.refusals import (
    AlreadyBegun,
    DateFull,
    MovedAlready,
    NotConfirmed,
    TooLateForDate,
    TooLateToMove,
)
from programme.bookings.states import BookingState
from programme.courses.models import CourseDate
from programme.exchange.states import ExchangeState
from programme.history.timeline import timeline
from programme.notices.catalogue import CATALOGUE, Audience
from programme.notices.models import Delivery, OutboxMessage
from programme.offers.models import Offer
from programme.payments.models import Fee, Refund
from programme.payments.states import FeeState
from programme.people.models import Person
from programme.referrals.models import Referral, Release
from programme.referrals.states import ReferralState
from programme.shared.refusal import NotFound, Refusal
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    World,
    a_booking,
    a_course_date,
    a_force,
    a_person,
    a_referral,
    a_world,
    add,
    an_exchange,
    an_offer,
    himself,
    read,
)
from tests.support.till import balance_pence


def placed(
    database: Database,
    world: World,
    course_date: CourseDate,
    *,
    state: BookingState = BookingState.CONFIRMED,
    **facts: Any,
) -> tuple[Offer, Booking]:
    """A man with a place on the date."""
    referral = a_referral(database, world)
    offer = an_offer(database, referral)
    return offer, a_booking(database, world, course_date, referral, state=state, **facts)


def cancel(database: Database, offer: Offer, *, days_before: int, course_date: CourseDate) -> BookingCancelled:
    now = course_date.starts_at - timedelta(days=days_before)
    return database.write_now(cancel_booking, actor=himself(offer), now=now)


def move(database: Database, offer: Offer, to: CourseDate, *, now: Any = NOW) -> BookingMoved:
    return database.write_now(move_booking, actor=himself(offer), now=now, date_reference=to.reference)


def fresh(database: Database, row: Any) -> Any:
    return read(database, lambda db: db.get_one(type(row), row.id))


def fee_of(database: Database, offer: Offer) -> Fee:
    found: Fee = read(
        database, lambda db: db.execute(select(Fee).where(Fee.referral_id == offer.referral_id)).scalar_one()
    )
    return found


@pytest.mark.parametrize(
    ("days_before", "refund_pence", "fee"), [(7, 9500, FeeState.REFUND_DUE), (6, 0, FeeState.PAID)]
)
def test_a_paid_place_cancelled_with_seven_days_notice_is_paid_back_and_later_not(
    database: Database, days_before: int, refund_pence: int, fee: FeeState
) -> None:
    world = a_world(database)
    course_date = a_course_date(database, world)
    offer, booking = placed(database, world, course_date)
    cancelled = cancel(database, offer, days_before=days_before, course_date=course_date)
    assert cancelled == BookingCancelled(booking.reference, course_date.starts_at, refund_pence)
    assert fee_of(database, offer).state is fee
    owed = read(database, lambda db: db.execute(select(Refund.amount_pence)).scalars().all())
    assert list(owed) == ([refund_pence] if refund_pence else [])
    assert fresh(database, booking).state is BookingState.CANCELLED
    assert fresh(database, course_date).places_taken == 0
    referral = read(database, lambda db: db.get_one(Referral, offer.referral_id))
    assert (referral.state, referral.clock_stopped_at) == (ReferralState.ACCEPTED, None)


def test_a_held_place_that_is_cancelled_leaves_nothing_owed(database: Database) -> None:
    world = a_world(database)
    course_date = a_course_date(database, world)
    offer, _ = placed(database, world, course_date, state=BookingState.HELD)
    cancel(database, offer, days_before=10, course_date=course_date)
    assert fee_of(database, offer).state is FeeState.VOID
    assert read(database, lambda db: balance_pence(db, offer.referral_id)) == 0


def test_a_place_is_not_given_back_twice(database: Database) -> None:
    world = a_world(database)
    course_date = a_course_date(database, world)
    offer, _ = placed(database, world, course_date)
    placed(database, world, course_date)
    cancel(database, offer, days_before=10, course_date=course_date)
    with pytest.raises(NotFound):
        cancel(database, offer, days_before=10, course_date=course_date)
    assert fresh(database, course_date).places_taken == 1


def test_once_the_day_has_begun_nothing_is_cancelled(database: Database) -> None:
    world = a_world(database)
    course_date = a_course_date(database, world)
    offer, booking = placed(database, world, course_date)
    with pytest.raises(AlreadyBegun):
        cancel(database, offer, days_before=0, course_date=course_date)
    assert fresh(database, booking).state is BookingState.CONFIRMED


def a_message(notice: str, referral_id: int, address: str) -> OutboxMessage:
    """One that waits."""
    return OutboxMessage(
        dedupe_key=f"{notice}:x",
        notice=notice,
        referral_id=referral_id,
        channel="email",
        address=address,
        facts={},
        queued_at=NOW,
        next_try_at=NOW,
    )


def test_his_reminder_is_called_off_and_he_is_told(database: Database) -> None:
    world = a_world(database)
    course_date = a_course_date(database, world)
    offer, _ = placed(database, world, course_date)
    add(database, a_message("course_reminder", offer.referral_id, "somebody@example.org"))
    cancel(database, offer, days_before=10, course_date=course_date)
    owed = read(database, lambda db: dict(db.execute(select(OutboxMessage.notice, OutboxMessage.state)).all()))
    assert owed == {"course_reminder": Delivery.STALE, "place_cancelled": Delivery.QUEUED}


def test_giving_up_a_place_that_was_only_held_sends_him_no_alarm_about_his_own_act(database: Database) -> None:
    world = a_world(database)
    course_date = a_course_date(database, world)
    offer, _ = placed(database, world, course_date, state=BookingState.HELD)
    cancel(database, offer, days_before=10, course_date=course_date)
    assert read(database, lambda db: db.execute(select(OutboxMessage.notice)).scalars().all()) == []


def written_to_others(database: Database, person: Person) -> list[str]:
    """The notices that went anywhere but to him."""
    every = read(database, lambda db: db.scalars(select(OutboxMessage)).all())
    his = {person.email, person.mobile}
    return [
        one.notice for one in every if one.address not in his or CATALOGUE[one.notice].audience is not Audience.PERSON
    ]


def test_giving_up_a_place_writes_to_nobody_but_him(database: Database) -> None:
    """Also where a neighbour sent the case, an officer of it has an address, and bail hangs on the place."""
    world = a_world(database)
    a_force(database, "44")
    course_date = a_course_date(database, world)
    person = a_person(database)
    bail_ends_on = (NOW + timedelta(days=5)).date()
    referral = a_referral(
        database, world, person, officer_email="o@example.org", release=Release.BAIL, bail_return_on=bail_ends_on
    )
    an_exchange(database, referral, "44", state=ExchangeState.BOOKED)
    offer = an_offer(database, referral)
    a_booking(database, world, course_date, referral)
    cancel(database, offer, days_before=10, course_date=course_date)

    assert read(database, lambda db: db.scalars(select(OutboxMessage.notice)).all()) == ["place_cancelled"]
    assert written_to_others(database, person) == []
    add(database, a_message("result_not_acknowledged", referral.id, "o@example.org"))
    assert written_to_others(database, person) == ["result_not_acknowledged"], "what goes to others would be seen"


def test_a_place_moves_with_its_fee_and_is_reminded_of_afresh(database: Database) -> None:
    world = a_world(database)
    old, new = a_course_date(database, world), a_course_date(database, world, starts_at=NOW + timedelta(days=30))
    offer, booking = placed(database, world, old, reminded_rung=7)
    moved = move(database, offer, new)
    row = fresh(database, booking)
    assert moved == BookingMoved(booking.reference, old.starts_at, new.starts_at)
    assert (row.course_date_id, row.moves, row.state) == (new.id, 1, BookingState.CONFIRMED)
    assert row.reminded_rung is None
    assert (fresh(database, old).places_taken, fresh(database, new).places_taken) == (0, 1)
    assert fee_of(database, offer).state is FeeState.PAID
    assert [moment.event for moment in read(database, lambda db: timeline(db, offer.referral_id))] == ["place_moved"]
    message = read(database, lambda db: db.execute(select(OutboxMessage)).scalar_one())
    assert (message.notice, set(message.facts)) == ("place_moved", {"starts_at", "by_telephone"})
    assert message.he_acted_at == NOW, "he is there: it goes at any hour"


def test_a_move_to_a_full_date_leaves_him_where_he_is(database: Database) -> None:
    world = a_world(database)
    old, full = a_course_date(database, world), a_course_date(database, world, capacity=1, places_taken=1)
    offer, booking = placed(database, world, old)
    with pytest.raises(DateFull):
        move(database, offer, full)
    assert fresh(database, booking).course_date_id == old.id
    assert (fresh(database, old).places_taken, fresh(database, full).places_taken) == (1, 1)


@pytest.mark.parametrize(
    ("facts", "days_from_now", "refusal"),
    [
        ({"moves": 1}, 30, MovedAlready),
        ({"state": BookingState.HELD}, 30, NotConfirmed),
        ({}, 140, TooLateForDate),
    ],
)
def test_what_cannot_be_moved_says_why(
    database: Database, facts: dict[str, Any], days_from_now: int, refusal: type[Refusal]
) -> None:
    world = a_world(database)
    offer, _ = placed(database, world, a_course_date(database, world), **facts)
    with pytest.raises(refusal):
        move(database, offer, a_course_date(database, world, starts_at=NOW + timedelta(days=days_from_now)))


def test_without_seven_days_notice_he_cannot_move(database: Database) -> None:
    world = a_world(database)
    old = a_course_date(database, world)
    offer, _ = placed(database, world, old)
    new = a_course_date(database, world, starts_at=NOW + timedelta(days=30))
    with pytest.raises(TooLateToMove, match="too late to move"):
        move(database, offer, new, now=old.starts_at - timedelta(days=6))


def test_two_who_move_to_the_last_place_at_once_keep_one_place_each(database: Database) -> None:
    world = a_world(database)
    old = a_course_date(database, world)
    last = a_course_date(database, world, starts_at=NOW + timedelta(days=30), capacity=1)
    offers = [placed(database, world, old)[0] for _ in range(2)]
    start = Barrier(2)

    def attempt(offer: Offer) -> str:
        start.wait()
        try:
            return type(move(database, offer, last)).__name__
        except Refusal as refusal:
            return type(refusal).__name__

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(attempt, offers)) == ["BookingMoved", "DateFull"]
    assert (fresh(database, old).places_taken, fresh(database, last).places_taken) == (1, 1)
