"""Money comes in: once, in time, late, twice or wrong, it is entered once and never lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from programme.actions.record_payment import record_payment
from programme.bookings.states import BookingState
from programme.courses.models import CourseDate, Programme
from programme.exchange.models import Exchange
from programme.exchange.states import ExchangeState
from programme.jobs.payments import compare_payments
from programme.notices.models import OutboxMessage
from programme.payments.gateway import CheckoutFacts, CheckoutStatus
from programme.payments.models import Checkout, LedgerKind
from programme.payments.states import CheckoutState, FeeState
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import WORKER
from programme.storage.database import Database
from tests.support.builders import a_force, an_exchange
from tests.support.till import Man, Till


@pytest.fixture
def till(database: Database) -> Till:
    return Till.on(database)


@pytest.fixture
def man(till: Till) -> Man:
    return till.a_man()


def recorded(till: Till, session: str) -> str:
    return till.database.write_now(
        record_payment, actor=WORKER, now=till.clock.now(), facts=till.gateway.read_checkout(session)
    )


def lapsed(till: Till, man: Man, date: CourseDate) -> str:
    """He pays in the page's last second; before we hear of it, his hold is given back."""
    till.book(man, date)
    session = till.open_page(man)
    till.clock.move(minutes=31, seconds=59)
    till.gateway.pay(session)
    till.clock.move(minutes=20)
    assert till.lapse().done == 1
    return session


def test_a_payment_confirms_the_place_and_tells_him(till: Till, man: Man) -> None:
    date = till.a_date()
    till.book(man, date)
    till.gateway.pay(session := till.open_page(man))

    assert recorded(till, session) == "paid"

    [booking], [fee] = till.bookings(man), till.fees(man)
    assert (booking.state, fee.state) == (BookingState.CONFIRMED, FeeState.PAID)
    assert (booking.confirmed_at, fee.settled_at) == (till.clock.now(), till.clock.now())
    assert till.pages(man)[0].state is CheckoutState.PAID
    assert till.balance_pence(man) == 0
    assert ("fee_paid", "queued") in till.told(man)
    assert ("place_booked", "stale") in till.told(man)  # "please pay" is not said to somebody who has
    assert till.happened(man)[-2:] == ["fee_paid", "place_confirmed"]
    till.assert_settled()


def test_what_he_is_told_of_it_answers_the_page_that_he_opened_and_not_the_moment_we_hear_of_it(
    till: Till, man: Man
) -> None:
    till.book(man, till.a_date())
    till.gateway.pay(session := till.open_page(man))
    opened_at = till.clock.now()
    till.clock.move(hours=3)

    assert recorded(till, session) == "paid"

    told = till.database.read_now(lambda db: db.execute(select(OutboxMessage)).scalars().all())
    assert {one.notice: one.he_acted_at for one in told} == {"place_booked": opened_at, "fee_paid": opened_at}


def test_the_same_payment_told_again_and_again_is_entered_once(till: Till, man: Man) -> None:
    till.book(man, till.a_date())
    till.gateway.pay(session := till.open_page(man))

    outcomes = [recorded(till, session) for _ in range(4)]

    assert outcomes == ["paid", "already", "already", "already"]
    assert till.happened(man).count("fee_paid") == 1
    till.assert_settled()


def test_a_place_is_kept_when_payment_comes_after_the_hold_and_before_the_sweep(till: Till, man: Man) -> None:
    till.book(man, till.a_date())
    till.gateway.pay(session := till.open_page(man))
    till.clock.move(hours=3)

    assert recorded(till, session) == "paid"
    assert till.lapse().done == 0
    assert till.bookings(man)[0].state is BookingState.CONFIRMED


def test_money_after_the_hold_takes_the_place_again_while_it_is_free(till: Till, man: Man) -> None:
    date = till.a_date(capacity=1)
    session = lapsed(till, man, date)
    assert till.seats_taken(date) == 0

    assert recorded(till, session) == "seated_again"

    assert till.bookings(man)[0].state is BookingState.CONFIRMED
    assert till.seats_taken(date) == 1
    assert till.balance_pence(man) == 0
    assert ("place_cancelled", "stale") in till.told(man)  # he is not told of a loss that is made good
    assert ("fee_paid", "queued") in till.told(man)
    till.assert_settled()


def test_money_after_the_hold_goes_back_when_the_date_is_full(till: Till, man: Man) -> None:
    date = till.a_date(capacity=1)
    session = lapsed(till, man, date)
    till.book(till.a_man(), date)

    assert recorded(till, session) == "refund_owed"

    [refund] = till.refunds()
    assert (refund.amount_pence, refund.reason) == (9500, "paid_too_late")
    assert till.balance_pence(man) == -9500
    till.tick()
    assert till.fees(man)[0].state is FeeState.REFUNDED
    assert till.balance_pence(man) == 0
    assert till.told(man)[-1][0] == "fee_refunded"
    till.assert_settled()


def test_money_for_a_lapsed_place_is_good_for_the_place_he_holds_now(till: Till, man: Man) -> None:
    session = lapsed(till, man, till.a_date())
    other = till.a_date(days=21)
    till.book(man, other)
    unused = till.open_page(man)

    assert recorded(till, session) == "carried_over"

    assert [b.state for b in till.bookings(man)] == [BookingState.LAPSED, BookingState.CONFIRMED]
    assert [f.state for f in till.fees(man)] == [FeeState.VOID, FeeState.PAID]
    assert till.balance_pence(man) == 0
    till.tick()
    assert till.gateway.pages[unused].status is CheckoutStatus.EXPIRED  # nobody can pay it a second time
    till.assert_settled()


def test_money_for_a_lapsed_place_goes_back_when_he_has_paid_for_another(till: Till, man: Man) -> None:
    late = lapsed(till, man, till.a_date())
    till.book(man, till.a_date(days=21))
    till.gateway.pay(session := till.open_page(man))
    assert recorded(till, session) == "paid"

    assert recorded(till, late) == "refund_owed"

    till.tick()
    assert till.gateway.returned_pence == 9500
    assert till.bookings(man)[1].state is BookingState.CONFIRMED
    assert till.fees(man)[1].state is FeeState.PAID
    till.assert_settled()


def test_money_for_a_lapsed_place_goes_back_while_a_paid_fee_waits_for_another_place(till: Till, man: Man) -> None:
    late = lapsed(till, man, till.a_date())
    till.book(man, till.a_date(days=2))
    till.gateway.pay(session := till.open_page(man))
    recorded(till, session)
    till.cancel(man)  # too late for his money back: it stays good for another place

    assert recorded(till, late) == "refund_owed"

    till.tick()
    assert [f.state for f in till.fees(man)] == [FeeState.VOID, FeeState.PAID]
    till.assert_settled()


def test_money_after_a_cancellation_goes_back(till: Till, man: Man) -> None:
    till.book(man, till.a_date())
    session = till.open_page(man)
    till.cancel(man)
    till.gateway.pay(session)

    assert recorded(till, session) == "refund_owed"

    till.tick()
    assert till.bookings(man)[0].state is BookingState.CANCELLED
    till.assert_settled()


def test_money_goes_back_when_the_case_was_returned_meanwhile(till: Till, man: Man) -> None:
    session = lapsed(till, man, till.a_date())
    till.database.write_now(lambda db: setattr(db.get_one(Referral, man.referral.id), "state", ReferralState.RETURNED))

    assert recorded(till, session) == "refund_owed"
    till.tick()
    assert till.bookings(man)[0].state is BookingState.LAPSED
    till.assert_settled()


def test_money_goes_back_when_the_date_has_begun(till: Till, man: Man) -> None:
    session = lapsed(till, man, till.a_date())
    till.clock.move(days=30)

    assert recorded(till, session) == "refund_owed"


def test_money_goes_back_when_the_date_leaves_too_little_time_now(till: Till, man: Man) -> None:
    date = till.a_date()
    session = lapsed(till, man, date)
    earlier = (date.ends_at - timedelta(days=1)).date()
    till.database.write_now(lambda db: setattr(db.get_one(Referral, man.referral.id), "complete_by_on", earlier))

    assert recorded(till, session) == "refund_owed"


def test_a_second_payment_of_one_fee_goes_back(till: Till, man: Man) -> None:
    """The first page ended by our clock and not by the gateway's, as clocks differ."""
    till.book(man, till.a_date())
    first = till.open_page(man)
    till.clock.move(minutes=31, seconds=59)
    till.gateway.pay(first)
    till.clock.move(minutes=1)
    second = till.open_page(man)
    till.gateway.pay(second)

    outcomes = [recorded(till, second), recorded(till, first)]

    assert outcomes == ["paid", "refund_owed"]
    [refund] = till.refunds()
    assert refund.reason == "paid_twice"
    assert refund.payment_reference == till.gateway.pages[first].payment_id
    till.tick()
    assert till.fees(man)[0].state is FeeState.PAID
    assert till.bookings(man)[0].state is BookingState.CONFIRMED
    assert till.balance_pence(man) == 0
    till.assert_settled()


@pytest.mark.parametrize(
    "changed", [{"amount_pence": 100}, {"currency": "usd"}, {"reference": "SOMEBODY-ELSES"}, {"reference": None}]
)
def test_a_payment_that_does_not_match_changes_nothing_and_asks_for_a_person_once(
    till: Till, man: Man, changed: dict[str, Any]
) -> None:
    till.book(man, till.a_date())
    till.gateway.pay(session := till.open_page(man))
    till.gateway.pages[session] = replace(till.gateway.pages[session], **changed)

    outcomes = [recorded(till, session) for _ in range(3)]

    assert outcomes == ["mismatch"] * 3
    assert till.entered_pence(LedgerKind.PAYMENT) == 0
    assert till.bookings(man)[0].state is BookingState.HELD
    assert till.happened(man).count("payment_mismatch") == 1
    till.assert_sound()


def test_a_page_that_ended_unpaid_is_only_noted(till: Till, man: Man) -> None:
    till.book(man, till.a_date())
    session = till.open_page(man)
    assert recorded(till, session) == "waiting"
    till.clock.move(minutes=33)

    assert recorded(till, session) == "expired"
    assert recorded(till, session) == "expired"

    assert till.pages(man)[0].state is CheckoutState.EXPIRED
    assert till.fees(man)[0].state is FeeState.DUE


def test_an_old_answer_that_arrives_after_the_payment_undoes_nothing(till: Till, man: Man) -> None:
    till.book(man, till.a_date())
    session = till.open_page(man)
    till.gateway.pay(session)
    recorded(till, session)
    facts = replace(till.gateway.pages[session], payment_id=None, status=CheckoutStatus.EXPIRED)

    till.database.write_now(record_payment, actor=WORKER, now=till.clock.now(), facts=facts)

    assert till.pages(man)[0].state is CheckoutState.PAID
    assert till.bookings(man)[0].state is BookingState.CONFIRMED


def test_a_paid_page_that_a_restored_copy_does_not_know_is_taken_in(till: Till, man: Man) -> None:
    till.book(man, till.a_date())
    till.gateway.pay(till.open_page(man))
    till.database.write_now(lambda db: db.execute(delete(Checkout)))  # the copy was made before he pressed Pay

    assert compare_payments(till.database, till.gateway, now=till.clock.now()).done == 1
    assert compare_payments(till.database, till.gateway, now=till.clock.now()).done == 0

    assert till.bookings(man)[0].state is BookingState.CONFIRMED
    till.assert_settled()


def test_a_payment_whose_every_message_was_lost_is_found_by_comparing(till: Till, man: Man) -> None:
    """He paid; the page was then taken for expired by our clock, so that nobody asked after it any more."""
    till.book(man, till.a_date())
    first = till.open_page(man)
    till.clock.move(minutes=31, seconds=59)
    till.gateway.pay(first)
    till.clock.move(minutes=1)
    till.open_page(man)
    till.clock.move(days=4)
    till.lapse()

    assert compare_payments(till.database, till.gateway, now=till.clock.now()).done == 1

    assert till.bookings(man)[0].state is BookingState.CONFIRMED
    till.tick()
    till.assert_settled()


def test_a_page_that_is_not_ours_is_left_alone(till: Till, man: Man) -> None:
    till.book(man, till.a_date())
    till.gateway.pay(session := till.open_page(man))
    stranger: CheckoutFacts = replace(
        till.gateway.pages[session], session_id="cs_of_somebody_else", reference="another shop's order"
    )

    assert till.database.write_now(record_payment, actor=WORKER, now=till.clock.now(), facts=stranger) == "not_ours"
    assert till.fees(man)[0].state is FeeState.DUE


def test_the_neighbour_who_sent_him_sees_the_place_come_back(till: Till, man: Man) -> None:
    a_force(till.database, "20")
    exchange = an_exchange(till.database, man.referral, "20", state=ExchangeState.ACCEPTED)
    session = lapsed(till, man, till.a_date())
    recorded(till, session)

    assert till.database.read_now(lambda db: db.get_one(Exchange, exchange.id).state) is ExchangeState.BOOKED


@pytest.mark.parametrize(
    ("other_date", "state", "fee", "owed_back"),
    [(True, ReferralState.ACCEPTED, FeeState.PAID, 0), (False, ReferralState.RETURNED, FeeState.REFUND_DUE, 9500)],
)
def test_a_payment_for_a_place_that_is_no_longer_in_time_confirms_nothing(
    till: Till, man: Man, other_date: bool, state: ReferralState, fee: FeeState, owed_back: int
) -> None:
    """Between the booking and the payment the force decided to keep more time: his money is good for another date that
    is in time, else it goes back with the case."""
    till.book(man, till.a_date(days=106))
    if other_date:
        till.a_date()
    till.gateway.pay(session := till.open_page(man))
    keep = update(Programme).values(charging_reserve_days=60)
    till.database.write_now(lambda db: db.execute(keep).close())
    assert recorded(till, session) == "too_late"
    assert recorded(till, session) == "already"
    case = till.database.read_now(lambda db: db.execute(select(Referral.state)).scalar_one())
    assert case is state
    assert [booking.state for booking in till.bookings(man)] == [BookingState.CANCELLED]
    assert [one.state for one in till.fees(man)] == [fee]
    assert [refund.amount_pence for refund in till.refunds()] == ([owed_back] if owed_back else [])
