"""The place is gone: what becomes of its fee in each of the states it can be in, and what is owed back."""

from __future__ import annotations

import pytest

from programme.payments.charging import settle_lost_place
from programme.payments.states import FeeState, RefundReason
from programme.shared.actor import WORKER
from programme.storage.database import Database
from tests.support.builders import a_world
from tests.support.till import Man, Till

FEE_PENCE = 9_500
GIVEN_BACK = [
    (FeeState.DUE, None, 0, FeeState.VOID),
    (FeeState.DUE, RefundReason.NO_PLACE, 0, FeeState.VOID),
    (FeeState.PAID, None, 0, FeeState.PAID),
    (FeeState.PAID, RefundReason.NO_PLACE, FEE_PENCE, FeeState.REFUND_DUE),
    (FeeState.WAIVED, None, 0, FeeState.WAIVED),
    (FeeState.WAIVED, RefundReason.NO_PLACE, 0, FeeState.WAIVED),
]


def booked(database: Database, state: FeeState) -> tuple[Till, Man]:
    """Somebody whose fee is in this state."""
    till = Till(database, a_world(database, fee_pence=0 if state is FeeState.WAIVED else FEE_PENCE))
    man = till.a_man()
    till.book(man, till.a_date())
    if state is FeeState.PAID:
        till.gateway.pay(till.open_page(man))
        till.tick()
    assert [fee.state for fee in till.fees(man)] == [state]
    return till, man


def settled(till: Till, man: Man, reason: RefundReason | None) -> int:
    return till.database.write_now(settle_lost_place, man.referral.id, reason, actor=WORKER, now=till.clock.now())


@pytest.mark.parametrize(("was", "reason", "pence", "becomes"), GIVEN_BACK)
def test_what_was_paid_goes_back_where_there_is_a_reason_and_what_was_not_is_owed_no_more(
    database: Database, was: FeeState, reason: RefundReason | None, pence: int, becomes: FeeState
) -> None:
    till, man = booked(database, was)

    assert settled(till, man, reason) == pence

    assert [fee.state for fee in till.fees(man)] == [becomes]
    assert [(one.reason, one.amount_pence) for one in till.refunds()] == [(reason, pence)] * bool(pence)


def test_who_never_had_a_place_is_owed_nothing(database: Database) -> None:
    till = Till.on(database)
    assert settled(till, till.a_man(), RefundReason.NO_PLACE) == 0
