"""Lapses by state: unpaid holds and unanswered offers, one transaction an item."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from programme.actions.book_place import book_place
from programme.actions.lapse_hold import lapse_hold
from programme.actions.lapse_offer import lapse_offer
from programme.bookings.holding import seat_again
from programme.bookings.models import Booking
from programme.bookings.queries import lock_booking
from programme.bookings.states import BookingState
from programme.courses.models import CourseDate
from programme.exchange.models import Exchange
from programme.exchange.states import ExchangeState
from programme.history.timeline import timeline
from programme.jobs.runner import SweepCount
from programme.notices.models import OutboxMessage
from programme.offers.models import Offer
from programme.offers.queries import find_signed_in
from programme.offers.states import OfferState
from programme.outcomes.models import Result, ResultReason
from programme.payments.models import Fee
from programme.payments.states import FeeState
from programme.people.sign_ins import begin_sign_in
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import WORKER
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
from tests.support.jobs import lapse_holds, lapse_offers
from tests.support.till import balance_pence

AFTER_HOLD = NOW + timedelta(minutes=45)


def held(database: Database, world: World, course_date: CourseDate) -> tuple[Offer, Booking]:
    """A man whose place is held since NOW."""
    offer = an_offer(database, a_referral(database, world))
    database.write_now(book_place, actor=himself(offer), now=NOW, date_reference=course_date.reference)
    return offer, read(
        database, lambda db: db.execute(select(Booking).where(Booking.referral_id == offer.referral_id)).scalar_one()
    )


def unanswered(database: Database, world: World) -> Offer:
    """A man who was offered a place and has not answered."""
    referral = a_referral(database, world, state=ReferralState.OFFERED)
    return an_offer(database, referral, state=OfferState.OPEN)


def test_an_unpaid_hold_gives_its_place_back_and_nothing_is_owed(database: Database) -> None:
    world = a_world(database)
    course_date = a_course_date(database, world)
    offer, booking = held(database, world, course_date)
    assert lapse_holds(database, now=AFTER_HOLD) == SweepCount(done=1)
    assert read(database, lambda db: db.get_one(Booking, booking.id)).state is BookingState.LAPSED
    assert read(database, lambda db: db.get_one(CourseDate, course_date.id)).places_taken == 0
    assert read(database, lambda db: db.get_one(Referral, offer.referral_id)).state is ReferralState.ACCEPTED
    assert read(database, lambda db: db.execute(select(Fee)).scalar_one()).state is FeeState.VOID
    assert read(database, lambda db: balance_pence(db, offer.referral_id)) == 0
    told = read(database, lambda db: db.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first())
    assert told is not None
    assert (told.notice, told.facts["because"]) == ("place_cancelled", "hold_ran_out")
    newest = read(database, lambda db: timeline(db, offer.referral_id))[0]
    assert (newest.event, newest.who) == ("hold_lapsed", "the service")
    assert lapse_holds(database, now=AFTER_HOLD) == SweepCount()


def test_a_hold_lapses_at_its_end_and_not_before(database: Database) -> None:
    world = a_world(database)
    held(database, world, a_course_date(database, world))
    assert lapse_holds(database, now=AFTER_HOLD - timedelta(seconds=1)) == SweepCount()


def test_a_hold_that_was_lengthened_or_paid_meanwhile_is_left_alone(database: Database) -> None:
    world = a_world(database)
    course_date = a_course_date(database, world)
    _, booking = held(database, world, course_date)
    paid = a_booking(database, world, course_date)
    database.write_now(
        lambda db: db.execute(
            update(Booking).where(Booking.id == booking.id).values(held_until_at=AFTER_HOLD + timedelta(minutes=9))
        )
    )
    for one in (booking, paid):
        assert database.write_now(lapse_hold, actor=WORKER, now=AFTER_HOLD, booking_id=one.id) is False


def test_after_a_lapse_he_can_book_again(database: Database) -> None:
    world = a_world(database)
    course_date = a_course_date(database, world)
    offer, _ = held(database, world, course_date)
    lapse_holds(database, now=AFTER_HOLD)
    booked = database.write_now(book_place, actor=himself(offer), now=AFTER_HOLD, date_reference=course_date.reference)
    assert not booked.confirmed
    assert read(database, lambda db: balance_pence(db, offer.referral_id)) == 9500


def seated_again(database: Database, booking: Booking) -> bool:
    def again(db: Session) -> bool:
        return seat_again(db, lock_booking(db, booking.id), actor=WORKER, now=AFTER_HOLD)

    return database.write_now(again)


def test_late_money_takes_the_place_again_where_there_is_one(database: Database) -> None:
    world = a_world(database)
    course_date = a_course_date(database, world, capacity=1)
    offer, booking = held(database, world, course_date)
    lapse_holds(database, now=AFTER_HOLD)
    assert seated_again(database, booking)
    assert read(database, lambda db: db.get_one(Booking, booking.id)).state is BookingState.CONFIRMED
    assert read(database, lambda db: db.get_one(CourseDate, course_date.id)).places_taken == 1
    assert read(database, lambda db: db.get_one(Referral, offer.referral_id)).state is ReferralState.BOOKED


@pytest.mark.parametrize("meanwhile", ["date full", "another place", "date over"])
def test_late_money_takes_no_place_where_there_is_none(database: Database, meanwhile: str) -> None:
    world = a_world(database)
    course_date = a_course_date(database, world, capacity=1)
    offer, booking = held(database, world, course_date)
    lapse_holds(database, now=AFTER_HOLD)
    if meanwhile == "date full":
        held(database, world, course_date)
    elif meanwhile == "another place":
        other = a_course_date(database, world)
        database.write_now(book_place, actor=himself(offer), now=AFTER_HOLD, date_reference=other.reference)
    else:
        database.write_now(
            lambda db: db.execute(
                update(CourseDate).values(starts_at=NOW - timedelta(hours=8), ends_at=NOW - timedelta(hours=1))
            )
        )
    assert not seated_again(database, booking)
    assert read(database, lambda db: db.get_one(Booking, booking.id)).state is BookingState.LAPSED
    assert read(database, lambda db: db.get_one(CourseDate, course_date.id)).places_taken <= 1


def test_an_unanswered_offer_returns_the_case_and_he_can_read_on(database: Database) -> None:
    world = a_world(database)
    a_force(database, "44")
    offer = unanswered(database, world)
    referral = read(database, lambda db: db.get_one(Referral, offer.referral_id))
    exchange = an_exchange(database, referral, "44", state=ExchangeState.ACCEPTED)
    cookie = database.write_now(begin_sign_in, offer_id=offer.id, now=NOW, longest=timedelta(hours=1))
    assert lapse_offers(database, now=offer.answer_by_at) == SweepCount(done=1)
    assert read(database, lambda db: db.get_one(Offer, offer.id)).state is OfferState.LAPSED
    result = read(database, lambda db: db.execute(select(Result)).scalar_one())
    assert result.reason is ResultReason.OFFER_LAPSED
    assert read(database, lambda db: db.get_one(Exchange, exchange.id)).state is ExchangeState.RESULT_RETURNED
    idle = timedelta(hours=1)
    assert (
        read(database, lambda db: find_signed_in(db, cookie, now=NOW, staff_idle=idle, offender_idle=idle)) is not None
    )
    notices = read(database, lambda db: set(db.execute(select(OutboxMessage.notice)).scalars()))
    assert "offer_lapsed" in notices
    assert "result_returned_to_person" not in notices, "he is told of it once"
    assert lapse_offers(database, now=offer.answer_by_at) == SweepCount()


def test_an_offer_that_was_answered_does_not_lapse(database: Database) -> None:
    world = a_world(database)
    offer = an_offer(database, a_referral(database, world))
    assert lapse_offers(database, now=offer.answer_by_at) == SweepCount()
    assert database.write_now(lapse_offer, actor=WORKER, now=offer.answer_by_at, offer_id=offer.id) is False


def test_one_offer_that_cannot_lapse_does_not_stop_the_others(database: Database) -> None:
    world = a_world(database)
    first, broken, last = (unanswered(database, world) for _ in range(3))
    database.write_now(
        lambda db: db.execute(
            update(Referral).where(Referral.id == broken.referral_id).values(state=ReferralState.CLOSED)
        )
    )
    assert lapse_offers(database, now=first.answer_by_at) == SweepCount(done=2, failed=1)
    states = read(database, lambda db: [db.get_one(Offer, offer.id).state for offer in (first, broken, last)])
    assert states == [OfferState.LAPSED, OfferState.OPEN, OfferState.LAPSED]
