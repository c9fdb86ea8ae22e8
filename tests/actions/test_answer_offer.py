"""His answer: to the words he was shown, at its time, and once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from programme.actions.accept_offer import accept_offer
from programme.actions.decline_offer import decline_offer
from programme.bookings.refusals import AlreadyBegun
from programme.bookings.states import BookingState
from programme.courses.models import CourseDate
from programme.exchange.models import Exchange
from programme.exchange.states import ExchangeState
from programme.history.timeline import timeline
from programme.notices.models import Delivery, OutboxMessage
from programme.offers.explanations import current_explanation
from programme.offers.models import Offer
from programme.offers.refusals import AnsweredAlready, AnswerTooLate, WordsChanged
from programme.offers.states import OfferState
from programme.outcomes.models import Result, ResultReason, Verdict
from programme.payments.models import Fee, Refund
from programme.payments.states import FeeState
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
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

CURRENT = current_explanation().version


def offered(database: Database, **facts: Any) -> Offer:
    world = a_world(database)
    a_course_date(database, world)
    referral = a_referral(database, world, state=ReferralState.OFFERED)
    return an_offer(database, referral, **{"state": OfferState.OPEN, **facts})


def answer(database: Database, action: Any, offer: Offer, *, version: str = CURRENT, **more: Any) -> Any:
    return database.write_now(action, actor=himself(offer), words_version=version, **{"now": NOW, **more})


def case_of(database: Database, offer: Offer) -> Referral:
    found: Referral = read(database, lambda db: db.get_one(Referral, offer.referral_id))
    return found


def test_a_yes_keeps_the_version_it_was_given_to_and_its_time(database: Database) -> None:
    offer = offered(database, words_version="older")
    answer(database, accept_offer, offer)
    row = read(database, lambda db: db.get_one(Offer, offer.id))
    assert (row.state, row.answered_at, row.answered_words_version) == (OfferState.ACCEPTED, NOW, CURRENT)
    assert case_of(database, offer).state is ReferralState.ACCEPTED
    (moment,) = read(database, lambda db: timeline(db, offer.referral_id))
    assert (moment.event, moment.who, moment.facts) == ("offer_accepted", "the person", {"version": CURRENT})


def test_a_second_yes_changes_nothing(database: Database) -> None:
    offer = offered(database)
    first = answer(database, accept_offer, offer)
    again = answer(database, accept_offer, offer, now=NOW + timedelta(minutes=1))
    assert again == first
    assert len(read(database, lambda db: timeline(db, offer.referral_id))) == 1


@pytest.mark.parametrize("action", [accept_offer, decline_offer])
def test_an_answer_to_words_that_are_not_the_current_ones_is_not_recorded(database: Database, action: Any) -> None:
    offer = offered(database)
    with pytest.raises(WordsChanged, match="read this again"):
        answer(database, action, offer, version="2020-1")
    assert read(database, lambda db: db.get_one(Offer, offer.id)).state is OfferState.OPEN
    assert case_of(database, offer).state is ReferralState.OFFERED


@pytest.mark.parametrize("action", [accept_offer, decline_offer])
def test_an_answer_after_its_time_is_refused_even_before_the_sweep(database: Database, action: Any) -> None:
    offer = offered(database)
    with pytest.raises(AnswerTooLate):
        answer(database, action, offer, now=offer.answer_by_at)
    answer(database, action, offer, now=offer.answer_by_at - timedelta(seconds=1))


@pytest.mark.parametrize("state", [OfferState.DECLINED, OfferState.LAPSED, OfferState.WITHDRAWN])
def test_what_is_over_cannot_be_answered(database: Database, state: OfferState) -> None:
    offer = offered(database, state=state)
    for action in (accept_offer, decline_offer):
        with pytest.raises(AnsweredAlready):
            answer(database, action, offer)


def test_a_no_returns_the_case_at_once(database: Database) -> None:
    offer = offered(database)
    a_force(database, "44")
    exchange = an_exchange(database, case_of(database, offer), "44", state=ExchangeState.ACCEPTED)
    answer(database, decline_offer, offer)
    result = read(database, lambda db: db.execute(select(Result)).scalar_one())
    assert (result.verdict, result.reason) == (Verdict.FAILED, ResultReason.OFFER_DECLINED)
    assert case_of(database, offer).state is ReferralState.RETURNED
    assert case_of(database, offer).clock_stopped_at is None
    assert read(database, lambda db: db.get_one(Offer, offer.id)).state is OfferState.DECLINED
    assert read(database, lambda db: db.get_one(Exchange, exchange.id)).state is ExchangeState.RESULT_RETURNED


def test_who_changes_his_mind_with_notice_gives_up_his_place_and_gets_his_money_back(database: Database) -> None:
    world = a_world(database)
    referral = a_referral(database, world)
    offer = an_offer(database, referral)
    course_date = a_course_date(database, world)
    booking = a_booking(database, world, course_date, referral)
    assert answer(database, decline_offer, offer).refund_pence == 9500
    assert read(database, lambda db: db.get_one(type(booking), booking.id)).state is BookingState.CANCELLED
    assert read(database, lambda db: db.get_one(CourseDate, course_date.id)).places_taken == 0
    assert read(database, lambda db: db.execute(select(Fee)).scalar_one()).state is FeeState.REFUND_DUE
    assert read(database, lambda db: db.execute(select(Refund)).scalar_one()).amount_pence == 9500
    assert case_of(database, offer).state is ReferralState.RETURNED


def test_once_the_day_has_begun_it_is_too_late_to_change_his_mind(database: Database) -> None:
    world = a_world(database)
    referral = a_referral(database, world)
    offer = an_offer(database, referral)
    course_date = a_course_date(database, world)
    a_booking(database, world, course_date, referral)
    with pytest.raises(AlreadyBegun):
        answer(database, decline_offer, offer, now=course_date.starts_at)
    assert read(database, lambda db: db.get_one(Offer, offer.id)).state is OfferState.ACCEPTED


def test_messages_that_the_no_made_pointless_are_not_sent(database: Database) -> None:
    offer = offered(database)
    add(
        database,
        OutboxMessage(
            dedupe_key="offer_made:1",
            notice="offer_made",
            referral_id=offer.referral_id,
            channel="email",
            address="somebody@example.org",
            facts={},
            queued_at=NOW,
            next_try_at=NOW,
        ),
    )
    answer(database, decline_offer, offer)
    row = read(
        database, lambda db: db.execute(select(OutboxMessage).where(OutboxMessage.notice == "offer_made")).scalar_one()
    )
    assert row.state is Delivery.STALE
