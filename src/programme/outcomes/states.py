"""The life of a return to the force."""

from enum import StrEnum

from programme.shared.transitions import Transitions


class ReturnState(StrEnum):
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    ACTED_ON = "acted_on"


class ReturnEvent(StrEnum):
    ACKNOWLEDGED = "acknowledged"
    DISPOSAL_RECORDED = "disposal_recorded"


RETURNS = Transitions(
    "return",
    ReturnState,
    ReturnEvent,
    """
    state        | acknowledged | disposal_recorded
    sent         | acknowledged | -
    acknowledged | -            | acted_on
    acted_on     | -            | acted_on
    """,
)
