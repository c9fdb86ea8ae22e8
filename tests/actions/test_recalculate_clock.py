"""The clock is reckoned again, nightly and when something happens; what is out of time ends then, not at the end."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from programme.actions.book_place import book_place
from programme.actions.change_course_date import change_course_date
from programme.actions.decline_offer import decline_offer
from programme.actions.recalculate_clock import recalculate_clock
from programme.bookings.clocks import clocks_due, note_checked
from programme.bookings.models import Booking
from programme.bookings.refusals import TooLateForDate
from programme.bookings.states import BookingState, PlaceLost
from programme.courses.models import CourseDate, Programme
from programme.courses.scheduling import Times
from programme.exchange.models import Exchange
from programme.exchange.states import ExchangeState
from programme.history.timeline import timeline
from programme.insight.next_step import next_step
from programme.insight.own_case import own_case
from programme.insight.own_money import money_after_a_no
from programme.jobs.rerun_clocks import rerun_clocks
from programme.jobs.runner import SweepCount
from programme.notices.models import OutboxMessage
from programme.offers.models import Offer
from programme.offers.states import OfferState
from programme.outcomes.models import Result, ResultReason, Verdict
from programme.payments.models import Fee, Refund
from programme.payments.states import FeeState
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import WORKER
from programme.shared.dates import london_date
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
    World,
    a_booking,
    a_course_date,
    a_force,
    a_referral,
    a_world,
    add,
    an_exchange,
    an_offer,
    himself,
    read,
)
from tests.support.till import balance_pence

JUNE = datetime(2027, 6, 15, 8, 30, tzinfo=UTC)
"""A course on this day is in time under a reserve of 28 days, and not under one of 60."""
TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def world(database: Database) -> World:
    return a_world(database)


def reserve(database: Database, world: World, days: int) -> None:
    change = update(Programme).where(Programme.id == world.programme.id).values(charging_reserve_days=days)
    database.write_now(lambda db: db.execute(change).close())


def the(database: Database, kind: type[Any], **facts: Any) -> Any:
    return read(database, lambda db: db.execute(select(kind).filter_by(**facts)).scalar_one())


def sweep(database: Database, now: datetime = NOW) -> SweepCount:
    return rerun_clocks(database, now=now)


def placed(database: Database, world: World, starts_at: datetime = JUNE, **facts: Any) -> tuple[Referral, Booking]:
    referral = a_referral(database, world)
    an_offer(database, referral, answered_at=NOW)
    return referral, a_booking(database, world, a_course_date(database, world, starts_at=starts_at), referral, **facts)


def happened(database: Database, referral: Referral) -> list[str]:
    return [moment.event for moment in read(database, lambda db: timeline(db, referral.id))]


def notices(database: Database, referral: Referral) -> list[str]:
    wanted = select(OutboxMessage.notice).where(OutboxMessage.referral_id == referral.id).order_by(OutboxMessage.id)
    return list(read(database, lambda db: db.execute(wanted).scalars().all()))


def test_a_larger_reserve_pulls_running_cases_earlier_once_and_on_record(database: Database, world: World) -> None:
    referral = a_referral(database, world, state=ReferralState.ELIGIBLE)
    assert sweep(database) == SweepCount()
    reserve(database, world, 60)
    assert sweep(database) == SweepCount()  # it was looked at today
    assert sweep(database, TOMORROW) == SweepCount(done=1)
    row = the(database, Referral, id=referral.id)
    assert (row.return_by_on, row.complete_by_on) == (date(2027, 6, 9), date(2027, 6, 4))
    assert row.charge_by_on == referral.charge_by_on
    (moment,) = read(database, lambda db: timeline(db, referral.id))
    assert moment.words == "Return by Wednesday 9 June 2027. Complete by Friday 4 June 2027."
    assert sweep(database, TOMORROW) == SweepCount()


def test_a_smaller_reserve_gives_nobody_more_time(database: Database, world: World) -> None:
    referral = a_referral(database, world)
    reserve(database, world, 7)
    assert sweep(database) == SweepCount()
    assert the(database, Referral, id=referral.id).complete_by_on == referral.complete_by_on


@pytest.mark.parametrize(
    "facts",
    [
        {"clock_stopped_at": NOW, "clock_stopped_by": "charge_issued"},
        {"finalised_at": NOW, "finalised_by": "no_further_action"},
        {"state": ReferralState.RETURNED},
        {"state": ReferralState.WITHDRAWN},
        {"state": ReferralState.CLOSED},
    ],
)
def test_a_case_that_has_its_result_or_no_clock_is_left_alone(
    database: Database, world: World, facts: dict[str, Any]
) -> None:
    referral = a_referral(database, world, **facts)
    reserve(database, world, 60)
    assert sweep(database) == SweepCount()
    assert not database.write_now(recalculate_clock, actor=WORKER, now=NOW, referral_id=referral.id)
    assert the(database, Referral, id=referral.id).complete_by_on == referral.complete_by_on


def test_every_case_is_stamped_with_the_london_day_and_found_again_the_next(database: Database, world: World) -> None:
    late = datetime(2027, 6, 30, 23, 30, tzinfo=UTC)  # in London it is July
    referral = a_referral(database, world)
    sweep(database, late)
    assert the(database, Referral, id=referral.id).clock_checked_on == date(2027, 7, 1)


def test_a_place_that_is_no_longer_in_time_is_given_up_where_another_date_is(database: Database, world: World) -> None:
    referral, booking = placed(database, world)
    a_course_date(database, world)
    reserve(database, world, 60)
    assert sweep(database) == SweepCount(done=1)
    assert the(database, Referral, id=referral.id).state is ReferralState.ACCEPTED
    assert the(database, Booking, id=booking.id).state is BookingState.CANCELLED
    assert the(database, CourseDate, id=booking.course_date_id).places_taken == 0
    assert the(database, Fee, referral_id=referral.id).state is FeeState.PAID
    assert read(database, lambda db: db.execute(select(Refund)).all()) == []
    assert notices(database, referral) == ["place_cancelled"]


def test_what_he_paid_is_good_for_the_place_he_chooses_then(database: Database, world: World) -> None:
    referral, _ = placed(database, world)
    early = a_course_date(database, world)
    reserve(database, world, 60)
    sweep(database)
    offer = the(database, Offer, referral_id=referral.id)
    booked = database.write_now(book_place, actor=himself(offer), now=NOW, date_reference=early.reference)
    assert booked.confirmed


def test_what_he_paid_for_a_place_that_was_taken_from_him_goes_back_where_he_then_says_no(
    database: Database, world: World
) -> None:
    """The page says before what is done. He cancelled nothing; who did keeps to the notice (`test_own_booking`)."""
    referral, booking = placed(database, world)
    a_course_date(database, world)
    reserve(database, world, 60)
    sweep(database)
    assert the(database, Booking, id=booking.id).lost_because is PlaceLost.CANCELLED
    offer = the(database, Offer, referral_id=referral.id)
    case = read(database, lambda db: own_case(db, offer.id))
    assert money_after_a_no(case, NOW) == "All of your £95 goes back to your card within 10 days."
    assert "was no longer in time for you" in next_step(case, now=NOW).then
    said_no = database.write_now(decline_offer, actor=himself(offer), now=NOW, words_version=offer.words_version)
    assert said_no.refund_pence == 9_500
    assert the(database, Refund).reason == "provider_fault"


def test_without_another_date_the_case_goes_back_at_once_with_his_money(database: Database, world: World) -> None:
    referral, booking = placed(database, world)
    a_course_date(database, world, capacity=1, places_taken=1)
    reserve(database, world, 60)
    assert sweep(database) == SweepCount(done=1)
    row = the(database, Referral, id=referral.id)
    assert (row.state, row.clock_stopped_at) == (ReferralState.RETURNED, None)
    result = the(database, Result, referral_id=referral.id)
    assert (result.reason, result.verdict) == (ResultReason.TIME_RAN_OUT, Verdict.NO_FAULT)
    assert result.booking_id == booking.id
    assert the(database, Booking, id=booking.id).state is BookingState.CANCELLED
    assert the(database, CourseDate, id=booking.course_date_id).places_taken == 0
    assert the(database, Fee, referral_id=referral.id).state is FeeState.REFUND_DUE
    assert the(database, Refund).reason == "time_ran_out"
    assert sorted(notices(database, referral)) == [
        "place_cancelled", "result_returned_to_officer", "result_returned_to_person",
    ]  # fmt: skip
    assert happened(database, referral)[:2] == ["result_returned", "result_decided"]


def test_a_held_place_leaves_nothing_owed(database: Database, world: World) -> None:
    referral, _ = placed(database, world, state=BookingState.HELD)
    reserve(database, world, 60)
    sweep(database)
    assert the(database, Fee, referral_id=referral.id).state is FeeState.VOID
    assert read(database, lambda db: balance_pence(db, referral.id)) == 0


def test_a_day_that_has_begun_is_left_to_its_register(database: Database, world: World) -> None:
    referral, booking = placed(database, world)
    reserve(database, world, 60)
    assert sweep(database, JUNE) == SweepCount(done=1)  # its dates are kept all the same
    assert the(database, Referral, id=referral.id).state is ReferralState.BOOKED
    assert the(database, Booking, id=booking.id).state is BookingState.CONFIRMED


@pytest.mark.parametrize(
    ("state", "offer_state", "left"),
    [
        (ReferralState.OFFERED, OfferState.OPEN, OfferState.WITHDRAWN),
        (ReferralState.ACCEPTED, OfferState.ACCEPTED, OfferState.ACCEPTED),
    ],
)
def test_who_has_no_time_left_by_the_new_reckoning_has_not_failed(
    database: Database, world: World, state: ReferralState, offer_state: OfferState, left: OfferState
) -> None:
    referral = a_referral(database, world, state=state)
    offer = an_offer(database, referral, state=offer_state)
    reserve(database, world, 60)
    sweep(database, datetime(2027, 6, 20, tzinfo=UTC))
    result = the(database, Result, referral_id=referral.id)
    assert (result.reason, result.verdict) == (ResultReason.TIME_RAN_OUT, Verdict.NO_FAULT)
    assert the(database, Offer, id=offer.id).state is left


def test_an_offer_that_stands_too_long_does_not_hold_the_case(database: Database, world: World) -> None:
    """However it came to be: the day after the last safe course day the case goes back."""
    referral = a_referral(database, world, state=ReferralState.OFFERED, complete_by_on=date(2027, 3, 1))
    an_offer(database, referral, state=OfferState.OPEN)
    assert sweep(database) == SweepCount()
    assert sweep(database, TOMORROW) == SweepCount(done=1)
    assert the(database, Result, referral_id=referral.id).reason is ResultReason.TIME_RAN_OUT


def test_the_neighbour_sees_that_its_case_came_back(database: Database, world: World) -> None:
    a_force(database, "34")
    referral = a_referral(database, world, force_code="34")
    an_offer(database, referral)
    exchange = an_exchange(database, referral, "34", state=ExchangeState.BOOKED)
    a_booking(database, world, a_course_date(database, world, starts_at=JUNE), referral)
    reserve(database, world, 60)
    sweep(database)
    assert the(database, Exchange, id=exchange.id).state is ExchangeState.RESULT_RETURNED


def test_booking_is_refused_by_the_reckoning_of_today(database: Database, world: World) -> None:
    referral = a_referral(database, world)
    offer, date_ = an_offer(database, referral), a_course_date(database, world, starts_at=JUNE)
    reserve(database, world, 60)
    with pytest.raises(TooLateForDate, match="too late for you"):
        database.write_now(book_place, actor=himself(offer), now=NOW, date_reference=date_.reference)


def test_booking_keeps_what_it_reckoned(database: Database, world: World) -> None:
    referral = a_referral(database, world)
    offer, date_ = an_offer(database, referral), a_course_date(database, world)
    reserve(database, world, 60)
    database.write_now(book_place, actor=himself(offer), now=NOW, date_reference=date_.reference)
    assert the(database, Referral, id=referral.id).complete_by_on == date(2027, 6, 4)
    assert "clock_reckoned" in happened(database, referral)


def test_changing_a_date_looks_at_the_clocks_of_everybody_on_it(database: Database, world: World) -> None:
    referral, booking = placed(database, world)
    course = the(database, CourseDate, id=booking.course_date_id)
    reserve(database, world, 60)
    later = Times(*(at + timedelta(hours=1) for at in (course.starts_at, course.ends_at, course.door_closes_at)))
    database.write_now(
        change_course_date,
        actor=world.provider_staff,
        now=NOW,
        reference=course.reference,
        venue_id=course.venue_id,
        times=later,
        capacity=course.capacity,
        agreed=True,
    )
    assert the(database, Result, referral_id=referral.id).reason is ResultReason.TIME_RAN_OUT
    assert sorted(notices(database, referral)[-2:]) == ["result_returned_to_officer", "result_returned_to_person"]


def test_one_case_that_fails_stops_no_other_and_is_found_again(database: Database, world: World) -> None:
    """It is booked and has a result that stands: no table knows how to return it."""
    broken, _ = placed(database, world)
    facts = {"verdict": Verdict.NO_FAULT, "reason": ResultReason.TURNED_AWAY, "decided_by": "-", "force_code": "43"}
    add(database, Result(referral_id=broken.id, decided_at=NOW, returned_at=NOW, **facts))
    other = a_referral(database, world)
    reserve(database, world, 60)
    assert sweep(database) == SweepCount(done=1, failed=1)
    assert the(database, Referral, id=broken.id).clock_checked_on is None
    assert the(database, Referral, id=other.id).clock_checked_on == london_date(NOW)
    assert sweep(database) == SweepCount(failed=1)


@pytest.mark.parametrize("changed", [True, False])
def test_a_clock_whose_programme_changed_its_time_meanwhile_is_not_stamped(
    database: Database, world: World, changed: bool
) -> None:
    """The sweep read it by the old time; the change comes before it stamps."""
    referral = a_referral(database, world)
    clocks = read(database, lambda db: clocks_due(db, today=london_date(NOW)))
    if changed:
        reserve(database, world, 60)
    database.write_now(note_checked, clocks, today=london_date(NOW))
    assert (the(database, Referral, id=referral.id).clock_checked_on is None) == changed
    assert sweep(database) == SweepCount(done=int(changed))


def test_a_sweep_that_is_told_to_stop_stamps_only_what_it_looked_at(database: Database, world: World) -> None:
    cases = [a_referral(database, world) for _ in range(3)]
    answers = iter([True, True, False])
    assert rerun_clocks(database, now=NOW, go_on=lambda: next(answers, False)) == SweepCount()
    stamped = [the(database, Referral, id=case.id).clock_checked_on is not None for case in cases]
    assert stamped == [True, False, False]
