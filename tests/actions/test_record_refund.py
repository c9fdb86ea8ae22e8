"""Money goes back: once, to the card that paid, never more than came, and a failure is somebody's task."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from programme.actions.record_dispute import record_dispute
from programme.actions.record_outside_refund import record_outside_refund
from programme.actions.record_refund import record_refund
from programme.bookings.states import BookingState
from programme.jobs.refunds import send_refunds, settle_refunds
from programme.payments.gateway import DisputeStatus, RefundStatus
from programme.payments.models import Fee, LedgerKind, Refund
from programme.payments.refunding import owe_refund
from programme.payments.states import FeeState, RefundState
from programme.shared.actor import WORKER
from programme.storage.database import Database
from tests.support.till import Man, Till


@pytest.fixture
def till(database: Database) -> Till:
    return Till.on(database)


@pytest.fixture
def man(till: Till) -> Man:
    """Somebody with a paid place, who paid by card."""
    man = till.a_man()
    till.book(man, till.a_date())
    till.gateway.pay(till.open_page(man))
    till.deliver()
    till.handle()
    assert till.bookings(man)[0].state is BookingState.CONFIRMED
    return man


def send(till: Till) -> tuple[int, int]:
    count = send_refunds(till.database, till.gateway, now=till.clock.now())
    return count.done, count.failed


def owe(till: Till, fee_id: int, amount_pence: int | None = None) -> Refund | None:
    """A refund is decided."""

    def write(db: Session) -> Refund | None:
        fee = db.get_one(Fee, fee_id)
        return owe_refund(db, fee, "withdrawn", actor=WORKER, now=till.clock.now(), amount_pence=amount_pence)

    return till.database.write_now(write)


def test_a_timely_cancellation_gives_the_whole_fee_back(till: Till, man: Man) -> None:
    till.cancel(man)
    assert till.fees(man)[0].state is FeeState.REFUND_DUE
    assert till.balance_pence(man) == -9500

    assert send(till) == (1, 0)

    [refund] = till.refunds()
    assert (refund.state, refund.amount_pence) == (RefundState.DONE, 9500)
    assert till.fees(man)[0].state is FeeState.REFUNDED
    assert till.told(man)[-1] == ("fee_refunded", "queued")
    assert till.happened(man)[-1] == "fee_refunded"
    assert till.balance_pence(man) == 0
    till.assert_settled()


def test_a_refund_is_asked_for_once_however_often_the_job_runs(till: Till, man: Man) -> None:
    till.cancel(man)

    assert [send(till), send(till)] == [(1, 0), (0, 0)]
    assert till.gateway.returned_pence == 9500


def test_an_answer_that_was_lost_is_asked_for_again_under_the_same_key(till: Till, man: Man) -> None:
    till.cancel(man)
    till.gateway.loses_answers = True
    assert send(till) == (0, 1)
    assert till.gateway.returned_pence == 9500  # it happened; we do not know
    till.gateway.loses_answers = False

    assert send(till) == (1, 0)

    assert till.gateway.returned_pence == 9500
    till.assert_settled()


def test_a_refund_is_looked_for_when_the_gateway_has_forgotten_its_key(till: Till, man: Man) -> None:
    owe(till, till.fees(man)[0].id, 4000)
    till.gateway.loses_answers = True
    send(till)
    till.gateway.loses_answers = False
    till.gateway.forget_keys()
    till.clock.move(days=2)

    assert send(till) == (1, 0)

    assert till.gateway.returned_pence == 4000
    till.assert_settled()


def test_a_refund_on_its_way_is_asked_after_until_it_has_come(till: Till, man: Man) -> None:
    till.gateway.refund_status = RefundStatus.PENDING
    till.cancel(man)
    send(till)
    assert till.refunds()[0].state is RefundState.SENT
    assert "fee_refunded" not in till.happened(man)

    assert settle_refunds(till.database, till.gateway, now=till.clock.now()).done == 0
    till.gateway.refund_becomes(str(till.refunds()[0].gateway_reference), RefundStatus.SUCCEEDED)
    assert settle_refunds(till.database, till.gateway, now=till.clock.now()).done == 1

    assert till.fees(man)[0].state is FeeState.REFUNDED
    till.assert_settled()


def test_a_refund_that_is_refused_becomes_somebodys_task_and_holds_up_no_other(till: Till, man: Man) -> None:
    other = till.a_man()
    till.book(other, till.a_date())
    till.gateway.pay(till.open_page(other))
    till.deliver()
    till.handle()
    payment = till.gateway.pages[till.pages(man)[0].gateway_reference or ""].payment_id
    till.cancel(man)
    till.cancel(other)
    till.gateway.refund_outside(str(payment), 9500)  # nothing is left to refund

    assert send(till) == (1, 1)

    assert [refund.state for refund in till.refunds()] == [RefundState.FAILED, RefundState.DONE]
    assert till.happened(man)[-1] == "fee_refund_failed"
    assert "fee_refunded" not in [notice for notice, _ in till.told(man)]
    assert send(till) == (0, 0)


def test_wrong_credentials_fail_no_refund_for_good(till: Till, man: Man) -> None:
    till.cancel(man)
    till.gateway.credentials_wrong = True
    assert send(till) == (0, 1)
    assert till.refunds()[0].state is RefundState.OWED
    till.gateway.credentials_wrong = False

    assert send(till) == (1, 0)


def test_what_is_on_its_way_is_not_asked_for_again(till: Till, man: Man) -> None:
    till.gateway.refund_status = RefundStatus.PENDING
    till.cancel(man)
    send(till)
    asked = len(till.gateway.calls)

    assert send(till) == (0, 0)
    assert len(till.gateway.calls) == asked


def test_money_that_the_bank_sends_back_is_owed_again_and_told_once(till: Till, man: Man) -> None:
    till.cancel(man)
    send(till)
    refund_id = str(till.refunds()[0].gateway_reference)

    till.gateway.refund_becomes(refund_id, RefundStatus.FAILED)
    till.deliver(times=3)
    till.handle()
    till.handle()

    assert till.refunds()[0].state is RefundState.FAILED
    assert till.happened(man).count("fee_refund_failed") == 1
    assert till.balance_pence(man) == -9500
    assert till.entered_pence(LedgerKind.REFUND) == 0
    till.assert_settled()


def test_a_success_told_twice_is_entered_once(till: Till, man: Man) -> None:
    till.cancel(man)
    send(till)
    [refund] = till.refunds()
    facts = till.gateway.refunds[str(refund.gateway_reference)]

    again = till.database.write_now(record_refund, actor=WORKER, now=till.clock.now(), refund_id=refund.id, facts=facts)

    assert again == "already"
    assert till.entered_pence(LedgerKind.REFUND) == 9500


def test_a_refund_made_outside_is_entered_once_and_never_refunded_again(till: Till, man: Man) -> None:
    payment = str(till.gateway.pages[till.pages(man)[0].gateway_reference or ""].payment_id)
    refund_id = till.gateway.refund_outside(payment, 9500)
    till.deliver(times=2)

    assert till.handle().failed == 1  # somebody has to decide what it means

    assert till.bookings(man)[0].state is BookingState.CONFIRMED
    assert till.happened(man).count("fee_refunded_outside") == 1
    facts = till.gateway.refunds[refund_id]
    for _ in range(2):
        assert (
            till.database.write_now(record_outside_refund, actor=WORKER, now=till.clock.now(), facts=facts) == "already"
        )
    till.cancel(man)
    assert len(till.refunds()) == 1
    assert send(till) == (0, 0)
    assert till.gateway.returned_pence == 9500


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=st.lists(st.one_of(st.none(), st.integers(min_value=1, max_value=12_000)), min_size=1, max_size=6))
def test_refunds_never_pass_what_was_paid(till: Till, amounts: list[int | None]) -> None:
    man = till.a_man()
    till.book(man, till.a_date())
    till.gateway.pay(till.open_page(man))
    till.deliver()
    till.handle()
    fee_id = till.fees(man)[0].id

    for amount in amounts:
        owe(till, fee_id, amount)

    owed = sum(refund.amount_pence for refund in till.refunds() if refund.fee_id == fee_id)
    assert owed == min(9500, sum(9500 if amount is None else amount for amount in amounts))
    send(till)
    till.assert_settled()


def test_a_dispute_is_told_once_a_step_and_changes_nothing_else(till: Till, man: Man) -> None:
    payment = str(till.gateway.pages[till.pages(man)[0].gateway_reference or ""].payment_id)
    till.gateway.dispute(payment, 9500)
    till.deliver(times=3)
    assert till.handle().failed == 1

    dispute_id = till.gateway.dispute(payment, 9500, DisputeStatus.LOST)
    for _ in range(2):
        till.database.write_now(
            record_dispute, actor=WORKER, now=till.clock.now(), facts=till.gateway.disputes[dispute_id]
        )

    assert till.happened(man).count("fee_disputed") == 2
    assert till.bookings(man)[0].state is BookingState.CONFIRMED
    assert till.fees(man)[0].state is FeeState.PAID


def test_nothing_is_owed_back_of_what_was_not_paid(till: Till) -> None:
    man = till.a_man()
    till.book(man, till.a_date())
    fee_id = till.fees(man)[0].id

    assert owe(till, fee_id) is None
