"""Whether a provider can change or cancel a date, by how it stands. Pure."""

from __future__ import annotations

from programme.courses.refusals import DateAlreadyCancelled, DateAlreadySigned, DateNotOpen
from programme.courses.states import DateState


def can_change_date(state: DateState) -> None:
    """Raises DateNotOpen."""
    if state is not DateState.OPEN:
        raise DateNotOpen()


def can_cancel_date(state: DateState) -> None:
    """Raises DateAlreadyCancelled or DateAlreadySigned."""
    if state is DateState.CANCELLED:
        raise DateAlreadyCancelled()
    if state is DateState.SIGNED:
        raise DateAlreadySigned()
