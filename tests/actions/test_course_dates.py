"""Offering, changing and cancelling a course date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from programme.actions.cancel_course_date import cancel_course_date
from programme.actions.change_course_date import change_course_date
from programme.actions.offer_course_date import offer_course_date
from programme.bookings.models import Booking
from programme.bookings.states import BookingState
from programme.courses.models import CourseDate
from programme.courses.queries import dates_of
from programme.courses.refusals import (
    CapacityBelowTaken,
    ChangeNotAgreed,
    DateAlreadyCancelled,
    DateInThePast,
    DateNotOpen,
    DayFixed,
    VenueBusy,
    VenueNotYours,
)
from programme.courses.scheduling import Times
from programme.courses.states import DateState
from programme.exchange.models import Exchange
from programme.exchange.states import ExchangeState
from programme.history.timeline import timeline
from programme.notices.models import OutboxMessage
from programme.outcomes.models import Result, ResultReason, Verdict
from programme.payments.models import Fee, Refund
from programme.payments.states import FeeState
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor, Door
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    a_booking,
    a_course_date,
    a_force,
    a_provider,
    a_referral,
    a_venue,
    a_world,
    an_exchange,
    read,
)

STARTS = NOW.replace(hour=9, minute=30) + timedelta(days=19)
TIMES = Times(STARTS, STARTS + timedelta(hours=7), STARTS + timedelta(minutes=15))


def moved(times: Times, by: timedelta) -> Times:
    return Times(times.starts_at + by, times.ends_at + by, times.door_closes_at + by)


def row(database: Database, kind: type, number: int):  # type: ignore[no-untyped-def]
    return read(database, lambda db: db.get_one(kind, number))


def messages(database: Database, referral_id: int) -> list[str]:
    return read(
        database,
        lambda db: db.scalars(
            select(OutboxMessage.notice).where(OutboxMessage.referral_id == referral_id).order_by(OutboxMessage.id)
        ).all(),
    )


def test_an_offered_date_is_the_providers_own_and_open(database: Database) -> None:
    world = a_world(database)
    made = database.write_now(
        offer_course_date, actor=world.provider_staff, now=NOW, venue_id=world.venue.id, times=TIMES, capacity=8
    )
    (found,) = read(database, lambda db: dates_of(db, world.provider.id))
    assert (found.reference, found.state, found.capacity, found.starts_at) == (
        made.reference,
        DateState.OPEN,
        8,
        TIMES.starts_at,
    )


def test_a_date_is_offered_only_at_an_own_free_venue_in_the_future(database: Database) -> None:
    world = a_world(database)
    stranger = a_venue(database, a_provider(database))
    a_course_date(database, world, starts_at=STARTS)
    offer: dict[str, Any] = {"actor": world.provider_staff, "now": NOW, "capacity": 8}
    for refusal, venue_id, times in (
        (VenueNotYours, stranger.id, TIMES),
        (VenueBusy, world.venue.id, moved(TIMES, timedelta(hours=3))),
        (DateInThePast, world.venue.id, moved(TIMES, timedelta(days=-20))),
    ):
        with pytest.raises(refusal) as refused:
            database.write_now(offer_course_date, venue_id=venue_id, times=times, **offer)
        assert refused.value.field


def test_only_a_provider_offers_dates(database: Database) -> None:
    world = a_world(database)
    with pytest.raises(NotFound):
        database.write_now(
            offer_course_date, actor=world.custody, now=NOW, venue_id=world.venue.id, times=TIMES, capacity=8
        )


def test_a_date_without_people_can_be_changed_freely(database: Database) -> None:
    world = a_world(database)
    offered = a_course_date(database, world, starts_at=STARTS)
    times = moved(TIMES, timedelta(days=7))
    change: dict[str, Any] = {"reference": offered.reference, "venue_id": world.venue.id, "times": times, "capacity": 5}
    changed = database.write_now(change_course_date, actor=world.provider_staff, now=NOW, **change)
    assert changed.told == 0
    found = row(database, CourseDate, offered.id)
    assert (found.starts_at, found.capacity) == (times.starts_at, 5)


def test_a_date_with_people_moves_within_its_day_only_after_the_consequence_was_seen(database: Database) -> None:
    world = a_world(database)
    offered = a_course_date(database, world, starts_at=STARTS)
    booking = a_booking(database, world, offered)
    change: dict[str, Any] = {
        "actor": world.provider_staff,
        "now": NOW,
        "reference": offered.reference,
        "venue_id": world.venue.id,
        "capacity": 12,
    }
    with pytest.raises(DayFixed):
        database.write_now(change_course_date, times=moved(TIMES, timedelta(days=1)), agreed=True, **change)
    later = moved(TIMES, timedelta(hours=1))
    with pytest.raises(ChangeNotAgreed):
        database.write_now(change_course_date, times=later, **change)
    assert database.write_now(change_course_date, times=later, agreed=True, **change).told == 1
    assert messages(database, booking.referral_id) == ["course_date_changed"]
    assert read(database, lambda db: timeline(db, booking.referral_id))[0].event == "course_date_changed"


def test_more_places_need_no_consent_and_fewer_than_taken_are_refused(database: Database) -> None:
    world = a_world(database)
    offered = a_course_date(database, world, starts_at=STARTS, capacity=2)
    for _ in range(2):
        a_booking(database, world, offered)
    change: dict[str, Any] = {
        "actor": world.provider_staff,
        "now": NOW,
        "reference": offered.reference,
        "venue_id": world.venue.id,
    }
    assert database.write_now(change_course_date, times=TIMES, capacity=6, **change).told == 0
    with pytest.raises(CapacityBelowTaken):
        database.write_now(change_course_date, times=TIMES, capacity=1, **change)


def test_another_providers_date_is_not_found(database: Database) -> None:
    world = a_world(database)
    offered = a_course_date(database, world, starts_at=STARTS)
    stranger = replace(world.provider_staff, provider_id=a_provider(database).id)
    with pytest.raises(NotFound):
        database.write_now(cancel_course_date, actor=stranger, now=NOW, reference=offered.reference)
    with pytest.raises(NotFound):
        database.write_now(
            change_course_date,
            actor=stranger,
            now=NOW,
            reference=offered.reference,
            venue_id=world.venue.id,
            times=TIMES,
            capacity=3,
        )


def test_cancelling_gives_the_place_and_the_money_back_and_the_person_can_book_again(database: Database) -> None:
    world = a_world(database)
    offered = a_course_date(database, world, starts_at=STARTS)
    a_course_date(database, world, starts_at=STARTS + timedelta(days=7))
    booking = a_booking(database, world, offered)
    done = database.write_now(cancel_course_date, actor=world.provider_staff, now=NOW, reference=offered.reference)
    assert (done.can_book_again, done.returned, done.owed_pence) == (1, 0, 9500)
    assert row(database, Booking, booking.id).state is BookingState.CANCELLED
    assert row(database, Referral, booking.referral_id).state is ReferralState.ACCEPTED
    found = row(database, CourseDate, offered.id)
    assert (found.state, found.places_taken) == (DateState.CANCELLED, 0)
    (refund,) = read(database, lambda db: db.scalars(select(Refund)).all())
    assert (refund.amount_pence, refund.reason) == (9500, "course_cancelled")
    assert messages(database, booking.referral_id) == ["place_cancelled"]


def test_who_cannot_make_another_date_in_time_goes_back_at_once_without_fault(database: Database) -> None:
    world = a_world(database)
    offered = a_course_date(database, world, starts_at=STARTS)
    a_course_date(database, world, starts_at=STARTS + timedelta(days=14), capacity=1)
    hurried = a_referral(database, world, complete_by_on=date(2027, 3, 25))
    patient = a_referral(database, world)
    third = a_referral(database, world)
    bookings = {who.id: a_booking(database, world, offered, who) for who in (hurried, patient, third)}
    done = database.write_now(cancel_course_date, actor=world.provider_staff, now=NOW, reference=offered.reference)
    assert (done.can_book_again, done.returned) == (1, 2)
    results = read(database, lambda db: {result.referral_id: result for result in db.scalars(select(Result))})
    assert set(results) == {hurried.id, third.id}
    for result in results.values():
        assert (result.verdict, result.reason) == (Verdict.NO_FAULT, ResultReason.COURSE_CANCELLED)
        assert result.booking_id == bookings[result.referral_id].id
    assert row(database, Referral, hurried.id).state is ReferralState.RETURNED
    assert "place_cancelled" in messages(database, hurried.id)


def test_an_unpaid_hold_on_a_cancelled_date_owes_nothing(database: Database) -> None:
    world = a_world(database)
    offered = a_course_date(database, world, starts_at=STARTS)
    a_course_date(database, world, starts_at=STARTS + timedelta(days=7))
    booking = a_booking(database, world, offered, state=BookingState.HELD)
    done = database.write_now(cancel_course_date, actor=world.provider_staff, now=NOW, reference=offered.reference)
    assert done.owed_pence == 0
    (fee,) = read(database, lambda db: db.scalars(select(Fee).where(Fee.booking_id == booking.id)).all())
    assert fee.state is FeeState.VOID


def test_a_neighbours_case_follows_the_cancelled_date(database: Database) -> None:
    world = a_world(database)
    a_force(database, "42")
    offered = a_course_date(database, world, starts_at=STARTS)
    a_course_date(database, world, starts_at=STARTS + timedelta(days=7), capacity=1)
    stays, goes = (a_referral(database, world, force_code="42", complete_by_on=last) for last in LAST_DAYS)
    for referral in (stays, goes):
        a_booking(database, world, offered, referral)
        an_exchange(database, referral, "42", state=ExchangeState.BOOKED)
    database.write_now(cancel_course_date, actor=world.provider_staff, now=NOW, reference=offered.reference)
    states = read(database, lambda db: {found.referral_id: found.state for found in db.scalars(select(Exchange))})
    assert states == {stays.id: ExchangeState.ACCEPTED, goes.id: ExchangeState.RESULT_RETURNED}


LAST_DAYS = (date(2027, 7, 6), date(2027, 3, 22))


def test_a_cancelled_or_running_date_is_not_changed_and_not_cancelled_twice(database: Database) -> None:
    world = a_world(database)
    offered = a_course_date(database, world, starts_at=STARTS)
    database.write_now(cancel_course_date, actor=world.provider_staff, now=NOW, reference=offered.reference)
    with pytest.raises(DateAlreadyCancelled):
        database.write_now(cancel_course_date, actor=world.provider_staff, now=NOW, reference=offered.reference)
    with pytest.raises(DateNotOpen):
        database.write_now(
            change_course_date,
            actor=world.provider_staff,
            now=NOW,
            reference=offered.reference,
            venue_id=world.venue.id,
            times=TIMES,
            capacity=3,
        )


def test_somebody_without_a_provider_cancels_nothing(database: Database) -> None:
    world = a_world(database)
    offered = a_course_date(database, world)
    with pytest.raises(NotFound):
        database.write_now(cancel_course_date, actor=Actor(Door.ADMIN, 1, "A"), now=NOW, reference=offered.reference)


def test_dates_are_listed_by_key_nearest_first_and_closed_ones_latest_first(database: Database) -> None:
    world = a_world(database)
    starts = [STARTS + timedelta(days=days) for days in (2, 0, 1, 1)]
    venues = [a_venue(database, world.provider) for _ in starts]
    made = [a_course_date(database, world, starts_at=at, venue=venue) for at, venue in zip(starts, venues, strict=True)]
    a_course_date(database, a_world(database, force_code="42"))
    expected = [made[index].id for index in (1, 2, 3, 0)]
    first = read(database, lambda db: dates_of(db, world.provider.id, at_most=2))
    key = (first[-1].starts_at, first[-1].id)
    rest = read(database, lambda db: dates_of(db, world.provider.id, after=key))
    assert [found.id for found in (*first, *rest)] == expected
    for offered in made[:3]:
        database.write_now(cancel_course_date, actor=world.provider_staff, now=NOW, reference=offered.reference)
    closed = read(database, lambda db: dates_of(db, world.provider.id, closed=True))
    assert [found.id for found in closed] == [made[0].id, made[2].id, made[1].id]
    late = made[3].ends_at  # nobody was on it: it stays open, and there is nothing to sign
    assert read(database, lambda db: dates_of(db, world.provider.id, wanted_at=late)) == []
    closed = read(database, lambda db: dates_of(db, world.provider.id, closed=True, wanted_at=late))
    assert [found.id for found in closed] == [made[0].id, made[3].id, made[2].id, made[1].id]
