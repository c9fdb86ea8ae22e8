"""How a case's status is said to the force that sent it."""

from __future__ import annotations

from programme.exchange.states import ExchangeState
from programme.insight.sent_cases import SentLine

_STATUS_WORDS: dict[ExchangeState, tuple[str, str]] = {
    ExchangeState.RECEIVED: ("Received, no offer yet", "yellow"),
    ExchangeState.ACCEPTED: ("Taken on, no date yet", "blue"),
    ExchangeState.BOOKED: ("Booked on a course", "green"),
    ExchangeState.RESULT_RETURNED: ("Result to acknowledge", "orange"),
    ExchangeState.ACKNOWLEDGED: ("Result acknowledged", "grey"),
    ExchangeState.REJECTED: ("Not taken", "red"),
}
"""A word and the tone of its tag."""

TO_DECIDE = ("To decide: record what was done", "orange")


def status_of(line: SentLine) -> tuple[str, str]:
    """Where a case is. A result that was acknowledged wants a decision while the clock runs and none is recorded."""
    waits = line.state is ExchangeState.ACKNOWLEDGED and line.over_at is None and line.done is None
    return TO_DECIDE if waits else _STATUS_WORDS[line.state]
