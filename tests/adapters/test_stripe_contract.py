"""The judge itself: it accepts what the SDK was seen to send and refuses what was damaged on purpose."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.stripe_contract import HERE, faults_of_object, faults_of_request
from tests.support.stripe_stand_in import StandIn

RECORDED: list[dict[str, Any]] = json.loads((HERE / "recorded-requests.json").read_text())["requests"]
ORDINARY = next(one for one in RECORDED if one["label"] == "checkout session, ordinary")


@pytest.mark.parametrize("request_", RECORDED, ids=[one["label"] for one in RECORDED])
def test_recorded_requests_are_judged_as_they_should_be(request_: dict[str, Any]) -> None:
    faults = faults_of_request(request_["method"], request_["path"], b"", request_["body"].encode())
    assert (not faults) == request_["valid_with_patch"], faults


@pytest.mark.parametrize(
    ("right", "damaged"),
    [
        ("mode=payment", "mode=barter"),
        ("cancel_url=", "cancle_url="),
        ("[unit_amount]=9500", "[unit_amount]=95.00"),
        ("[quantity]=2", "[quantity]=two"),
        ("line_items[0][price_data][currency]=gbp&", ""),
    ],
)
def test_a_damaged_request_is_found(right: str, damaged: str) -> None:
    body = ORDINARY["body"].replace(right, damaged)
    assert body != ORDINARY["body"]
    assert faults_of_request("POST", ORDINARY["path"], b"", body.encode())


def test_a_damaged_answer_is_found(stripe: StandIn) -> None:
    form = {
        "mode": "payment",
        "success_url": "https://a.example",
        "line_items[0][quantity]": "1",
        "line_items[0][price_data][currency]": "gbp",
        "line_items[0][price_data][unit_amount]": "100",
        "line_items[0][price_data][product_data][name]": "x",
    }
    session = stripe.call("POST", "/v1/checkout/sessions", form).json()
    assert faults_of_object(session) == []
    assert faults_of_object(session | {"payment_status": "perhaps"})
    assert faults_of_object({name: value for name, value in session.items() if name != "expires_at"})
