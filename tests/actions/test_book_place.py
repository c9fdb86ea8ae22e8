"""Booking a place: what is written, who is refused and in which words, and that two never get the last one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select

from programme.actions.book_place import BookedPlace, book_place
from programme.bookings.models import Booking
from programme.bookings.refusals import AlreadyBooked, DateFull, DateGone, NotAccepted, TooLateForDate
from programme.bookings.states import BookingState
from programme.courses.models import CourseDate
from programme.courses.states import DateState
from programme.exchange.models import Exchange
from programme.exchange.states import ExchangeState
from programme.history.timeline import timeline
from programme.notices.models import OutboxMessage
from programme.offers.models import Offer
from programme.offers.states import OfferState
from programme.payments.models import Fee, LedgerEntry
from programme.payments.states import FeeState
from programme.referrals.models import Origin, Referral
from programme.referrals.states import ReferralState
from programme.shared.refusal import NotFound, Refusal
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    World,
    a_booking,
    a_course_date,
    a_force,
    a_referral,
    a_world,
    an_exchange,
    an_offer,
    himself,
    read,
)
from tests.support.till import balance_pence


def somebody(database: Database, world: World, **facts: Any) -> Offer:
    """A man with an accepted offer."""
    return an_offer(database, a_referral(database, world, **facts))


def book(database: Database, offer: Offer, course_date: CourseDate) -> BookedPlace:
    return database.write_now(book_place, actor=himself(offer), now=NOW, date_reference=course_date.reference)


def taken(database: Database, course_date: CourseDate) -> int:
    return int(read(database, lambda db: db.get_one(CourseDate, course_date.id)).places_taken)


def count(database: Database, row: Any) -> int:
    return int(read(database, lambda db: db.execute(select(func.count()).select_from(row)).scalar_one()))


def test_a_place_is_held_for_45_minutes_and_its_fee_is_due(database: Database) -> None:
    world = a_world(database)
    course_date, offer = a_course_date(database, world), somebody(database, world)
    booked = book(database, offer, course_date)
    row = read(database, lambda db: db.execute(select(Booking)).scalar_one())
    fee = read(database, lambda db: db.execute(select(Fee)).scalar_one())
    assert (row.state, row.held_until_at) == (BookingState.HELD, NOW + timedelta(minutes=45))
    assert (fee.state, fee.amount_pence, fee.due_at) == (FeeState.DUE, 9500, row.held_until_at)
    assert booked == BookedPlace(
        row.reference, course_date.reference, course_date.starts_at, row.held_until_at, 9500, confirmed=False
    )
    assert taken(database, course_date) == 1
    assert read(database, lambda db: balance_pence(db, offer.referral_id)) == 9500
    assert read(database, lambda db: db.get_one(Referral, offer.referral_id)).state is ReferralState.BOOKED
    assert [moment.event for moment in read(database, lambda db: timeline(db, offer.referral_id))] == ["place_booked"]


def test_he_is_told_until_when_it_is_held(database: Database) -> None:
    world = a_world(database)
    book(database, somebody(database, world), a_course_date(database, world))
    message = read(database, lambda db: db.execute(select(OutboxMessage)).scalar_one())
    assert message.notice == "place_booked"
    assert set(message.facts) == {"starts_at", "held_until_at", "by_telephone"}
    assert message.stale_at == NOW + timedelta(minutes=45)
    assert message.next_try_at == NOW + timedelta(minutes=10), "by then most have paid, and hear that instead"


def test_a_programme_without_a_fee_confirms_at_once(database: Database) -> None:
    world = a_world(database, fee_pence=0)
    offer = somebody(database, world)
    assert book(database, offer, a_course_date(database, world)).confirmed
    assert read(database, lambda db: db.execute(select(Fee)).scalar_one()).state is FeeState.WAIVED
    assert read(database, lambda db: balance_pence(db, offer.referral_id)) == 0


def test_a_fee_that_was_paid_for_an_earlier_place_is_good_for_this_one(database: Database) -> None:
    world = a_world(database)
    offer = somebody(database, world)
    referral = read(database, lambda db: db.get_one(Referral, offer.referral_id))
    a_booking(database, world, a_course_date(database, world), referral, state=BookingState.CANCELLED, fee_paid=True)
    assert book(database, offer, a_course_date(database, world)).confirmed
    assert count(database, Fee) == 1


def test_a_received_case_says_to_its_force_that_it_is_booked(database: Database) -> None:
    world = a_world(database)
    a_force(database, "44")
    offer = somebody(database, world, origin=Origin.PARTNER)
    referral = read(database, lambda db: db.get_one(Referral, offer.referral_id))
    exchange = an_exchange(database, referral, "44", state=ExchangeState.ACCEPTED)
    book(database, offer, a_course_date(database, world))
    assert read(database, lambda db: db.get_one(Exchange, exchange.id)).state is ExchangeState.BOOKED


def test_a_full_date_is_refused_naming_the_dates_that_still_fit_and_nothing_is_kept(database: Database) -> None:
    world = a_world(database)
    full = a_course_date(database, world, capacity=1, places_taken=1)
    a_course_date(database, world, starts_at=full.starts_at + timedelta(days=14))
    a_course_date(database, world, starts_at=full.starts_at + timedelta(days=365))
    offer = somebody(database, world)
    with pytest.raises(DateFull) as refused:
        book(database, offer, full)
    assert refused.value.remedy == "One other date still leaves enough time: Saturday 3 April 2027."
    assert [count(database, row) for row in (Booking, Fee, LedgerEntry, OutboxMessage)] == [0, 0, 0, 0]
    assert read(database, lambda db: db.get_one(Referral, offer.referral_id)).state is ReferralState.ACCEPTED


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"state": DateState.CANCELLED}, DateGone),
        ({"state": DateState.RUNNING}, DateGone),
        ({"starts_at": NOW - timedelta(hours=1)}, DateGone),
        ({"starts_at": NOW + timedelta(days=140)}, TooLateForDate),
    ],
)
def test_a_date_that_is_gone_or_too_late_is_refused(
    database: Database, facts: dict[str, Any], refusal: type[Refusal]
) -> None:
    world = a_world(database)
    with pytest.raises(refusal):
        book(database, somebody(database, world), a_course_date(database, world, **facts))
    assert count(database, Booking) == 0


def test_the_last_safe_day_is_reckoned_afresh_and_not_taken_from_what_is_kept(database: Database) -> None:
    world = a_world(database, charging_reserve_days=120)
    course_date = a_course_date(database, world, starts_at=NOW + timedelta(days=60))
    offer = somebody(database, world, complete_by_on=date(2027, 7, 6))
    with pytest.raises(TooLateForDate):
        book(database, offer, course_date)


@pytest.mark.parametrize("state", [OfferState.OPEN, OfferState.DECLINED, OfferState.LAPSED])
def test_without_an_accepted_offer_nothing_is_booked(database: Database, state: OfferState) -> None:
    world = a_world(database)
    offer = an_offer(database, a_referral(database, world), state=state)
    with pytest.raises(NotAccepted):
        book(database, offer, a_course_date(database, world))


def test_a_second_place_is_refused(database: Database) -> None:
    world = a_world(database)
    offer = somebody(database, world)
    book(database, offer, a_course_date(database, world))
    with pytest.raises(AlreadyBooked):
        book(database, offer, a_course_date(database, world))
    assert count(database, Booking) == 1


def test_the_database_itself_refuses_a_second_place(database: Database) -> None:
    world = a_world(database)
    referral = a_referral(database, world)
    a_booking(database, world, a_course_date(database, world), referral)
    with pytest.raises(AlreadyBooked):
        a_booking(database, world, a_course_date(database, world), referral)


def test_staff_with_the_number_of_an_offer_are_not_the_person(database: Database) -> None:
    world = a_world(database)
    offer = somebody(database, world)
    course_date = a_course_date(database, world)
    for actor in (world.custody, world.provider_staff):
        with pytest.raises(NotFound):
            database.write_now(book_place, actor=actor, now=NOW, date_reference=course_date.reference)
    assert offer.id == 1  # the same number as the custody account's
    assert count(database, Booking) == 0


def at_once(database: Database, tries: list[tuple[Offer, CourseDate]]) -> list[Any]:
    """Every booking started at the same moment; what came of each."""
    start = Barrier(len(tries))

    def attempt(one: tuple[Offer, CourseDate]) -> Any:
        start.wait()
        try:
            return book(database, *one)
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(len(tries)) as threads:
        return list(threads.map(attempt, tries))


def test_of_six_who_want_the_last_place_at_the_same_moment_one_gets_it(database: Database) -> None:
    world = a_world(database)
    course_date = a_course_date(database, world, capacity=1)
    came_of_it = at_once(database, [(somebody(database, world), course_date) for _ in range(6)])
    assert sorted(type(one).__name__ for one in came_of_it) == ["BookedPlace"] + ["DateFull"] * 5
    assert (taken(database, course_date), count(database, Booking)) == (1, 1)


def test_one_man_in_two_tabs_gets_one_place(database: Database) -> None:
    world = a_world(database)
    offer = somebody(database, world)
    dates = [a_course_date(database, world), a_course_date(database, world)]
    came_of_it = at_once(database, [(offer, dates[0]), (offer, dates[1])])
    assert sorted(type(one).__name__ for one in came_of_it) == ["AlreadyBooked", "BookedPlace"]
    assert sum(taken(database, one) for one in dates) == count(database, Booking) == count(database, Fee) == 1
