"""Calls that fail: nothing is done twice, nothing unknown is taken for a refusal."""

from __future__ import annotations

from contextlib import closing

import pytest

from programme.integrations.stripe import StripeGateway
from programme.payments.gateway import GatewayBroke, GatewayUnavailable, RefundRequest
from tests.support.stripe_stand_in import StandIn, a_checkout


@pytest.mark.parametrize("kind", ["error_500", "rate_limit", "cut"])
def test_a_call_that_fails_without_effect_works_when_repeated(stripe: StandIn, kind: str) -> None:
    stripe.control("faults", kind=kind, method="POST", path="/v1/checkout/sessions")
    request = a_checkout(stripe.clock)
    with pytest.raises(GatewayUnavailable):
        stripe.gateway(retries=0).open_checkout(request)
    assert stripe.state()["sessions"] == []
    opened = stripe.gateway(retries=0).open_checkout(request)
    assert [one["id"] for one in stripe.state()["sessions"]] == [opened.session_id]


def test_the_adapter_repeats_a_failing_call_by_itself(stripe: StandIn) -> None:
    stripe.control("faults", kind="error_500", count="2", method="POST")
    opened = stripe.gateway(retries=2).open_checkout(a_checkout(stripe.clock))
    assert [one["id"] for one in stripe.state()["sessions"]] == [opened.session_id]


def test_an_answer_cut_off_after_the_work_brings_the_same_page_again(stripe: StandIn) -> None:
    stripe.control("faults", kind="cut_after_commit", method="POST")
    opened = stripe.gateway(retries=1).open_checkout(a_checkout(stripe.clock))
    assert [one["id"] for one in stripe.state()["sessions"]] == [opened.session_id]


def test_a_refund_cut_off_after_the_work_is_made_once(stripe: StandIn) -> None:
    gateway = stripe.gateway(retries=0)
    opened = gateway.open_checkout(a_checkout(stripe.clock))
    stripe.pay(opened.url)
    payment_id = gateway.read_checkout(opened.session_id).payment_id
    assert payment_id is not None
    stripe.control("faults", kind="cut_after_commit", method="POST", path="/v1/refunds")
    request = RefundRequest("refund-1", payment_id, 9500, "B7KQ2M")
    with pytest.raises(GatewayUnavailable):
        gateway.refund(request)
    refund = gateway.refund(request)
    assert gateway.find_refunds(payment_id) == (refund,)


def test_a_call_without_an_answer_ends_in_time(stripe: StandIn) -> None:
    stripe.control("faults", kind="hang_after_commit", method="POST", seconds="3")
    request = a_checkout(stripe.clock)
    with pytest.raises(GatewayUnavailable):
        stripe.gateway(retries=0, timeout_seconds=0.3).open_checkout(request)
    opened = stripe.gateway(retries=0).open_checkout(request)
    assert [one["id"] for one in stripe.state()["sessions"]] == [opened.session_id]


def test_a_fault_kept_under_a_key_needs_a_new_key(stripe: StandIn) -> None:
    stripe.control("faults", kind="error_500_kept", method="POST")
    for _ in range(2):
        with pytest.raises(GatewayBroke):
            stripe.gateway(retries=2).open_checkout(a_checkout(stripe.clock))
    assert len(stripe.recorder.exchanges) == 2, "Stripe-Should-Retry: false was not heeded"
    stripe.gateway().open_checkout(a_checkout(stripe.clock, idempotency_key="checkout-2"))
    assert len(stripe.state()["sessions"]) == 1


def test_an_answer_of_another_shape_is_no_answer(stripe: StandIn) -> None:
    elsewhere = StripeGateway("sk_test_x", ("whsec_x",), f"{stripe.url}/c/assets/pay.css?", livemode=False, retries=0)
    with closing(elsewhere), pytest.raises(GatewayUnavailable):
        elsewhere.read_checkout("cs_test_1")
