"""How a case's status is said to the force that sent it."""

from __future__ import annotations

from programme.exchange.states import ExchangeState
from programme.outcomes.models import Verdict

STATUS_WORDS: dict[ExchangeState, tuple[str, str]] = {
    ExchangeState.RECEIVED: ("Received, no offer yet", "yellow"),
    ExchangeState.ACCEPTED: ("Taken on, no date yet", "blue"),
    ExchangeState.BOOKED: ("Booked on a course", "green"),
    ExchangeState.RESULT_RETURNED: ("Result to acknowledge", "orange"),
    ExchangeState.ACKNOWLEDGED: ("Result acknowledged", "grey"),
    ExchangeState.REJECTED: ("Not taken", "red"),
}
"""A word and the tone of its tag."""

VERDICT_TONES = {Verdict.COMPLETED: "green", Verdict.FAILED: "red", Verdict.NO_FAULT: "blue"}
