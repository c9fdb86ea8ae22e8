"""The figures shown before somebody gives up a place, or a case: where they stand otherwise now, nothing is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from programme.bookings.rules import has_notice
from programme.payments.states import FeeState


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """His place; and what he paid for it, and how much goes back, where the page says so."""

    booking: str
    starts_at: datetime
    paid_pence: int = 0
    back_pence: int = 0


def place_to_cancel(
    booking: str, starts_at: datetime, fee: FeeState | None, fee_pence: int, *, now: datetime
) -> PlaceShown:
    """His place, and what becomes of his money where he gives it up now."""
    if fee is not FeeState.PAID:
        return PlaceShown(booking, starts_at)
    return PlaceShown(booking, starts_at, fee_pence, fee_pence if has_notice(starts_at, now) else 0)


@dataclass(frozen=True, slots=True)
class WithdrawalShown:
    """The parts of a case that end with it: a place here or at a neighbour's, what was paid, an offer, and whether a
    concern stops it."""

    place_at: datetime | None
    elsewhere_on: date | None
    paid_pence: int
    offer_stands: bool
    stopped: bool
