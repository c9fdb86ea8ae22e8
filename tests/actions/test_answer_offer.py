"""His answer: to the words he was shown, at its time, and once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from programme.actions.accept_offer import accept_offer
from programme.actions.ask_for_advice import ask_for_advice
from programme.actions.decline_offer import decline_offer
from programme.actions.lapse_offer import lapse_offer
from programme.bookings.refusals import AlreadyBegun
from programme.bookings.states import BookingState
from programme.courses.models import CourseDate
from programme.exchange.models import Exchange
from programme.exchange.states import ExchangeState
from programme.history.timeline import timeline
from programme.notices.models import Delivery, OutboxMessage
from programme.offers.models import Answer, ExplainedHow, ExplanationGiven, Offer
from programme.offers.queries import telling_of_offer
from programme.offers.refusals import AnsweredAlready, AnswerTooLate, WordsChanged
from programme.offers.states import OfferState
from programme.offers.told.released import newest_version
from programme.offers.told.telling import told_again
from programme.outcomes.models import Result, ResultReason, Verdict
from programme.payments.models import Fee, Refund
from programme.payments.states import FeeState
from programme.people.models import SafeContact
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import WORKER
from programme.storage.database import Database
from tests.support.builders import (
    NOW,
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

CURRENT = newest_version("conditional_caution")


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
    offer = offered(database)
    answer(database, accept_offer, offer)
    row = read(database, lambda db: db.get_one(Offer, offer.id))
    assert (row.state, row.answered_at, row.answered_words_version) == (OfferState.ACCEPTED, NOW, CURRENT)
    assert case_of(database, offer).state is ReferralState.ACCEPTED
    (moment,) = read(database, lambda db: timeline(db, offer.referral_id))
    assert (moment.event, moment.who, moment.facts) == ("offer_accepted", "the person", {"version": CURRENT})
    assert row.answer is Answer.ACCEPTED
    (kept,) = explanations(database, offer)
    assert (kept.how, kept.words_version, kept.language) == (ExplainedHow.READ_ONLINE, CURRENT, "English")
    assert (kept.given_by, kept.given_at) == ("the person", NOW)


def test_whoever_says_yes_and_has_a_form_to_sign_is_told_by_when(database: Database) -> None:
    world = a_world(database)
    him = a_person(database, email="he@example.org", safe_contact=SafeContact.ANY)
    facts = {"state": ReferralState.OFFERED, "route": "conditional_caution", "complete_by_on": date(2027, 3, 26)}
    offer = an_offer(database, a_referral(database, world, him, **facts), state=OfferState.OPEN)
    answer(database, accept_offer, offer)
    told = read(database, lambda db: list(db.execute(select(OutboxMessage)).scalars()))
    assert [one.facts["sign_by_on"] for one in told if one.notice == "paper_to_sign"] == ["2027-03-19"]


def test_an_offer_of_before_is_answered_in_its_own_words_and_in_no_others(database: Database) -> None:
    offer = offered(database, words_version="2026-2")
    with pytest.raises(WordsChanged):
        answer(database, accept_offer, offer)
    database.write_now(accept_offer, actor=himself(offer), now=NOW, words_version="2026-2")
    assert read(database, lambda db: db.get_one(Offer, offer.id)).answered_words_version == "2026-2"
    (kept,) = explanations(database, offer)
    assert (kept.words_version, kept.route) == ("2026-2", "")


def test_the_words_that_he_answered_to_are_printed_again_as_they_were_whatever_changes_since(
    database: Database,
) -> None:
    offer = offered(database)
    before = read(database, lambda db: telling_of_offer(db, db.get_one(Offer, offer.id), now=NOW)).told
    answer(database, accept_offer, offer)
    later = NOW + timedelta(days=30)
    database.write_now(
        lambda db: db.execute(update(Referral).values(offence_place="Elsewhere", complete_by_on=date(2027, 4, 1)))
    )
    now = read(database, lambda db: telling_of_offer(db, db.get_one(Offer, offer.id), now=later)).told
    (kept,) = explanations(database, offer)
    again = told_again(
        route=kept.route,
        version=kept.words_version,
        language=kept.words_language,
        holds=kept.holds,
        facts=kept.facts,
    )
    assert again == before
    assert now != before
    assert told_again(route="", version="2026-2", language="", holds=[], facts={}) is None


def explanations(database: Database, offer: Offer) -> list[ExplanationGiven]:
    wanted = select(ExplanationGiven).where(ExplanationGiven.offer_id == offer.id).order_by(ExplanationGiven.id)
    found: list[ExplanationGiven] = read(database, lambda db: list(db.execute(wanted).scalars()))
    return found


def test_a_second_yes_changes_nothing(database: Database) -> None:
    offer = offered(database)
    first = answer(database, accept_offer, offer)
    again = answer(database, accept_offer, offer, now=NOW + timedelta(minutes=1))
    assert again == first
    assert len(read(database, lambda db: timeline(db, offer.referral_id))) == 1
    assert len(explanations(database, offer)) == 1


ANSWERS = [accept_offer, decline_offer, ask_for_advice]


@pytest.mark.parametrize("action", ANSWERS)
def test_an_answer_to_words_that_are_not_the_current_ones_is_not_recorded(database: Database, action: Any) -> None:
    offer = offered(database)
    with pytest.raises(WordsChanged, match="read this again"):
        answer(database, action, offer, version="2020-1")
    assert read(database, lambda db: db.get_one(Offer, offer.id)).state is OfferState.OPEN
    assert case_of(database, offer).state is ReferralState.OFFERED


@pytest.mark.parametrize("action", ANSWERS)
def test_an_answer_after_its_time_is_refused_even_before_the_sweep(database: Database, action: Any) -> None:
    offer = offered(database)
    with pytest.raises(AnswerTooLate):
        answer(database, action, offer, now=offer.answer_by_at)
    answer(database, action, offer, now=offer.answer_by_at - timedelta(seconds=1))


@pytest.mark.parametrize("state", [OfferState.DECLINED, OfferState.LAPSED, OfferState.WITHDRAWN])
def test_what_is_over_cannot_be_answered(database: Database, state: OfferState) -> None:
    offer = offered(database, state=state)
    for action in ANSWERS:
        with pytest.raises(AnsweredAlready):
            answer(database, action, offer)


def test_a_no_returns_the_case_at_once(database: Database) -> None:
    offer = offered(database)
    a_force(database, "44")
    exchange = an_exchange(database, case_of(database, offer), "44", state=ExchangeState.ACCEPTED)
    answer(database, decline_offer, offer)
    result = read(database, lambda db: db.execute(select(Result)).scalar_one())
    assert (result.verdict, result.reason) == (Verdict.HIS_ANSWER, ResultReason.OFFER_DECLINED)
    assert case_of(database, offer).state is ReferralState.RETURNED
    assert case_of(database, offer).clock_stopped_at is None
    row = read(database, lambda db: db.get_one(Offer, offer.id))
    assert (row.state, row.answer) == (OfferState.DECLINED, Answer.DECLINED)
    assert read(database, lambda db: db.get_one(Exchange, exchange.id)).state is ExchangeState.RESULT_RETURNED


def test_who_changes_his_mind_with_notice_gives_up_his_place_and_gets_his_money_back(database: Database) -> None:
    world = a_world(database)
    referral = a_referral(database, world)
    offer = an_offer(database, referral)
    course_date = a_course_date(database, world)
    booking = a_booking(database, world, course_date, referral)
    assert answer(database, decline_offer, offer).refund_pence == 9500
    assert read(database, lambda db: db.get_one(Offer, offer.id)).answer is Answer.CHANGED_MIND
    assert read(database, lambda db: db.execute(select(Result.reason)).scalar_one()) is ResultReason.OFFER_DECLINED
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


@pytest.mark.parametrize("action", ANSWERS)
def test_the_screens_that_he_opened_are_kept_with_his_answer(database: Database, action: Any) -> None:
    offer = offered(database)
    database.write_now(action, actor=himself(offer), now=NOW, words_version=CURRENT, screens=["fee", "sign"])
    (kept,) = explanations(database, offer)
    assert kept.screens == ["fee", "sign"]


LIMIT = NOW + timedelta(days=9)


def messages(database: Database) -> list[OutboxMessage]:
    return read(database, lambda db: list(db.scalars(select(OutboxMessage))))


def test_wanting_legal_advice_moves_the_day_to_its_limit_once_and_no_further(database: Database) -> None:
    offer = offered(database, answer_limit_at=LIMIT)
    assert answer(database, ask_for_advice, offer) == LIMIT
    assert answer(database, ask_for_advice, offer, now=NOW + timedelta(days=1)) == LIMIT
    row = read(database, lambda db: db.get_one(Offer, offer.id))
    assert (row.state, row.advice_wanted_at, row.answer_by_at) == (OfferState.OPEN, NOW, LIMIT)
    (moment,) = read(database, lambda db: timeline(db, offer.referral_id))
    assert (moment.event, moment.who) == ("advice_asked_for", "the person")
    assert len(explanations(database, offer)) == 1
    (told,) = messages(database)
    assert (told.notice, told.state, told.stale_at) == ("advice_asked_for", Delivery.QUEUED, LIMIT), "not stale by it"
    assert told.facts == {"answer_by_at": LIMIT.isoformat(), "stands_again": False}


@pytest.mark.parametrize("limit", [None, NOW + timedelta(days=1)])
def test_advice_never_brings_the_day_forward_and_an_older_offer_without_a_limit_keeps_its_day(
    database: Database, limit: datetime | None
) -> None:
    offer = offered(database, answer_limit_at=limit)
    assert answer(database, ask_for_advice, offer) == offer.answer_by_at
    assert messages(database) == [], "the day that he was told stands"


def test_the_lapse_follows_the_new_day(database: Database) -> None:
    offer = offered(database, answer_limit_at=LIMIT)
    answer(database, ask_for_advice, offer)
    assert not database.write_now(lapse_offer, actor=WORKER, now=offer.answer_by_at, offer_id=offer.id)
    assert database.write_now(lapse_offer, actor=WORKER, now=LIMIT, offer_id=offer.id)
    assert read(database, lambda db: db.get_one(Offer, offer.id)).state is OfferState.LAPSED


def test_within_the_new_day_he_can_still_say_yes(database: Database) -> None:
    offer = offered(database, answer_limit_at=LIMIT)
    answer(database, ask_for_advice, offer)
    answer(database, accept_offer, offer, now=LIMIT - timedelta(seconds=1))


def test_after_a_yes_it_is_too_late_to_want_advice_first(database: Database) -> None:
    offer = offered(database, answer_limit_at=LIMIT)
    answer(database, accept_offer, offer)
    with pytest.raises(AnsweredAlready):
        answer(database, ask_for_advice, offer)
