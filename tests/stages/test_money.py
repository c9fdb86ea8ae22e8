"""Sentences on pages about the money of a case come from one set of facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from programme.payments.money import (
    BANK_TAKES,
    Money,
    money_of,
    money_when_it_ends,
    nothing_of_yours,
    still_on_its_way,
    your_money_at_the_end,
)
from programme.payments.states import FeeState
from tests.support.own_cases import CONFIRMED, NOW

NOTHING = "You have paid nothing, and you owe nothing."
BACK = "The £95 that you paid went back to your card. You owe nothing."


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


def test_what_goes_back_is_on_its_way_until_his_bank_has_it() -> None:
    sent_at = NOW - BANK_TAKES + timedelta(seconds=1)
    assert still_on_its_way(9500, 9500, None, NOW) == 9500, "it is not sent"
    assert still_on_its_way(9500, 0, sent_at, NOW) == 9500, "it is sent, and cannot be seen yet"
    assert still_on_its_way(9500, 0, sent_at - timedelta(seconds=1), NOW) == 0
    assert still_on_its_way(19000, 9500, NOW - timedelta(days=30), NOW) == 9500, "an earlier one has arrived"
    assert still_on_its_way(0, 0, None, NOW) == 0


@pytest.mark.parametrize(
    ("money", "said"),
    [
        (Money(), ""),
        (Money(due_pence=9500), ""),
        (Money(paid_pence=9500), "The £95 that you paid goes back to your card."),
        (Money(back_pence=9500, on_way_pence=9500), "The £95 that you paid is on its way back to your card."),
        (Money(back_pence=9500), "The £95 that you paid went back to your card."),
        (
            Money(back_pence=19000, on_way_pence=9500),
            "The £95 that you paid went back to your card. The £95 that you paid is on its way back to your card.",
        ),
    ],
)
def test_who_paid_nothing_reads_of_no_money_at_the_end(money: Money, said: str) -> None:
    assert your_money_at_the_end(money) == said


def test_his_money_is_that_of_his_case_at_the_moment() -> None:
    back = replace(CONFIRMED, fee_state=None, back_pence=9500, sent_back_at=NOW)
    assert back.money(NOW) == Money(back_pence=9500, on_way_pence=9500)
    assert back.money(NOW + BANK_TAKES) == Money(back_pence=9500)
    assert CONFIRMED.money(NOW) == Money(paid_pence=9500)
