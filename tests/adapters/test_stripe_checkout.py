"""Opening, reading and closing payment pages through the adapter, against the stand-in over HTTP."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

import httpx
import pytest

from programme.integrations.stripe import StripeGateway
from programme.payments.gateway import (
    CheckoutRequest,
    CheckoutStatus,
    GatewayRefused,
    GatewayUnavailable,
    PaymentStatus,
    RefusalCode,
)
from tests.support.stripe_contract import nested
from tests.support.stripe_stand_in import HandClock, StandIn, a_checkout


def test_a_payment_page_opens_with_what_was_asked_for(stripe: StandIn) -> None:
    request = a_checkout(stripe.clock)
    opened = stripe.gateway().open_checkout(request)
    assert opened.status is CheckoutStatus.OPEN
    assert opened.payment_status is PaymentStatus.UNPAID
    assert (opened.amount_pence, opened.currency, opened.reference) == (9500, "gbp", "B7KQ2M")
    assert opened.payment_id is None
    assert opened.expires_at == request.expires_at
    assert opened.url is not None
    assert opened.url.startswith(f"{stripe.url}/c/pay/")
    assert stripe.gateway().read_checkout(opened.session_id) == opened


def test_only_neutral_text_and_the_opaque_reference_are_sent(stripe: StandIn) -> None:
    stripe.gateway().open_checkout(a_checkout(stripe.clock))
    sent = nested(stripe.recorder.exchanges[0].body)
    assert sent == {
        "mode": "payment",
        "locale": "en-GB",
        "allowed_payment_method_types": {"0": "card"},
        "client_reference_id": "B7KQ2M",
        "success_url": "http://127.0.0.1:8000/my-booking/paid?page={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://127.0.0.1:8000/my-booking/pay",
        "expires_at": str(int((stripe.clock() + timedelta(minutes=32)).timestamp())),
        "line_items": {
            "0": {
                "quantity": "1",
                "price_data": {
                    "currency": "gbp",
                    "unit_amount": "9500",
                    "product_data": {"name": "Booking B7KQ2M"},
                },
            }
        },
        "payment_intent_data": {"statement_descriptor_suffix": "NORTHGATE BOOKING"},
    }


def test_the_calls_name_their_version_and_tell_nothing_of_this_machine(stripe: StandIn) -> None:
    stripe.gateway().open_checkout(a_checkout(stripe.clock))
    sent = stripe.recorder.exchanges[0].headers
    assert sent["stripe-version"] == "2026-10-28.endive"
    assert sent["idempotency-key"] == "checkout-1"
    assert "x-stripe-client-telemetry" not in sent
    assert "platform" not in sent["x-stripe-client-user-agent"]


def test_an_email_is_sent_only_when_there_is_one(stripe: StandIn) -> None:
    stripe.gateway().open_checkout(a_checkout(stripe.clock, customer_email="a.person@example.org"))
    assert nested(stripe.recorder.exchanges[0].body)["customer_email"] == "a.person@example.org"


def test_the_same_key_opens_one_page_however_often_it_is_asked(stripe: StandIn) -> None:
    gateway = stripe.gateway()
    pages = {gateway.open_checkout(a_checkout(stripe.clock)).session_id for _ in range(3)}
    assert len(pages) == 1
    assert len(stripe.state()["sessions"]) == 1
    assert stripe.recorder.exchanges[1].answer_headers["idempotent-replayed"] == "true"


def test_a_key_cannot_be_used_for_another_amount(stripe: StandIn) -> None:
    gateway = stripe.gateway()
    gateway.open_checkout(a_checkout(stripe.clock))
    with pytest.raises(GatewayRefused) as refused:
        gateway.open_checkout(a_checkout(stripe.clock, amount_pence=9600))
    assert refused.value.code is RefusalCode.KEY_REUSED
    assert [session["amount_total"] for session in stripe.state()["sessions"]] == [9500]


def test_after_a_day_a_key_is_forgotten_and_acts_anew(stripe: StandIn) -> None:
    gateway = stripe.gateway()
    first = gateway.open_checkout(a_checkout(stripe.clock))
    stripe.clock.move(hours=24, seconds=1)
    again = gateway.open_checkout(a_checkout(stripe.clock))
    assert again.session_id != first.session_id


def test_a_paid_page_says_which_payment_paid_it(stripe: StandIn) -> None:
    gateway = stripe.gateway()
    opened = gateway.open_checkout(a_checkout(stripe.clock))
    gone_back = stripe.pay(opened.url)
    assert gone_back.status_code == 303
    assert gone_back.headers["location"] == f"http://127.0.0.1:8000/my-booking/paid?page={opened.session_id}"
    paid = gateway.read_checkout(opened.session_id)
    assert (paid.status, paid.payment_status, paid.url) == (CheckoutStatus.COMPLETE, PaymentStatus.PAID, None)
    assert paid.payment_id is not None
    payment = stripe.payment(paid.payment_id)
    assert (payment.status, payment.amount_pence, payment.refunded_pence) == (PaymentStatus.PAID, 9500, 0)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("4000 0000 0000 0002", "Your card was declined."),
        ("4000 0000 0000 9995", "Your card has insufficient funds."),
        ("4000 0000 0000 0069", "Your card has expired."),
        ("4929 0000 0000 6", "Your card was declined."),  # a number that could be somebody's
    ],
)
def test_a_declined_card_takes_nothing_and_another_may_be_tried(stripe: StandIn, number: str, words: str) -> None:
    gateway = stripe.gateway()
    opened = gateway.open_checkout(a_checkout(stripe.clock))
    declined = stripe.pay(opened.url, number)
    assert declined.status_code == 402
    assert words in declined.text
    after = gateway.read_checkout(opened.session_id)
    assert (after.status, after.payment_status) == (CheckoutStatus.OPEN, PaymentStatus.UNPAID)
    assert after.payment_id is not None
    assert stripe.payment(after.payment_id).status is PaymentStatus.UNPAID
    assert stripe.pay(opened.url).status_code == 303
    assert gateway.read_checkout(opened.session_id).payment_status is PaymentStatus.PAID


@pytest.mark.parametrize("number", ["4000 0025 0000 3155", "4000 0027 6000 3184"])
def test_a_card_that_wants_confirming_pays_once_the_payer_confirms(stripe: StandIn, number: str) -> None:
    gateway = stripe.gateway()
    opened = gateway.open_checkout(a_checkout(stripe.clock))
    challenge = stripe.pay(opened.url, number)
    assert challenge.status_code == 303
    assert gateway.read_checkout(opened.session_id).payment_status is PaymentStatus.UNPAID
    assert "Complete" in stripe.client.get(challenge.headers["location"]).text
    confirmed = stripe.answer_challenge(challenge.headers["location"], "complete")
    assert "/my-booking/paid" in confirmed.headers["location"]
    assert gateway.read_checkout(opened.session_id).payment_status is PaymentStatus.PAID


def test_a_payer_who_does_not_confirm_has_not_paid_and_may_try_again(stripe: StandIn) -> None:
    gateway = stripe.gateway()
    opened = gateway.open_checkout(a_checkout(stripe.clock))
    challenge = stripe.pay(opened.url, "4000 0025 0000 3155").headers["location"]
    back = stripe.answer_challenge(challenge, "fail").headers["location"]
    words = stripe.client.get(back).text
    assert "Your bank did not confirm this payment, and nothing was taken. Try again, or use another card." in words
    assert "PaymentMethod" not in words
    assert gateway.read_checkout(opened.session_id).payment_status is PaymentStatus.UNPAID
    assert stripe.pay(opened.url).status_code == 303


def test_a_card_may_be_declined_after_the_payer_confirmed(stripe: StandIn) -> None:
    gateway = stripe.gateway()
    opened = gateway.open_checkout(a_checkout(stripe.clock))
    challenge = stripe.pay(opened.url, "4000 0084 0000 1629").headers["location"]
    back = stripe.answer_challenge(challenge, "complete").headers["location"]
    assert "Your card was declined." in stripe.client.get(back).text
    assert gateway.read_checkout(opened.session_id).payment_status is PaymentStatus.UNPAID


def test_a_page_that_is_closed_cannot_be_paid(stripe: StandIn) -> None:
    gateway = stripe.gateway()
    opened = gateway.open_checkout(a_checkout(stripe.clock))
    closed = gateway.expire_checkout(opened.session_id)
    assert (closed.status, closed.url) == (CheckoutStatus.EXPIRED, None)
    assert stripe.pay(opened.url).status_code == 410
    assert gateway.read_checkout(opened.session_id).payment_status is PaymentStatus.UNPAID
    assert stripe.state()["charges"] == []


def test_closing_twice_is_closing_once(stripe: StandIn) -> None:
    gateway = stripe.gateway()
    opened = gateway.open_checkout(a_checkout(stripe.clock))
    assert gateway.expire_checkout(opened.session_id) == gateway.expire_checkout(opened.session_id)


def test_closing_a_paid_page_says_that_it_was_paid(stripe: StandIn) -> None:
    gateway = stripe.gateway()
    opened = gateway.open_checkout(a_checkout(stripe.clock))
    stripe.pay(opened.url)
    facts = gateway.expire_checkout(opened.session_id)
    assert (facts.status, facts.payment_status) == (CheckoutStatus.COMPLETE, PaymentStatus.PAID)


def test_a_page_closes_by_itself_when_its_time_is_over(stripe: StandIn) -> None:
    gateway = stripe.gateway()
    opened = gateway.open_checkout(a_checkout(stripe.clock))
    stripe.clock.move(minutes=31, seconds=59)
    assert gateway.read_checkout(opened.session_id).status is CheckoutStatus.OPEN
    stripe.clock.move(seconds=1)
    assert gateway.read_checkout(opened.session_id).status is CheckoutStatus.EXPIRED
    assert stripe.pay(opened.url).status_code == 410


def test_a_challenge_left_open_ends_with_its_page(stripe: StandIn) -> None:
    gateway = stripe.gateway()
    opened = gateway.open_checkout(a_checkout(stripe.clock))
    challenge = stripe.pay(opened.url, "4000 0025 0000 3155").headers["location"]
    stripe.clock.move(minutes=33)
    assert stripe.answer_challenge(challenge, "complete").status_code == 410
    assert gateway.read_checkout(opened.session_id).payment_status is PaymentStatus.UNPAID


@pytest.mark.parametrize("minutes", [29, 24 * 60 + 1])
def test_a_page_lasts_between_half_an_hour_and_a_day(stripe: StandIn, minutes: int) -> None:
    request = a_checkout(stripe.clock, expires_at=stripe.clock() + timedelta(minutes=minutes))
    with pytest.raises(GatewayRefused) as refused:
        stripe.gateway().open_checkout(request)
    assert refused.value.code is RefusalCode.REFUSED
    assert stripe.state()["sessions"] == []


def test_a_page_that_never_was_is_not_found(stripe: StandIn) -> None:
    with pytest.raises(GatewayRefused) as refused:
        stripe.gateway().read_checkout("cs_test_nothing")
    assert refused.value.code is RefusalCode.NOT_FOUND
    with pytest.raises(GatewayRefused) as refused:
        stripe.gateway().expire_checkout("cs_test_nothing")
    assert refused.value.code is RefusalCode.NOT_FOUND


def test_a_wrong_key_is_a_fault_of_credentials(stripe: StandIn) -> None:
    with pytest.raises(GatewayRefused) as refused:
        stripe.gateway(api_key="sk_live_never").read_checkout("cs_test_nothing")
    assert refused.value.code is RefusalCode.CREDENTIALS


def test_a_refusal_repeats_nothing_that_was_sent(stripe: StandIn) -> None:
    with pytest.raises(GatewayRefused) as refused:
        stripe.gateway().open_checkout(a_checkout(stripe.clock, customer_email="no address of anybody"))
    assert "anybody" not in str(refused.value)
    assert "email_invalid" in refused.value.message


def test_pages_are_listed_by_when_they_were_opened_however_many_there_are(stripe: StandIn) -> None:
    gateway = stripe.gateway()
    morning = stripe.clock()
    for number in range(105):
        gateway.open_checkout(a_checkout(stripe.clock, idempotency_key=f"key-{number}", reference=f"B{number}"))
    stripe.clock.move(hours=1)
    gateway.open_checkout(a_checkout(stripe.clock, idempotency_key="later", reference="LATER"))
    found = [facts.reference for facts in gateway.checkouts_opened(morning, morning + timedelta(minutes=1))]
    assert found == [f"B{number}" for number in reversed(range(105))]


def test_nobody_there_is_no_answer() -> None:
    gone = StripeGateway("sk_test_x", ("whsec_x",), "http://127.0.0.1:9", livemode=False, retries=0)
    with closing(gone), pytest.raises(GatewayUnavailable):
        gone.read_checkout("cs_test_1")


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount_pence": 0},
        {"amount_pence": -1},
        {"statement_text": "FOUR"},
        {"statement_text": "LONGER THAN 22 LETTERS."},
        {"statement_text": "12345"},
        {"statement_text": "BOOK*INGS"},
        {"product_text": " "},
        {"reference": ""},
        {"idempotency_key": "k" * 256},
    ],
)
def test_what_no_gateway_would_take_is_not_even_asked(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        a_checkout(HandClock(), **wrong)


def test_the_environment_adds_no_proxy(stripe: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{stripe.url}/sandbox/stripe/state")  # the control: a client that listens to the environment
    request: CheckoutRequest = a_checkout(stripe.clock)
    assert stripe.gateway().open_checkout(request).status is CheckoutStatus.OPEN
