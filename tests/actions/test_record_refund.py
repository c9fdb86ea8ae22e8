"""Money goes back: once, to the card that paid, never more than came, and a failure is somebody's task."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.actions.finish_task import finish_task
from programme.actions.record_dispute import record_dispute
from programme.actions.record_outside_refund import record_outside_refund
from programme.actions.record_refund import record_refund
from programme.bookings.states import BookingState
from programme.duties.models import Task, TaskKind
from programme.duties.states import TaskState
from programme.jobs.refunds import send_refunds, settle_refunds
from programme.payments.gateway import DisputeStatus, RefundStatus
from programme.payments.ledger import enter
from programme.payments.models import Fee, LedgerKind, Refund
from programme.payments.refunding import owe_refund, settling_payment, take_new_key
from programme.payments.states import FeeState, RefundReason, RefundState
from programme.shared.actor import WORKER, Actor, Door, Role
from programme.shared.refusal import NotFound
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
        return owe_refund(
            db, fee, RefundReason.WITHDRAWN, actor=WORKER, now=till.clock.now(), amount_pence=amount_pence
        )

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
    assert till.happened(man)[-2:] == ["fee_refund_failed", "task_raised"]
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


def test_of_two_payments_each_goes_back_to_its_own_card_and_no_other_does(till: Till, man: Man) -> None:
    def write(db: Session) -> list[tuple[str, int] | None]:
        now, fee = till.clock.now(), db.get_one(Fee, till.fees(man)[0].id)
        settled_by = settling_payment(db, fee)
        enter(db, fee, LedgerKind.PAYMENT, 1200, now=now, gateway_reference="pi_second")
        db.flush()
        assert settling_payment(db, fee) == settled_by
        owed = [
            owe_refund(db, fee, RefundReason.WITHDRAWN, actor=WORKER, now=now, payment_reference=payment)
            for payment in ("pi_of_nobody", "pi_second", settled_by, "pi_second")
        ]
        return [(one.payment_reference, one.amount_pence) if one else None for one in owed]

    nothing, second, first, again = till.database.write_now(write)
    assert (nothing, second, again) == (None, ("pi_second", 1200), None)
    assert first is not None
    assert first[1] == 9500


def test_a_refund_has_a_key_that_nobody_guesses_and_each_failure_counts_it_on(till: Till, man: Man) -> None:
    refund = owe(till, till.fees(man)[0].id)
    assert refund is not None
    keys = []
    for _ in range(3):
        keys.append(till.refunds()[0].idempotency_key)
        till.database.write_now(take_new_key, refund.id)
    assert re.fullmatch(r"refund-[0-9a-f]{32}", keys[0])
    assert keys[1:] == [f"{keys[0]}.1", f"{keys[0]}.2"]


@pytest.mark.parametrize("after_the_work", [False, True])
def test_a_failure_that_the_gateway_keeps_under_the_key_holds_no_refund_up_and_sends_none_twice(
    till: Till, man: Man, after_the_work: bool
) -> None:
    owe(till, till.fees(man)[0].id, 4000)  # a part: the gateway would give it twice
    till.gateway.breaks_and_keeps_it, till.gateway.breaks_after_the_work = 2, after_the_work
    tries = [send(till) for _ in range(4)]

    assert tries[0] == (0, 1)
    assert sum(done for done, _ in tries) == 1
    assert till.gateway.returned_pence == 4000
    till.assert_settled()


# ---- what asks a person is a task


def tasks(till: Till) -> dict[TaskKind, TaskState]:
    return {
        task.kind: task.state for task in till.database.read_now(lambda db: db.execute(select(Task)).scalars().all())
    }


def finish(till: Till, man: Man, kind: TaskKind) -> None:
    coordinator = Actor(Door.ADMIN, 1, "C", roles=frozenset({Role.COORDINATOR}))
    till.database.write_now(
        finish_task, actor=coordinator, now=till.clock.now(), reference=man.referral.reference, kind=kind
    )


def test_a_refund_that_the_bank_sends_back_is_owed_again_until_somebody_has_paid_it(till: Till, man: Man) -> None:
    till.cancel(man)
    send(till)
    assert till.fees(man)[0].state is FeeState.REFUNDED
    till.gateway.refund_becomes(str(till.refunds()[0].gateway_reference), RefundStatus.FAILED)
    for _ in range(2):  # and is told of twice
        till.deliver()
        till.handle()

    assert till.fees(man)[0].state is FeeState.REFUND_DUE
    assert till.balance_pence(man) == -9500
    assert tasks(till) == {TaskKind.REFUND_SENT_BACK: TaskState.OPEN}
    assert till.happened(man)[-2:] == ["fee_refund_failed", "task_raised"]

    finish(till, man, TaskKind.REFUND_SENT_BACK)

    assert till.fees(man)[0].state is FeeState.REFUNDED
    assert till.balance_pence(man) == 0
    assert tasks(till) == {TaskKind.REFUND_SENT_BACK: TaskState.DONE}
    assert till.happened(man)[-2:] == ["fee_refunded_by_hand", "task_done"]


def test_a_refund_that_never_went_is_owed_until_somebody_has_paid_it(till: Till, man: Man) -> None:
    payment = next(page.payment_id for page in till.gateway.pages.values() if page.payment_id)
    till.cancel(man)
    till.gateway.refund_outside(str(payment), 9500)  # nothing is left to refund
    send(till)

    assert tasks(till) == {TaskKind.REFUND_SENT_BACK: TaskState.OPEN}
    finish(till, man, TaskKind.REFUND_SENT_BACK)
    assert till.fees(man)[0].state is FeeState.REFUNDED


def test_a_dispute_is_a_task_until_it_is_won(till: Till, man: Man) -> None:
    payment = next(page.payment_id for page in till.gateway.pages.values() if page.payment_id)
    till.gateway.dispute(str(payment), 9500)
    till.deliver()
    till.handle()
    assert tasks(till) == {TaskKind.PAYMENT_DISPUTED: TaskState.OPEN}

    till.gateway.dispute(str(payment), 9500, DisputeStatus.WON)
    for _ in range(2):
        till.deliver()
        till.handle()

    assert tasks(till) == {TaskKind.PAYMENT_DISPUTED: TaskState.NOT_NEEDED}
    assert till.happened(man).count("dispute_won") == 1


def test_a_refund_made_outside_is_a_task(till: Till, man: Man) -> None:
    payment = next(page.payment_id for page in till.gateway.pages.values() if page.payment_id)
    till.gateway.refund_outside(str(payment), 9500)
    till.deliver()
    till.handle()

    assert tasks(till) == {TaskKind.PAYMENT_MISMATCH: TaskState.OPEN}


def test_a_neighbour_finishes_nothing_about_money(till: Till, man: Man) -> None:
    payment = next(page.payment_id for page in till.gateway.pages.values() if page.payment_id)
    till.gateway.refund_outside(str(payment), 9500)
    till.deliver()
    till.handle()
    neighbour = Actor(Door.PARTNER, 1, "N", force_code=man.referral.force_code)

    with pytest.raises(NotFound):
        till.database.write_now(
            finish_task,
            actor=neighbour,
            now=till.clock.now(),
            reference=man.referral.reference,
            kind=TaskKind.PAYMENT_MISMATCH,
        )
