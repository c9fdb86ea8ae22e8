"""The sum of one case's money, and what every page says of it before something is done. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from programme.payments.states import FeeState
from programme.shared.money import spoken_pounds


@dataclass(frozen=True, slots=True)
class Money:
    """`paid_pence` are with us, `due_pence` asked for and not paid, `back_pence` went back to his card or is on its
    way, `on_way_pence` of that is not with his bank yet. `by_card`: he paid by card, and not outside."""

    paid_pence: int = 0
    due_pence: int = 0
    back_pence: int = 0
    on_way_pence: int = 0
    by_card: bool = True

    @property
    def back_to(self) -> str:
        """Where his money goes back to, in words to him."""
        return "your card" if self.by_card else "you"

    @property
    def arrived_pence(self) -> int:
        """Went back, and his bank has had the time to show it."""
        return self.back_pence - self.on_way_pence


BANK_TAKES = timedelta(days=10)
"""So long a bank can take to show what was sent to it: every message and page says so."""


def money_of(
    fee: FeeState | None, fee_pence: int, back_pence: int, on_way_pence: int = 0, *, by_card: bool = True
) -> Money:
    """`fee` is the newest of the case, None where there is none; `back_pence`: of every fee of it."""
    return Money(
        fee_pence if fee is FeeState.PAID else 0,
        fee_pence if fee is FeeState.DUE else 0,
        back_pence,
        on_way_pence,
        by_card,
    )


def still_on_its_way(back_pence: int, not_sent_pence: int, sent_at: datetime | None, now: datetime) -> int:
    """How much of what goes back is not with his bank: what is not sent, and what was sent too lately to be there.
    `sent_at` is when the last of it was sent."""
    lately = sent_at is not None and now < sent_at + BANK_TAKES
    return back_pence if lately else not_sent_pence


def money_when_it_ends(money: Money) -> str:
    """The fate of his money where his place or his case ends and he gets everything back, for staff."""
    to = "his card" if money.by_card else "him, by hand"
    said = [
        f"{spoken_pounds(money.paid_pence)} goes back to {to}" if money.paid_pence else "",
        f"The {spoken_pounds(money.due_pence)} that he has not paid is not owed any more" if money.due_pence else "",
        f"{spoken_pounds(money.back_pence)} was given back to {to} before" if money.back_pence else "",
    ]
    return ". ".join(part for part in said if part) or "Nothing was paid"


def nothing_of_yours(money: Money) -> str:
    """The same to himself, where nothing of his is with us."""
    if money.back_pence:
        return f"{back_to_you(money)} You owe nothing."
    return "You have paid nothing, and you owe nothing."


def back_to_you(money: Money) -> str:
    """The money that went back to him, and that is on its way; empty where nothing was to."""
    said = [
        f"The {spoken_pounds(money.arrived_pence)} that you paid went back to {money.back_to}."
        if money.arrived_pence
        else "",
        f"The {spoken_pounds(money.on_way_pence)} that you paid is on its way back to {money.back_to}."
        if money.on_way_pence
        else "",
    ]
    return " ".join(part for part in said if part)


def your_money_at_the_end(money: Money) -> str:
    """The fate of his money where it ended through no fault of his; empty where he paid nothing."""
    if money.paid_pence:
        return f"The {spoken_pounds(money.paid_pence)} that you paid goes back to {money.back_to}."
    return back_to_you(money)
