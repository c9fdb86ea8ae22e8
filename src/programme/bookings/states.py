"""The life of a booking, and of a place that a neighbouring programme gives."""

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


class PlaceLost(StrEnum):
    """Why a place is his no more: it is told him as it went, and stands with the booking and the event.

    `CANCELLED`: by us, because the date was cancelled or is too late for his case. `CASE_ENDED`: by his own no, where
    what he paid stays with us; where a force ends a case everything goes back.
    """

    ASKED = "asked"
    HOLD_RAN_OUT = "hold_ran_out"
    CANCELLED = "cancelled"
    NOT_TAKEN_IN = "not_taken_in"
    CASE_ENDED = "case_ended"


HIS_OWN_DOING = frozenset({PlaceLost.ASKED, PlaceLost.HOLD_RAN_OUT, PlaceLost.CASE_ENDED})
"""Losses after which the fee goes back only with seven days' notice. Any other place was taken from him: all of it goes
back where his case ends without a further one."""
LOST = frozenset({BookingState.LAPSED, BookingState.CANCELLED})
ACTIVE = frozenset({BookingState.HELD, BookingState.CONFIRMED})


class ElsewhereState(StrEnum):
    """Where a place on a neighbouring programme's course is."""

    PLACED = "placed"
    CALLED_OFF = "called_off"
    OVER = "over"


class ElsewhereEvent(StrEnum):
    MOVED = "moved"
    CALLED_OFF = "called_off"
    RESULT_TOLD = "result_told"


PLACES_ELSEWHERE = Transitions(
    "place elsewhere",
    ElsewhereState,
    ElsewhereEvent,
    """
    state      | moved  | called_off | result_told
    placed     | placed | called_off | over
    called_off | -      | -          | -
    over       | -      | -          | -
    """,
)


class CallOffReason(StrEnum):
    """Why custody calls a place elsewhere off. A coded reason: the timeline is read by more people than the case."""

    CANCELLED_THERE = "cancelled_there"
    CANNOT_COME = "cannot_come"
    PLACE_HERE = "place_here"
    IN_ERROR = "in_error"
