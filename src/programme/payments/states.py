"""The life of a fee, of a payment page and of a refund."""

from enum import StrEnum

from programme.shared.transitions import Transitions


class FeeState(StrEnum):
    DUE = "due"
    PAID = "paid"
    REFUND_DUE = "refund_due"
    REFUNDED = "refunded"
    WAIVED = "waived"
    VOID = "void"


class FeeEvent(StrEnum):
    PAID = "paid"
    REFUND_DECIDED = "refund_decided"
    REFUND_DONE = "refund_done"
    REFUND_SENT_BACK = "refund_sent_back"
    WAIVED = "waived"
    VOIDED = "voided"


FEES = Transitions(
    "fee",
    FeeState,
    FeeEvent,
    """
    state      | paid | refund_decided | refund_done | refund_sent_back | waived | voided
    due        | paid | -              | -           | -                | waived | void
    paid       | -    | refund_due     | -           | -                | -      | -
    refund_due | -    | -              | refunded    | -                | -      | -
    refunded   | -    | -              | -           | refund_due       | -      | -
    waived     | -    | -              | -           | -                | -      | void
    void       | paid | -              | -           | -                | -      | -
    """,
)


class CheckoutState(StrEnum):
    OPENING = "opening"
    OPEN = "open"
    PAID = "paid"
    EXPIRED = "expired"


class CheckoutEvent(StrEnum):
    OPENED = "opened"
    PAID = "paid"
    EXPIRED = "expired"


CHECKOUTS = Transitions(
    "checkout",
    CheckoutState,
    CheckoutEvent,
    """
    state   | opened | paid | expired
    opening | open   | paid | expired
    open    | open   | paid | expired
    paid    | -      | paid | -
    expired | -      | paid | expired
    """,
)


class RefundState(StrEnum):
    OWED = "owed"
    SENT = "sent"
    DONE = "done"
    FAILED = "failed"


class RefundEvent(StrEnum):
    SENT = "sent"
    DONE = "done"
    FAILED = "failed"


REFUNDS = Transitions(
    "refund",
    RefundState,
    RefundEvent,
    """
    state  | sent | done | failed
    owed   | sent | done | failed
    sent   | sent | done | failed
    done   | -    | done | failed
    failed | sent | done | failed
    """,
)


class RefundReason(StrEnum):
    """Why money goes back. A coded reason: the timeline is read by more people than the case."""

    CANCELLED_IN_TIME = "cancelled_in_time"
    COURSE_CANCELLED = "course_cancelled"
    PAID_TOO_LATE = "paid_too_late"
    PAID_TWICE = "paid_twice"
    PROVIDER_FAULT = "provider_fault"
    NO_PLACE = "no_place"
    PLACED_ELSEWHERE = "placed_elsewhere"
    TIME_RAN_OUT = "time_ran_out"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    OUTSIDE = "outside"
