"""The life of a return to the force."""

from enum import StrEnum

from programme.shared.transitions import Transitions


class ReturnState(StrEnum):
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    ACTED_ON = "acted_on"
    SUPERSEDED = "superseded"


class ReturnEvent(StrEnum):
    ACKNOWLEDGED = "acknowledged"
    DISPOSAL_RECORDED = "disposal_recorded"
    DISPOSAL_TAKEN_BACK = "disposal_taken_back"
    SUPERSEDED = "superseded"


IN_THE_TRAY = (ReturnState.SENT, ReturnState.ACKNOWLEDGED, ReturnState.ACTED_ON)
"""The results that stand. One that was superseded is kept with its case and is in no tray."""

RETURNS = Transitions(
    "return",
    ReturnState,
    ReturnEvent,
    """
    state        | acknowledged | disposal_recorded | disposal_taken_back | superseded
    sent         | acknowledged | -                 | -                   | superseded
    acknowledged | -            | acted_on          | -                   | superseded
    acted_on     | -            | acted_on          | acknowledged        | -
    superseded   | -            | -                 | -                   | -
    """,
)
