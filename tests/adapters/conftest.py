"""A stand-in for each test that asks, and the judge of everything that was said to it and by it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.stripe_contract import check_against_the_description
from tests.support.stripe_stand_in import Listener, StandIn, listening, running_stand_in


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
