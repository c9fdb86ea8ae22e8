"""Whether somebody can pay now. Pure."""

from __future__ import annotations

from datetime import datetime

from programme.bookings.rules import is_over
from programme.bookings.states import ACTIVE, BookingState
from programme.payments.refusals import HoldEnded, NothingToPay
from programme.payments.states import FeeState


def can_pay(fee: FeeState | None, booking: BookingState | None, held_until_at: datetime | None, now: datetime) -> None:
    """Whether the fee is due for a place that he has and that is still kept for him. Raises NothingToPay or
    HoldEnded."""
    if fee is not FeeState.DUE or booking not in ACTIVE or held_until_at is None:
        raise NothingToPay()
    if booking is BookingState.HELD and is_over(held_until_at, now):
        raise HoldEnded()
