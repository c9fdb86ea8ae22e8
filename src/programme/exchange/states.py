"""The life of a referral between forces."""

from enum import StrEnum

from programme.shared.transitions import Transitions


class ExchangeState(StrEnum):
    RECEIVED = "received"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    BOOKED = "booked"
    RESULT_RETURNED = "result_returned"
    ACKNOWLEDGED = "acknowledged"


class ExchangeEvent(StrEnum):
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    PLACE_BOOKED = "place_booked"
    PLACE_LOST = "place_lost"
    RESULT_RETURNED = "result_returned"
    ACKNOWLEDGED = "acknowledged"
    REOPENED = "reopened"


EXCHANGES = Transitions(
    "exchange",
    ExchangeState,
    ExchangeEvent,
    """
    state           | accepted | rejected | place_booked | place_lost | result_returned | acknowledged | reopened
    received        | accepted | rejected | -            | -          | result_returned | -            | -
    accepted        | -        | -        | booked       | accepted   | result_returned | -            | -
    rejected        | accepted | -        | -            | -          | -               | acknowledged | -
    booked          | -        | -        | booked       | accepted   | result_returned | -            | -
    result_returned | -        | -        | -            | -          | result_returned | acknowledged | accepted
    acknowledged    | -        | -        | -            | -          | result_returned | -            | accepted
    """,
)
