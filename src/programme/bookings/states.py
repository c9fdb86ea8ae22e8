"""The life of a booking."""

from enum import StrEnum

from programme.shared.transitions import Transitions


class BookingState(StrEnum):
    HELD = "held"
    CONFIRMED = "confirmed"
    USED = "used"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"


class BookingEvent(StrEnum):
    FEE_PAID = "fee_paid"
    HOLD_LAPSED = "hold_lapsed"
    CANCELLED = "cancelled"
    REGISTER_SIGNED = "register_signed"
    SEATED_AGAIN = "seated_again"


BOOKINGS = Transitions(
    "booking",
    BookingState,
    BookingEvent,
    """
    state     | fee_paid  | hold_lapsed | cancelled | register_signed | seated_again
    held      | confirmed | lapsed      | cancelled | used            | -
    confirmed | -         | -           | cancelled | used            | -
    used      | -         | -           | -         | -               | -
    lapsed    | -         | -           | -         | -               | confirmed
    cancelled | -         | -           | -         | -               | -
    """,
)

ACTIVE = frozenset({BookingState.HELD, BookingState.CONFIRMED})
