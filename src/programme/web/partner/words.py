"""How a case's status is said to the force that sent it."""

from __future__ import annotations

from programme.exchange.states import ExchangeState
from programme.insight.sent_cases import SentLine
from programme.referrals.states import ReferralState
from programme.referrals.words import state_words

BACK_TAGS: dict[ReferralState, tuple[str, str]] = {
    ReferralState.RETURNED: ("Result to acknowledge", "orange"),
    ReferralState.ACKNOWLEDGED: ("To decide: record what was done", "orange"),
    ReferralState.WITHDRAWN: ("Withdrawn: record what was done", "orange"),
}
"""It is back with its force, which has something to do."""
WITH_US_TAGS: dict[ExchangeState, tuple[str, str]] = {
    ExchangeState.RECEIVED: ("Received, no offer yet", "yellow"),
    ExchangeState.ACCEPTED: ("Taken on, no date yet", "blue"),
    ExchangeState.BOOKED: ("Booked on a course", "green"),
    ExchangeState.REJECTED: ("Not taken", "red"),
    ExchangeState.RESULT_RETURNED: ("Result back", "grey"),
    ExchangeState.ACKNOWLEDGED: ("Result acknowledged", "grey"),
}
"""A word and the tone of its tag."""
CLOSED = ("Closed", "grey")
STOPPED = state_words(ReferralState.INELIGIBLE, stopped=True)
HELD = ("Place held, not paid yet", "yellow")


def status_of(line: SentLine) -> tuple[str, str]:
    """The step that its force has to take, or how far it is; the clock says how it ended."""
    if line.done is not None:
        return CLOSED
    if line.case_state in BACK_TAGS:
        return BACK_TAGS[line.case_state]
    if line.stopped and line.case_state is ReferralState.INELIGIBLE:
        return STOPPED
    return HELD if line.state is ExchangeState.BOOKED and line.held else WITH_US_TAGS[line.state]
