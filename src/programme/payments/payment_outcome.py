"""The outcome of something that the gateway told us: one word for each, kept with its notification."""

from __future__ import annotations

from enum import StrEnum


class PaymentOutcome(StrEnum):
    """The outcome of a payment page, a refund or a dispute.

    SEATED_AGAIN: the hold had lapsed and the place was free. CARRIED_OVER: the hold had lapsed, and the money is good
    for the place that he holds now. TOO_LATE: the place is no longer in time; the money is good for another, or goes
    back. MISMATCH: amount, currency or reference differ, and nothing was entered. ENTERED: somebody refunded it without
    us. BY_HAND: a person pays it back, as no card had paid it. RECORDED: a step of a dispute. ASKED_BY_US: a refund of
    ours that the refund job has not written down yet.
    """

    ALREADY = "already"
    NOT_OURS = "not_ours"
    NO_EFFECT = "no_effect"
    WAITING = "waiting"
    EXPIRED = "expired"
    PAID = "paid"
    SEATED_AGAIN = "seated_again"
    CARRIED_OVER = "carried_over"
    REFUND_OWED = "refund_owed"
    TOO_LATE = "too_late"
    SENT = "sent"
    DONE = "done"
    WON = "won"
    ASKED_BY_US = "asked_by_us"
    REFUSED = "refused"
    MISMATCH = "mismatch"
    FAILED = "failed"
    ENTERED = "entered"
    BY_HAND = "by_hand"
    RECORDED = "recorded"

    @property
    def needs_somebody(self) -> bool:
        """Whether somebody has to look at it: it is counted as a failure, so that monitoring shows it."""
        return self in _NEEDS_SOMEBODY


_NEEDS_SOMEBODY = frozenset(
    {PaymentOutcome.MISMATCH, PaymentOutcome.FAILED, PaymentOutcome.ENTERED, PaymentOutcome.RECORDED}
)
