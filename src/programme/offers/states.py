"""The life of an offer."""

from enum import StrEnum

from programme.shared.transitions import Transitions


class OfferState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class OfferEvent(StrEnum):
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    LAPSE_UNDONE = "lapse_undone"


OFFERS = Transitions(
    "offer",
    OfferState,
    OfferEvent,
    """
    state     | accepted | declined | lapsed | withdrawn | lapse_undone
    open      | accepted | declined | lapsed | withdrawn | -
    accepted  | -        | declined | -      | withdrawn | -
    declined  | -        | -        | -      | -         | -
    lapsed    | -        | -        | -      | -         | open
    withdrawn | -        | -        | -      | -         | -
    """,
)
