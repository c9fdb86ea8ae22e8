"""Money on its way back, and money that is asked back, through the adapter."""

from __future__ import annotations

import threading

import pytest

from programme.payments.gateway import (
    DisputeStatus,
    GatewayRefused,
    PaymentStatus,
    RefundRequest,
    RefundStatus,
    RefusalCode,
)
from tests.support.stripe_stand_in import PAYS, StandIn, a_checkout, wait_until


def paid(stripe: StandIn, number: str = PAYS) -> str:
    """A payment of £95."""
    gateway = stripe.gateway()
    opened = gateway.open_checkout(a_checkout(stripe.clock))
    assert stripe.pay(opened.url, number).status_code == 303
    payment_id = gateway.read_checkout(opened.session_id).payment_id
    assert payment_id is not None
    return payment_id


def back(payment_id: str, pence: int, key: str = "refund-1") -> RefundRequest:
    return RefundRequest(key, payment_id, pence, "B7KQ2M")


def test_a_refund_goes_back_to_the_payment_it_came_from(stripe: StandIn) -> None:
    gateway, payment_id = stripe.gateway(), paid(stripe)
    refund = gateway.refund(back(payment_id, 9500))
    assert (refund.status, refund.amount_pence) == (RefundStatus.SUCCEEDED, 9500)
    assert (refund.payment_id, refund.reference) == (payment_id, "B7KQ2M")
    assert gateway.read_refund(refund.refund_id) == refund
    assert stripe.payment(payment_id).refunded_pence == 9500


def test_a_refund_in_parts_ends_where_the_payment_ends(stripe: StandIn) -> None:
    gateway, payment_id = stripe.gateway(), paid(stripe)
    gateway.refund(back(payment_id, 4000, "part"))
    with pytest.raises(GatewayRefused) as refused:
        gateway.refund(back(payment_id, 5501, "too much"))
    assert refused.value.code is RefusalCode.REFUND_TOO_LARGE
    gateway.refund(back(payment_id, 5500, "rest"))
    with pytest.raises(GatewayRefused) as refused:
        gateway.refund(back(payment_id, 1, "again"))
    assert refused.value.code is RefusalCode.ALREADY_REFUNDED
    assert [refund.amount_pence for refund in gateway.find_refunds(payment_id)] == [5500, 4000]
    assert stripe.payment(payment_id).refunded_pence == 9500


def test_the_same_key_refunds_once(stripe: StandIn) -> None:
    gateway, payment_id = stripe.gateway(), paid(stripe)
    made = {gateway.refund(back(payment_id, 3000)).refund_id for _ in range(3)}
    assert len(made) == 1
    assert stripe.payment(payment_id).refunded_pence == 3000


def test_many_at_once_under_one_key_refund_once(stripe: StandIn) -> None:
    gateway, payment_id = stripe.gateway(), paid(stripe)
    made: list[str] = []
    start = threading.Barrier(8)

    def ask() -> None:
        start.wait()
        made.append(gateway.refund(back(payment_id, 3000)).refund_id)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), len(set(made))) == (8, 1)
    assert stripe.payment(payment_id).refunded_pence == 3000


def test_an_unpaid_payment_has_nothing_to_refund(stripe: StandIn) -> None:
    gateway = stripe.gateway()
    opened = gateway.open_checkout(a_checkout(stripe.clock))
    stripe.pay(opened.url, "4000 0000 0000 0002")
    payment_id = gateway.read_checkout(opened.session_id).payment_id
    assert payment_id is not None
    with pytest.raises(GatewayRefused) as refused:
        gateway.refund(back(payment_id, 9500))
    assert refused.value.code is RefusalCode.REFUSED
    assert gateway.find_refunds(payment_id) == ()


def test_a_refund_of_nothing_is_not_even_asked() -> None:
    with pytest.raises(ValueError, match="amount_pence"):
        back("pi_1", 0)


def test_a_refund_made_by_hand_is_found_and_is_not_ours(stripe: StandIn) -> None:
    gateway, payment_id = stripe.gateway(), paid(stripe)
    stripe.control(f"payments/{payment_id}/refund", amount="1000")
    (found,) = gateway.find_refunds(payment_id)
    assert (found.amount_pence, found.reference) == (1000, None)


def test_a_refund_that_the_bank_sends_back_has_failed(stripe: StandIn) -> None:
    gateway, payment_id = stripe.gateway(), paid(stripe, "4000 0000 0000 5126")
    refund = gateway.refund(back(payment_id, 9500))
    assert refund.status is RefundStatus.SUCCEEDED
    stripe.clock.move(minutes=1)
    assert gateway.read_refund(refund.refund_id).status is RefundStatus.FAILED
    assert stripe.payment(payment_id).refunded_pence == 0


def test_a_disputed_payment_stays_paid_and_cannot_be_refunded(stripe: StandIn) -> None:
    gateway, payment_id = stripe.gateway(), paid(stripe, "4000 0000 0000 0259")
    assert not stripe.payment(payment_id).disputed
    stripe.clock.move(minutes=1)
    payment = stripe.payment(payment_id)
    assert (payment.status, payment.disputed) == (PaymentStatus.PAID, True)
    with pytest.raises(GatewayRefused) as refused:
        gateway.refund(back(payment_id, 9500))
    assert refused.value.code is RefusalCode.DISPUTED


@pytest.mark.parametrize(("outcome", "status"), [("won", DisputeStatus.WON), ("lost", DisputeStatus.LOST)])
def test_a_dispute_says_by_when_to_answer_and_how_it_ended(
    stripe: StandIn, outcome: str, status: DisputeStatus
) -> None:
    gateway, payment_id = stripe.gateway(), paid(stripe)
    stripe.control(f"payments/{payment_id}/dispute")
    (dispute_id,) = [one["id"] for one in stripe.state()["disputes"]]
    dispute = gateway.read_dispute(dispute_id)
    assert (dispute.status, dispute.payment_id) == (DisputeStatus.NEEDS_RESPONSE, payment_id)
    assert (dispute.amount_pence, dispute.reason) == (9500, "fraudulent")
    assert dispute.answer_by_at is not None
    assert dispute.answer_by_at > stripe.clock()
    stripe.control(f"disputes/{dispute_id}/close", outcome=outcome)
    assert gateway.read_dispute(dispute_id).status is status


def test_what_falls_due_happens_without_being_asked(stripe: StandIn) -> None:
    paid(stripe, "4000 0000 0000 0259")
    stripe.clock.move(minutes=1)
    told = {"charge.dispute.created"}
    wait_until(lambda: told <= {one["type"] for one in stripe.state()["events"]}, "the dispute to be told")
