"""The sum of one case's money, and what every page says of it before something is done. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from programme.payments.states import FeeState
from programme.shared.money import spoken_pounds


@dataclass(frozen=True, slots=True)
class Money:
    """`paid_pence` are with us, `due_pence` asked for and not paid, `back_pence` went back to his card or is on its
    way."""

    paid_pence: int = 0
    due_pence: int = 0
    back_pence: int = 0


def money_of(fee: FeeState | None, fee_pence: int, back_pence: int) -> Money:
    """`fee` is the newest of the case, None where there is none; `back_pence`: of every fee of it."""
    return Money(
        fee_pence if fee is FeeState.PAID else 0,
        fee_pence if fee is FeeState.DUE else 0,
        back_pence,
    )


def money_when_it_ends(money: Money) -> str:
    """The fate of his money where his place or his case ends and he gets everything back, for staff."""
    said = [
        f"{spoken_pounds(money.paid_pence)} goes back to his card" if money.paid_pence else "",
        f"The {spoken_pounds(money.due_pence)} that he has not paid is not owed any more" if money.due_pence else "",
        f"{spoken_pounds(money.back_pence)} was given back to his card before" if money.back_pence else "",
    ]
    return ". ".join(part for part in said if part) or "Nothing was paid"


def nothing_of_yours(money: Money) -> str:
    """The same to himself, where nothing of his is with us."""
    if money.back_pence:
        back = spoken_pounds(money.back_pence)
        return f"The {back} that you paid before has gone back to your card, or is on its way. You owe nothing."
    return "You have paid nothing, and you owe nothing."
