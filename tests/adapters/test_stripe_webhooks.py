"""Notifications of the stand-in, how they get lost on the way, and that the adapter believes those that arrive."""

from __future__ import annotations

from pathlib import Path

import pytest

from programme.payments.gateway import NotificationRefused, ObjectKind, PaymentNotification
from tests.support.stripe_contract import check_against_the_description
from tests.support.stripe_stand_in import (
    HandClock,
    Heard,
    Listener,
    StandIn,
    a_checkout,
    listening,
    running_stand_in,
    wait_until,
)

PAYING = ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"]


def read(stripe: StandIn, heard: list[Heard]) -> list[PaymentNotification]:
    gateway = stripe.gateway()
    return [gateway.read_notification(one.payload, one.signature, stripe.clock()) for one in heard]


def pay_one(stripe: StandIn, key: str = "checkout-1") -> str:
    opened = stripe.gateway().open_checkout(a_checkout(stripe.clock, idempotency_key=key))
    assert stripe.pay(opened.url).status_code == 303
    return opened.session_id


def test_paying_is_told_step_by_step_and_believed(stripe: StandIn, webhooks: Listener) -> None:
    session_id = pay_one(stripe)
    told = read(stripe, webhooks.wait_for(4))
    assert [one.type for one in told] == PAYING
    assert (told[-1].object_kind, told[-1].object_id) == (ObjectKind.CHECKOUT, session_id)
    payment_id = stripe.gateway().read_checkout(session_id).payment_id
    assert {one.payment_id for one in told} == {payment_id}


def test_a_page_whose_time_is_over_is_told(stripe: StandIn, webhooks: Listener) -> None:
    opened = stripe.gateway().open_checkout(a_checkout(stripe.clock))
    stripe.clock.move(minutes=33)
    (told,) = read(stripe, webhooks.wait_for(1))
    assert (told.type, told.object_id) == ("checkout.session.expired", opened.session_id)


def test_a_late_notification_comes_when_it_is_let_go(stripe: StandIn, webhooks: Listener) -> None:
    stripe.control("webhooks/hold")
    pay_one(stripe)
    assert [one["state"] for one in stripe.state()["deliveries"]] == ["held"] * 4
    assert webhooks.heard == []
    stripe.clock.move(hours=2)
    assert stripe.control("webhooks/release") == {"released": 4}
    assert [one.type for one in read(stripe, webhooks.wait_for(4))] == PAYING


def test_notifications_can_come_the_other_way_round(stripe: StandIn, webhooks: Listener) -> None:
    stripe.control("webhooks/hold")
    pay_one(stripe)
    stripe.control("webhooks/release", order="backwards")
    assert [one.type for one in read(stripe, webhooks.wait_for(4))] == PAYING[::-1]


def test_a_doubled_notification_names_the_same_event(stripe: StandIn, webhooks: Listener) -> None:
    stripe.control("webhooks/double", count="1")
    pay_one(stripe)
    told = read(stripe, webhooks.wait_for(5))
    assert told[0] == told[1]
    assert [one.type for one in told[1:]] == PAYING


def test_a_lost_notification_can_be_found_and_sent_again(stripe: StandIn, webhooks: Listener) -> None:
    stripe.control("webhooks/drop", count="4")
    pay_one(stripe)
    lost = stripe.call("GET", "/v1/events?delivery_success=false&type=checkout.session.completed").json()["data"]
    assert (len(lost), webhooks.heard) == (1, [])
    stripe.control(f"events/{lost[0]['id']}/resend")
    (told,) = read(stripe, webhooks.wait_for(1))
    assert told.event_id == lost[0]["id"]


def test_a_notification_that_is_not_taken_comes_again_with_a_new_proof(stripe: StandIn, webhooks: Listener) -> None:
    webhooks.answers = [500, 303, 200]
    stripe.gateway().expire_checkout(stripe.gateway().open_checkout(a_checkout(stripe.clock)).session_id)
    for tries in (1, 2, 3):
        wait_until(lambda: stripe.state()["deliveries"][0]["attempts"] == tries, f"try {tries}")  # noqa: B023
        stripe.clock.move(minutes=10)
    told = webhooks.wait_for(3)
    assert len({one.signature for one in told}) == 3
    assert len({one.payload for one in told}) == 1
    assert stripe.state()["deliveries"][0]["state"] == "sent"
    assert [one["status"] for one in stripe.state()["deliveries"][0]["log"]] == [500, 303, 200]
    with pytest.raises(NotificationRefused, match="too_old"):
        read(stripe, told[:1])


def test_a_delayed_notification_waits_by_the_clock(stripe: StandIn, webhooks: Listener) -> None:
    stripe.control("webhooks/delay", seconds="600")
    pay_one(stripe)
    assert {one["state"] for one in stripe.state()["deliveries"]} == {"waiting"}
    stripe.clock.move(seconds=600)
    assert [one.type for one in read(stripe, webhooks.wait_for(4))] == PAYING


def test_a_listener_that_is_away_hears_everything_when_it_is_back(tmp_path: Path) -> None:
    clock = HandClock()
    with listening() as listener:
        gone = listener.url
    with running_stand_in(store_path=tmp_path / "stripe.sqlite3", webhooks_to=gone, clock=clock) as stripe:
        session_id = pay_one(stripe)
        wait_until(lambda: all(one["attempts"] for one in stripe.state()["deliveries"]), "the first tries")
    clock.move(days=1)
    with (
        listening() as listener,
        running_stand_in(store_path=tmp_path / "stripe.sqlite3", webhooks_to=listener.url, clock=clock) as stripe,
    ):
        assert [one.type for one in read(stripe, listener.wait_for(4))] == PAYING
        assert stripe.gateway().read_checkout(session_id).payment_id is not None
        check_against_the_description(stripe)
