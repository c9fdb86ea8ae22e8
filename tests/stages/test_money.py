"""Sentences on pages about the money of a case come from one set of facts."""

from __future__ import annotations

import pytest

from programme.payments.money import Money, money_of, money_when_it_ends, nothing_of_yours
from programme.payments.states import FeeState

NOTHING = "You have paid nothing, and you owe nothing."
BACK = "The £95 that you paid before has gone back to your card, or is on its way. You owe nothing."


@pytest.mark.parametrize(
    ("fee", "back_pence", "money", "to_staff", "to_himself"),
    [
        (None, 0, Money(), "Nothing was paid", NOTHING),
        (FeeState.WAIVED, 0, Money(), "Nothing was paid", NOTHING),
        (FeeState.VOID, 0, Money(), "Nothing was paid", NOTHING),
        (FeeState.PAID, 0, Money(paid_pence=9500), "£95 goes back to his card", NOTHING),
        (
            FeeState.DUE, 0, Money(due_pence=9500),
            "The £95 that he has not paid is not owed any more", NOTHING,
        ),
        (FeeState.REFUND_DUE, 9500, Money(back_pence=9500), "£95 was given back to his card before", BACK),
        (FeeState.REFUNDED, 9500, Money(back_pence=9500), "£95 was given back to his card before", BACK),
        (
            FeeState.DUE, 9500, Money(due_pence=9500, back_pence=9500),
            "The £95 that he has not paid is not owed any more. £95 was given back to his card before", BACK,
        ),
        (
            FeeState.PAID, 9500, Money(paid_pence=9500, back_pence=9500),
            "£95 goes back to his card. £95 was given back to his card before", BACK,
        ),
    ],
)  # fmt: skip
def test_what_was_paid_owed_and_given_back_is_said_and_nothing_else(
    fee: FeeState | None, back_pence: int, money: Money, to_staff: str, to_himself: str
) -> None:
    assert money_of(fee, 9500, back_pence) == money
    assert money_when_it_ends(money) == to_staff
    assert nothing_of_yours(money) == to_himself
