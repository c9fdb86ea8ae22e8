"""The life of a concern."""

from enum import StrEnum

from programme.shared.transitions import Transitions


class ConcernState(StrEnum):
    OPEN = "open"
    CLEARED = "cleared"
    UPHELD = "upheld"


class ConcernEvent(StrEnum):
    CLEARED = "cleared"
    UPHELD = "upheld"


CONCERNS = Transitions(
    "concern",
    ConcernState,
    ConcernEvent,
    """
    state   | cleared | upheld
    open    | cleared | upheld
    cleared | -       | -
    upheld  | cleared | -
    """,
)
