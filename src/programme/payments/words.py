"""How pages and the timeline say where a fee is and why money goes back."""

from __future__ import annotations

from programme.payments.models import PaidHow
from programme.payments.states import FeeState, RefundReason, RefundState

PAID_HOW_WORDS = {
    PaidHow.BANK_TRANSFER: "by bank transfer",
    PaidHow.CASH: "in cash",
    PaidHow.POSTAL_ORDER: "by postal order",
    PaidHow.CHEQUE: "by cheque",
}

REFUND_REASON_WORDS = {
    RefundReason.CANCELLED_IN_TIME: "The place was cancelled in good time.",
    RefundReason.COURSE_CANCELLED: "The course was cancelled.",
    RefundReason.PAID_TOO_LATE: "The payment came after the place was released.",
    RefundReason.PAID_TWICE: "The fee was paid twice.",
    RefundReason.PROVIDER_FAULT: "The place was lost through no fault of the person.",
    RefundReason.NO_PLACE: "No place could be found in time.",
    RefundReason.PLACED_ELSEWHERE: "The place is elsewhere, and the fee is paid there.",
    RefundReason.TIME_RAN_OUT: "A course could no longer be completed in time.",
    RefundReason.WITHDRAWN: "The case was withdrawn.",
    RefundReason.STOPPED: "The offer was taken back.",
    RefundReason.OUTSIDE: "Somebody refunded it outside the service.",
}

REFUND_REASON_TO_HIM = {
    RefundReason.CANCELLED_IN_TIME: "You gave your place up in good time",
    RefundReason.COURSE_CANCELLED: "The date was cancelled",
    RefundReason.PAID_TOO_LATE: "It came after your place was given back",
    RefundReason.PAID_TWICE: "It was paid twice",
    RefundReason.PROVIDER_FAULT: "You lost your place through no fault of yours",
    RefundReason.NO_PLACE: "There was no place in time",
    RefundReason.PLACED_ELSEWHERE: "Your place is with another organisation, and you pay there",
    RefundReason.TIME_RAN_OUT: "There was no time left to finish",
    RefundReason.WITHDRAWN: "What you were offered was taken back",
    RefundReason.STOPPED: "What you were offered was taken back",
    RefundReason.OUTSIDE: "It was sent back by hand",
}
"""The same to himself, on pages that others may see."""

REFUND_STATE_WORDS = {
    RefundState.OWED: "To be sent",
    RefundState.SENT: "On its way",
    RefundState.DONE: "Arrived",
    RefundState.FAILED: "Refused, tried again",
}

FEE_WORDS = {
    FeeState.DUE: "Not paid",
    FeeState.PAID: "Paid",
    FeeState.REFUND_DUE: "Paid, to be refunded",
    FeeState.REFUNDED: "Refunded",
    FeeState.WAIVED: "Waived",
    FeeState.VOID: "Not owed any more",
}
