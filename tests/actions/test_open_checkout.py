"""The way to the payment page: one page a fee, one key a page, and a place that outlasts it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from programme.actions.abandon_checkout import abandon_checkout
from programme.actions.open_checkout import HOLD_OUTLASTS, MOST_A_DAY, PAGE_LASTS, note_checkout_opened
from programme.notices.discretion import give_aways
from programme.payments.gateway import GatewayRefused
from programme.payments.refusals import HoldEnded, NothingToPay, TooManyPaymentPages
from programme.payments.states import CheckoutState
from programme.shared.actor import WORKER, Actor, Door
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.till import Till


@pytest.fixture
def till(database: Database) -> Till:
    return Till.on(database)


def test_a_page_is_asked_for_the_fee_under_a_neutral_name(till: Till) -> None:
    man = till.a_man()
    booked = till.book(man, till.a_date())

    request = till.prepare(man).request

    assert (request.amount_pence, request.currency, request.reference) == (9500, "gbp", booked.reference)
    assert give_aways(f"{request.product_text} {request.statement_text} {request.success_url}") == []
    assert man.referral.reference not in request.product_text
    assert request.customer_email is None


def test_the_hold_outlasts_the_page_however_late_he_presses(till: Till) -> None:
    man = till.a_man()
    booked = till.book(man, till.a_date())
    till.clock.at = booked.held_until_at - timedelta(seconds=1)

    till.open_page(man)

    [booking], [page] = till.bookings(man), till.pages(man)
    assert page.expires_at == till.clock.now() + PAGE_LASTS
    assert booking.held_until_at >= page.expires_at + HOLD_OUTLASTS
    assert timedelta(minutes=5) <= HOLD_OUTLASTS


def test_an_early_press_does_not_shorten_the_hold(till: Till) -> None:
    man = till.a_man()
    booked = till.book(man, till.a_date())

    till.open_page(man)

    assert till.bookings(man)[0].held_until_at == booked.held_until_at


def test_pressing_again_leads_to_the_page_that_is_open(till: Till) -> None:
    man = till.a_man()
    till.book(man, till.a_date())
    session = till.open_page(man)
    till.clock.move(minutes=10)

    again = till.prepare(man)

    assert again.url == till.gateway.pages[session].url
    assert len(till.pages(man)) == 1


def test_a_crash_between_the_transactions_leads_to_the_same_page_with_the_same_key(till: Till) -> None:
    man = till.a_man()
    till.book(man, till.a_date())
    before = till.prepare(man)
    opened = till.gateway.open_checkout(before.request)  # and here the process dies

    till.clock.move(minutes=5)
    after = till.prepare(man)

    assert after.url is None
    assert after.request == before.request
    assert till.gateway.open_checkout(after.request) == opened
    assert len(till.gateway.pages) == 1


def test_a_request_that_never_arrived_and_grew_too_old_makes_way_for_a_new_one(till: Till) -> None:
    man = till.a_man()
    till.book(man, till.a_date())
    before = till.prepare(man)  # and here the process dies, before the gateway hears of it
    till.clock.move(minutes=3)
    with pytest.raises(GatewayRefused):
        till.gateway.open_checkout(till.prepare(man).request)

    assert till.database.write_now(
        abandon_checkout, actor=man.actor, now=till.clock.now(), checkout_id=before.checkout_id
    )

    till.open_page(man)
    assert [page.state for page in till.pages(man)] == [CheckoutState.EXPIRED, CheckoutState.OPEN]


def test_a_page_that_is_open_is_not_abandoned(till: Till) -> None:
    man = till.a_man()
    till.book(man, till.a_date())
    till.open_page(man)

    [page] = till.pages(man)
    assert not till.database.write_now(abandon_checkout, actor=WORKER, now=till.clock.now(), checkout_id=page.id)
    assert till.pages(man)[0].state is CheckoutState.OPEN


def test_a_page_that_is_over_makes_way_for_a_new_one(till: Till) -> None:
    man = till.a_man()
    till.book(man, till.a_date())
    first = till.open_page(man)
    till.clock.move(minutes=33)

    second = till.open_page(man)

    assert second != first
    assert [page.state for page in till.pages(man)] == [CheckoutState.EXPIRED, CheckoutState.OPEN]


def test_two_presses_at_once_note_one_page(till: Till) -> None:
    man = till.a_man()
    till.book(man, till.a_date())
    one, other = till.prepare(man), till.prepare(man)
    facts = [till.gateway.open_checkout(prepared.request) for prepared in (one, other)]

    for opened in facts:
        assert till.database.write_now(
            note_checkout_opened,
            actor=man.actor,
            now=till.clock.now(),
            checkout_id=one.checkout_id,
            opened=opened,
        )

    assert len(till.pages(man)) == len(till.gateway.pages) == 1


def test_a_place_given_up_meanwhile_shows_no_page_and_the_worker_closes_it(till: Till) -> None:
    man = till.a_man()
    till.book(man, till.a_date())
    prepared = till.prepare(man)
    opened = till.gateway.open_checkout(prepared.request)
    till.cancel(man)

    shown = till.database.write_now(
        note_checkout_opened,
        actor=man.actor,
        now=till.clock.now(),
        checkout_id=prepared.checkout_id,
        opened=opened,
    )

    assert not shown
    till.tick()
    assert till.gateway.pages[opened.session_id].status.value == "expired"
    assert till.pages(man)[0].state is CheckoutState.EXPIRED


def test_a_page_is_opened_only_so_often_a_day(till: Till) -> None:
    man = till.a_man()
    till.book(man, till.a_date())
    for _ in range(MOST_A_DAY):
        till.open_page(man)
        till.clock.move(minutes=33)

    with pytest.raises(TooManyPaymentPages):
        till.prepare(man)

    till.clock.at = till.bookings(man)[0].held_until_at - timedelta(seconds=1)
    with pytest.raises(TooManyPaymentPages):
        till.prepare(man)


def test_nothing_is_paid_without_a_place(till: Till) -> None:
    with pytest.raises(NothingToPay):
        till.prepare(till.a_man())


def test_nothing_is_paid_twice(till: Till) -> None:
    man = till.a_man()
    till.book(man, till.a_date())
    till.gateway.pay(till.open_page(man))
    till.tick()
    till.deliver()
    till.handle()

    with pytest.raises(NothingToPay):
        till.prepare(man)


def test_a_hold_that_is_over_is_not_paid_for_even_before_the_sweep(till: Till) -> None:
    man = till.a_man()
    till.clock.at = till.book(man, till.a_date()).held_until_at

    with pytest.raises(HoldEnded):
        till.prepare(man)


def test_another_mans_fee_is_not_found(till: Till) -> None:
    man, other = till.a_man(), till.a_man()
    till.book(man, till.a_date())

    other.referral = man.referral
    with pytest.raises(NotFound):
        till.prepare(other)
    other.actor = Actor(Door.PROVIDER, 1, "", provider_id=1)
    with pytest.raises(NotFound):
        till.prepare(other)
