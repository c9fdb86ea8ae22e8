"""How pages and the timeline say where a place is."""

from __future__ import annotations

from programme.bookings.elsewhere import TOO_LATE
from programme.bookings.models import NeedKind
from programme.bookings.states import BookingState, CallOffReason, ElsewhereState

CALL_OFF_WORDS = {
    CallOffReason.CANCELLED_THERE: "The neighbouring programme cancelled it",
    CallOffReason.CANNOT_COME: "He cannot come on that day",
    CallOffReason.PLACE_HERE: "A date here is in time for him",
    CallOffReason.IN_ERROR: "It was recorded in error",
}

US = "us"
CALLED_OFF_BY = {
    CallOffReason.CANCELLED_THERE: "the other organisation",
    CallOffReason.CANNOT_COME: "you",
    CallOffReason.PLACE_HERE: US,
    CallOffReason.IN_ERROR: US,
}
"""Who called a place elsewhere off, as he himself is told it."""


def called_off_by(sentence: str) -> str:
    """The same by the sentence of the timeline; empty where the place went with his case."""
    by = {f"{CALL_OFF_WORDS[reason]}.": who for reason, who in CALLED_OFF_BY.items()} | {TOO_LATE: US}
    return by.get(sentence, "")


BOOKING_WORDS = {
    BookingState.HELD: "Held, not yet paid",
    BookingState.CONFIRMED: "Confirmed",
    BookingState.USED: "The day is over",
    BookingState.LAPSED: "Released: it was not paid in time",
    BookingState.CANCELLED: "Cancelled",
}

ELSEWHERE_WORDS = {
    ElsewhereState.PLACED: "Arranged",
    ElsewhereState.CALLED_OFF: "Called off",
    ElsewhereState.OVER: "The day is over",
}

NEED_WORDS = {
    NeedKind.STEP_FREE: "A way in without steps",
    NeedKind.HEARING_LOOP: "A hearing loop",
    NeedKind.INTERPRETER: "An interpreter",
    NeedKind.PRAYER_ROOM: "A room to pray in",
    NeedKind.CARER: "Somebody who cares for the person comes too",
    NeedKind.OTHER: "Something else",
}
