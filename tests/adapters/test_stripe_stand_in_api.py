"""The stand-in behaves as Stripe documents its API, seen without the SDK."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.stripe_stand_in import StandIn

SESSION = {
    "mode": "payment",
    "success_url": "https://bookings.example.org/paid",
    "line_items[0][quantity]": "1",
    "line_items[0][price_data][currency]": "gbp",
    "line_items[0][price_data][unit_amount]": "9500",
    "line_items[0][price_data][product_data][name]": "Booking",
}
SESSIONS = "/v1/checkout/sessions"


def error_of(answer: Any) -> tuple[int, str, str | None, str | None]:
    error = answer.json()["error"]
    return answer.status_code, error["type"], error.get("code"), error.get("param")


def test_without_a_key_nothing_is_answered(stripe: StandIn) -> None:
    for header in ("", "Bearer", "Basic !", "Bearer nothing", "Bearer sk_live_secret", "Digest sk_test_1"):
        answer = stripe.call("GET", SESSIONS, Authorization=header)
        assert error_of(answer)[:2] == (401, "invalid_request_error")
        assert "sk_live_secret" not in answer.text
    assert stripe.call("GET", SESSIONS).status_code == 200


def test_every_answer_carries_its_number_and_its_version(stripe: StandIn) -> None:
    answers = [
        stripe.call("POST", SESSIONS, SESSION, Stripe_Version="2026-08-26.dahlia"),
        stripe.call("GET", f"{SESSIONS}/cs_test_no", Stripe_Version="2026-08-26.dahlia"),
    ]
    assert [answer.headers["stripe-version"] for answer in answers] == ["2026-08-26.dahlia"] * 2
    numbers = {answer.headers["request-id"] for answer in answers}
    assert len(numbers) == 2
    assert all(number.startswith("req_") for number in numbers)


@pytest.mark.parametrize(
    ("method", "path", "change", "expected"),
    [
        ("POST", SESSIONS, {"mode": None}, (400, None, "mode")),
        ("POST", SESSIONS, {"success_url": None}, (400, "parameter_missing", "success_url")),
        ("POST", SESSIONS, {"success_url": "javascript:alert(1)"}, (400, "url_invalid", "success_url")),
        ("POST", SESSIONS, {"success_url": "https://a.example; x"}, (400, "url_invalid", "success_url")),
        ("POST", SESSIONS, {"payment_method_types[0]": "card"}, (400, "parameter_unknown", "payment_method_types")),
        ("POST", SESSIONS, {"sucess_url": "x"}, (400, "parameter_unknown", "sucess_url")),
        (
            "POST",
            SESSIONS,
            {"line_items[0][price_data][unit_amount]": "95.00"},
            (400, "parameter_invalid_integer", "line_items[0][price_data][unit_amount]"),
        ),
        ("POST", SESSIONS, {"line_items[0][price_data][unit_amount]": "29"}, (400, "amount_too_small", None)),
        (
            "POST",
            SESSIONS,
            {"line_items[0][quantity]": None},
            (400, "parameter_missing", "line_items[0][quantity]"),
        ),
        (
            "POST",
            SESSIONS,
            {"payment_intent_data[statement_descriptor_suffix]": "12345"},
            (400, None, "payment_intent_data[statement_descriptor_suffix]"),
        ),
        ("POST", SESSIONS, {"customer_email": "nobody"}, (400, "email_invalid", "customer_email")),
        ("POST", SESSIONS, {"expires_at": "1"}, (400, None, "expires_at")),
        ("POST", SESSIONS, {"mode[a]": "b"}, (400, None, "mode")),
        ("GET", f"{SESSIONS}?limit=0", None, (400, "parameter_invalid_integer", "limit")),
        ("GET", f"{SESSIONS}?limits=1", None, (400, "parameter_unknown", "limits")),
        ("GET", f"{SESSIONS}/cs_test_no", None, (404, "resource_missing", "session")),
        ("POST", f"{SESSIONS}/cs_test_no/expire", {}, (404, "resource_missing", "session")),
        ("GET", "/v1/payment_intents/pi_no", None, (404, "resource_missing", "intent")),
        ("POST", "/v1/refunds", {"payment_intent": "pi_no"}, (404, "resource_missing", "payment_intent")),
        ("POST", "/v1/refunds", {"amount": "5"}, (400, None, None)),
        ("GET", "/v1/nothing", None, (404, None, None)),
        ("DELETE", SESSIONS, None, (404, None, None)),
    ],
)
def test_what_stripe_refuses_is_refused_in_stripes_words(
    stripe: StandIn, method: str, path: str, change: dict[str, str | None] | None, expected: tuple[Any, ...]
) -> None:
    form = None
    if change is not None:
        whole = (SESSION if path == SESSIONS else {}) | change
        form = {name: value for name, value in whole.items() if value is not None}
    status, kind, code, param = error_of(stripe.call(method, path, form))
    assert (status, code, param) == expected
    assert kind == "invalid_request_error"
    assert stripe.state()["sessions"] == []


def test_bytes_that_are_no_form_are_refused(stripe: StandIn) -> None:
    headers = {"Authorization": "Bearer sk_test_1"}
    for body in (b"mode=%ff", b"\xff=1", b"a[b=1", b"=1&[]=2"):
        assert stripe.client.post(SESSIONS, content=body, headers=headers).status_code == 400


def test_the_same_key_brings_the_same_answer_and_another_request_an_error(stripe: StandIn) -> None:
    first = stripe.call("POST", SESSIONS, SESSION, Idempotency_Key="k")
    again = stripe.call("POST", SESSIONS, SESSION, Idempotency_Key="k")
    assert (again.content, again.headers["idempotent-replayed"]) == (first.content, "true")
    assert again.headers["original-request"] == first.headers["request-id"]
    assert "idempotent-replayed" not in first.headers
    other = stripe.call("POST", SESSIONS, SESSION | {"locale": "cy"}, Idempotency_Key="k")
    assert error_of(other)[:2] == (400, "idempotency_error")


def test_a_refusal_after_the_work_began_is_kept_and_one_before_is_not(stripe: StandIn) -> None:
    session_id = stripe.call("POST", SESSIONS, SESSION).json()["id"]
    close = f"{SESSIONS}/{session_id}/expire"
    assert stripe.call("POST", close).status_code == 200
    kept = [stripe.call("POST", close, Idempotency_Key="k") for _ in range(2)]
    assert [answer.status_code for answer in kept] == [400, 400]
    assert kept[1].headers["idempotent-replayed"] == "true"
    wrong = SESSION | {"mode": "x"}
    assert stripe.call("POST", SESSIONS, wrong, Idempotency_Key="m").status_code == 400
    assert stripe.call("POST", SESSIONS, SESSION, Idempotency_Key="m").status_code == 200


def test_objects_are_put_in_the_place_of_ids_on_demand(stripe: StandIn) -> None:
    session = stripe.call("POST", SESSIONS, SESSION | {"expand[0]": "line_items"}).json()
    assert session["line_items"]["data"][0]["price"]["unit_amount"] == 9500
    stripe.pay(session["url"])
    path = f"{SESSIONS}/{session['id']}?expand[]=payment_intent.latest_charge"
    charge = stripe.call("GET", path).json()["payment_intent"]["latest_charge"]
    assert (charge["amount"], charge["status"]) == (9500, "succeeded")
    assert stripe.call("GET", f"/v1/charges/{charge['id']}").json() == charge
    assert error_of(stripe.call("GET", f"{SESSIONS}/{session['id']}?expand[]=secrets"))[0] == 400


def test_lists_come_newest_first_page_by_page(stripe: StandIn) -> None:
    made = [stripe.call("POST", SESSIONS, SESSION | {"client_reference_id": str(n)}).json()["id"] for n in range(5)]
    page = stripe.call("GET", f"{SESSIONS}?limit=2").json()
    assert ([one["id"] for one in page["data"]], page["has_more"]) == ([made[4], made[3]], True)
    rest = stripe.call("GET", f"{SESSIONS}?limit=3&starting_after={made[3]}").json()
    assert ([one["id"] for one in rest["data"]], rest["has_more"]) == (made[2::-1], False)
    newer = stripe.call("GET", f"{SESSIONS}?limit=2&ending_before={made[1]}").json()
    assert [one["id"] for one in newer["data"]] == [made[3], made[2]]
    stripe.call("POST", f"{SESSIONS}/{made[0]}/expire")
    closed = stripe.call("GET", f"{SESSIONS}?status=expired").json()
    assert [one["id"] for one in closed["data"]] == [made[0]]


def test_events_can_be_read_for_thirty_days(stripe: StandIn) -> None:
    stripe.pay(stripe.call("POST", SESSIONS, SESSION).json()["url"])
    listed = stripe.call("GET", "/v1/events?types[]=charge.succeeded&types[]=checkout.session.*").json()["data"]
    assert [one["type"] for one in listed] == ["checkout.session.completed", "charge.succeeded"]
    event = f"/v1/events/{listed[0]['id']}"
    assert stripe.call("GET", event).json()["data"]["object"]["payment_status"] == "paid"
    stripe.clock.move(days=30)
    assert stripe.call("GET", event).status_code == 200
    stripe.clock.move(seconds=1)
    assert stripe.call("GET", event).status_code == 404
    assert stripe.call("GET", "/v1/events").json()["data"] == []
    assert len(stripe.state()["events"]) == 4, "the control page remembers longer than Stripe does"
