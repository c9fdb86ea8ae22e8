"""Withdrawing a case: the place, the money and the offer go back; the clock runs on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from programme.actions.withdraw_referral import WithdrawnReferral, withdraw_referral
from programme.bookings.models import Booking
from programme.bookings.states import BookingState
from programme.courses.models import CourseDate
from programme.history.timeline import timeline
from programme.notices.models import OutboxMessage
from programme.offers.models import Offer
from programme.offers.states import OfferState
from programme.outcomes.refusals import CourseHasBegun, NotToBeWithdrawn
from programme.payments.models import Fee, Refund
from programme.payments.states import FeeState
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.referrals.withdrawing import WithdrawalReason
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_booking, a_course_date, a_referral, a_world, an_offer, read


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
    assert told == ["referral_withdrawn", "fee_refund_due", "place_cancelled"]


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
