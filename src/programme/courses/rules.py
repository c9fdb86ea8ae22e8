"""Whether a programme can make offers, and whether a provider can change or cancel a date. Pure."""

from __future__ import annotations

from programme.courses.refusals import DateAlreadyCancelled, DateAlreadySigned, DateNotOpen
from programme.courses.states import DateState


def lacks_for_offers(has_fee: bool, statement_text: str, helpline: str, *, notice_decided: bool) -> tuple[str, ...]:
    """The settings a programme lacks before anybody can be offered a place; nothing once it is set up."""
    needed: dict[str, object] = {
        "fee": has_fee,
        "words for a bank statement": statement_text,
        "number to call for help": helpline,
    }
    needed["privacy notice in which every point is decided"] = notice_decided
    return tuple(what for what, given in needed.items() if not given)


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
