"""The timeline says how much time was left in words that are true of every day, also once the last has passed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from programme.history.events import ResultReturned, RungPassedUp, RungRaised, RungToldAgain
from programme.history.timeline import Moment

AT = datetime(2027, 2, 1, 12, tzinfo=UTC)
SAID = {
    27: "27 days were left to charge.",
    1: "1 day was left to charge.",
    0: "It was the last day to charge.",
    -1: "The last day to charge had passed 1 day before.",
    -27: "The last day to charge had passed 27 days before.",
}


@pytest.mark.parametrize("days", SAID)
@pytest.mark.parametrize("event", [ResultReturned, RungRaised, RungPassedUp, RungToldAgain], ids=lambda one: one.name)
def test_the_time_that_was_left_is_never_less_than_none(event: object, days: int) -> None:
    facts = {"days_left": days, "force": "Essex", "role": "the supervisor", "rung": 14, "stands_for": ""}
    words = Moment(event.name, facts, AT, AT, "X").words  # type: ignore[attr-defined]
    assert SAID[days] in words
    assert "-" not in words
