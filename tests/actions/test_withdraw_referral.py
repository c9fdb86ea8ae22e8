"""Withdrawing a case: the place, the money and the offer go back; the clock runs on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.actions.withdraw_referral import WithdrawnReferral, withdraw_referral
from programme.bookings.elsewhere import TAKEN_BACK
from programme.bookings.models import Booking, PlaceElsewhere
from programme.bookings.states import BookingState, ElsewhereState
from programme.courses.models import CourseDate
from programme.history.timeline import timeline
from programme.notices.models import Channel, Delivery, OutboxMessage
from programme.offers.models import Offer
from programme.offers.states import OfferState
from programme.outcomes.refusals import CourseHasBegun, NotToBeWithdrawn
from programme.payments.as_shown import WithdrawalShown
from programme.payments.giving_back import what_would_go_back
from programme.payments.models import Fee, Refund
from programme.payments.states import FeeState
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.referrals.withdrawing import WithdrawalReason
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    World,
    a_booking,
    a_concern,
    a_course_date,
    a_place_elsewhere,
    a_referral,
    a_world,
    add,
    an_offer,
    read,
)


def withdraw(database: Database, world: World, referral: Referral) -> WithdrawnReferral:
    return database.write_now(
        withdraw_referral,
        actor=world.custody,
        now=NOW,
        reference=referral.reference,
        reason=WithdrawalReason.EVIDENCE,
    )


def test_a_paid_place_goes_back_and_the_whole_fee_with_it_however_near_the_course_is(database: Database) -> None:
    world = a_world(database)
    referral = a_referral(database, world)
    offer = an_offer(database, referral)
    date = a_course_date(database, world, starts_at=NOW + timedelta(days=1))
    booking = a_booking(database, world, date, referral)
    done = withdraw(database, world, referral)
    assert (done.refund_pence, done.place_given_back) == (9500, True)
    assert read(database, lambda db: db.get_one(Booking, booking.id)).state is BookingState.CANCELLED
    assert read(database, lambda db: db.get_one(CourseDate, date.id)).places_taken == 0
    assert read(database, lambda db: db.get_one(Offer, offer.id)).state is OfferState.WITHDRAWN
    assert read(database, lambda db: db.execute(select(Refund.amount_pence)).scalar_one()) == 9500
    row = read(database, lambda db: db.get_one(Referral, referral.id))
    assert (row.state, row.clock_stopped_at) == (ReferralState.WITHDRAWN, None)
    assert read(database, lambda db: db.execute(select(OutboxMessage.notice)).scalar_one()) == "offer_withdrawn"
    told = [moment.event for moment in read(database, lambda db: timeline(db, referral.id))]
    assert told == ["offer_withdrawn", "referral_withdrawn", "fee_refund_due", "place_cancelled"]


def test_an_unpaid_place_goes_back_and_nothing_is_owed(database: Database) -> None:
    world = a_world(database)
    referral = a_referral(database, world)
    a_booking(database, world, a_course_date(database, world), referral, state=BookingState.HELD)
    assert withdraw(database, world, referral).refund_pence == 0
    assert read(database, lambda db: db.execute(select(Fee.state)).scalar_one()) is FeeState.VOID


def test_somebody_who_was_never_told_of_an_offer_is_told_nothing(database: Database) -> None:
    world = a_world(database)
    assert withdraw(database, world, a_referral(database, world, state=ReferralState.INELIGIBLE)).told_by is None
    assert read(database, lambda db: db.execute(select(OutboxMessage)).first()) is None


def test_on_the_day_of_the_course_the_register_decides(database: Database) -> None:
    world = a_world(database)
    referral = a_referral(database, world)
    a_booking(database, world, a_course_date(database, world, starts_at=NOW), referral)
    with pytest.raises(CourseHasBegun):
        withdraw(database, world, referral)


@pytest.mark.parametrize("state", [ReferralState.RETURNED, ReferralState.CLOSED, ReferralState.WITHDRAWN])
def test_a_case_with_its_result_is_not_withdrawn(database: Database, state: ReferralState) -> None:
    world = a_world(database)
    with pytest.raises(NotToBeWithdrawn):
        withdraw(database, world, a_referral(database, world, state=state))


WAITING = ("offer_made", "place_booked", "fee_paid", "place_moved", "course_reminder")
"""The messages about his offer, his place and his fee that may still wait when the case is withdrawn."""


@pytest.mark.parametrize("notice", [*WAITING, "contact_changed"])
@pytest.mark.parametrize("delivery", [Delivery.QUEUED, Delivery.BY_HAND, Delivery.FAILED])
def test_what_was_waiting_for_him_about_his_place_is_not_sent_any_more(
    database: Database, notice: str, delivery: Delivery
) -> None:
    world = a_world(database)
    referral = a_referral(database, world)
    a_booking(database, world, a_course_date(database, world), referral)
    message = add(
        database,
        OutboxMessage(
            dedupe_key="waiting",
            notice=notice,
            referral_id=referral.id,
            channel=Channel.EMAIL,
            address="him@example.org",
            facts={},
            state=delivery,
            queued_at=NOW,
            next_try_at=NOW,
        ),
    )
    withdraw(database, world, referral)
    is_left = read(database, lambda db: db.get_one(OutboxMessage, message.id)).state is delivery
    assert is_left is (notice not in WAITING)


def test_whoever_has_no_place_gives_none_back(database: Database) -> None:
    world = a_world(database)
    done = withdraw(database, world, a_referral(database, world))
    assert (done.place_given_back, done.refund_pence) == (False, 0)


def test_a_place_next_door_is_given_back_too(database: Database) -> None:
    world = a_world(database)
    referral = a_referral(database, world)
    place = a_place_elsewhere(database, referral)
    assert withdraw(database, world, referral).place_given_back
    row = read(database, lambda db: db.get_one(PlaceElsewhere, place.id))
    assert (row.state, row.ended_at) == (ElsewhereState.CALLED_OFF, NOW)
    told = {moment.event: moment.words for moment in read(database, lambda db: timeline(db, referral.id))}
    assert TAKEN_BACK in told["place_elsewhere_called_off"]


def test_a_place_next_door_that_was_called_off_before_is_not_given_back_again(database: Database) -> None:
    world = a_world(database)
    referral = a_referral(database, world)
    a_place_elsewhere(database, referral, state=ElsewhereState.CALLED_OFF)
    database.write_now(lambda db: setattr(db.get_one(Referral, referral.id), "state", ReferralState.ACCEPTED))
    assert not withdraw(database, world, referral).place_given_back


def test_a_fee_that_was_waived_gives_nothing_back(database: Database) -> None:
    world = a_world(database)
    referral = a_referral(database, world)
    booking = a_booking(database, world, a_course_date(database, world), referral, fee_paid=False)

    def waive(db: Session) -> None:
        db.scalars(select(Fee).where(Fee.booking_id == booking.id)).one().state = FeeState.WAIVED

    database.write_now(waive)
    assert withdraw(database, world, referral).refund_pence == 0
    assert read(database, lambda db: db.scalars(select(Refund)).all()) == []


def test_the_timeline_says_how_much_goes_back_and_why(database: Database) -> None:
    world = a_world(database)
    referral = a_referral(database, world)
    a_booking(database, world, a_course_date(database, world), referral)
    withdraw(database, world, referral)
    told = {moment.event: moment.words for moment in read(database, lambda db: timeline(db, referral.id))}
    assert "£95" in told["fee_refund_due"]
    assert "The case was withdrawn." in told["fee_refund_due"]


def test_what_would_go_back_is_what_he_has(database: Database) -> None:
    """A page shows it before he is withdrawn, and an old page of it does nothing."""
    world = a_world(database)
    date = a_course_date(database, world)
    paid, held, placed, bare = (a_referral(database, world) for _ in range(4))
    for referral in (paid, held):
        an_offer(database, referral)
    a_booking(database, world, date, paid)
    a_booking(database, world, date, held, state=BookingState.HELD)
    elsewhere = a_place_elsewhere(database, placed)
    a_concern(database, bare)

    def shown(referral: Referral) -> WithdrawalShown:
        return database.write_now(lambda db: what_would_go_back(db, db.get_one(Referral, referral.id)))

    assert shown(paid) == WithdrawalShown(date.starts_at, None, 9500, offer_stands=True, stopped=False)
    assert shown(held) == WithdrawalShown(date.starts_at, None, 0, offer_stands=True, stopped=False)
    assert shown(placed) == WithdrawalShown(None, elsewhere.course_on, 0, offer_stands=False, stopped=False)
    assert shown(bare) == WithdrawalShown(None, None, 0, offer_stands=False, stopped=True)
