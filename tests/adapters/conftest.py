"""A stand-in for each test that asks, and the judge of everything that was said to it and by it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.adapters.stripe_contract import faults_of_answer, faults_of_object, faults_of_request
from tests.support.stripe_stand_in import Listener, StandIn, listening, running_stand_in

UNDERSTOOD, REFUSED = 200, 400


@pytest.fixture
def webhooks() -> Iterator[Listener]:
    """Hears what the stand-in tells."""
    with listening() as listener:
        yield listener


@pytest.fixture
def stripe(webhooks: Listener) -> Iterator[StandIn]:
    """A stand-in. When the test is over, every call, answer and event is held against Stripe's description."""
    with running_stand_in(webhooks_to=webhooks.url) as stand_in:
        yield stand_in
        check_against_the_description(stand_in)


def check_against_the_description(stand_in: StandIn) -> None:
    """AssertionError for anything that Stripe would not say or would not take."""
    faults: list[str] = []
    for one in stand_in.recorder.exchanges:
        try:
            if one.status == UNDERSTOOD:
                faults += faults_of_request(one.method, one.path, one.query, one.body)
            faults += faults_of_answer(one.method, one.path, one.status, one.answer)
        except LookupError:
            assert one.status >= REFUSED, f"{one.method} {one.path} is no call of Stripe's"
    state = stand_in.state()
    for kind in ("sessions", "payments", "charges", "refunds", "disputes", "events"):
        for body in state[kind]:
            faults += faults_of_object(body)
            if kind == "events":
                faults += faults_of_object(body["data"]["object"])
    assert not faults, json.dumps(faults, indent=1)
