"""How pages and the timeline name roles and tasks."""

from __future__ import annotations

from programme.duties.models import TaskKind
from programme.shared.actor import Role

ROLE_WORDS: dict[Role, str] = {
    Role.OFFICER: "the officer in the case",
    Role.SUPERVISOR: "the supervisor",
    Role.COORDINATOR: "the coordinator",
}

TASK_WORDS = {
    TaskKind.BAIL_EXTENSION: "Ask for the bail to be extended: the course is after the bail date",
    TaskKind.NO_PLACE_IN_TIME: "No date with a place left is in time",
    TaskKind.LOOK_AGAIN: "Look at the case again: something that it rests on has changed",
    TaskKind.TELL_NEIGHBOUR: "Tell the neighbouring programme that he does not come",
    TaskKind.NOBODY_TO_TELL: "A warning had nobody to go to: name somebody for this force",
    TaskKind.MESSAGE_NOT_DELIVERED: "A message could not be delivered: tell the person it was for another way",
    TaskKind.TIME_LIMIT_PASSED: "The last day to charge has passed without a charge: report it",
    TaskKind.REFUND_SENT_BACK: "A refund could not go to a card: pay it another way",
    TaskKind.PAYMENT_DISPUTED: "A card payment is disputed: answer it with the card company",
    TaskKind.PAYMENT_MISMATCH: "A payment or a refund does not match the fee: find out why and put it right",
    TaskKind.PAID_OUTSIDE: "A payment outside the service waits for a second person: look whether it came",
    TaskKind.REASON_GIVEN: "He gave a reason: read the note, and tell him what you decide",
    TaskKind.REACH_HIM: "Ring him, or hand him paper: nobody knows whether messages reach him",
    TaskKind.ASKED_TO_STOP: "Nothing more goes to a number or address of his: find out why, and how he is reached",
    TaskKind.SAFE_HOURS: "Ask for the days and hours that are safe: what was written of them cannot be kept to",
}
"""The words for each kind of task, on pages and on the timeline."""

MONEY_TASKS = {
    TaskKind.REFUND_SENT_BACK: "The programme pays it by bank transfer or cheque: ring the person for where to. "
    "Nothing is sent by itself. Done means that it was paid: the fee then counts as refunded.",
    TaskKind.PAYMENT_DISPUTED: "Whoever keeps the programme's Stripe account answers it there, with the booking and "
    "the register. The place and the result stay as they are. Done means that the answer was sent; it goes by itself "
    "when the dispute is won.",
    TaskKind.PAYMENT_MISMATCH: "Look at the payment in the programme's Stripe account and at this case's timeline. "
    "Nothing was entered or changed by itself. Done means that both agree again, or that somebody has decided what it "
    "means.",
    TaskKind.PAID_OUTSIDE: "Look in the bank's list, or where the receipt is kept. The place is held for him for "
    "a day. Done means that somebody other than who recorded it has said whether it came: then the place is his.",
}
"""Tasks about money: whose they are, how they are done and what it means to say so. The programme's own, not a
neighbour's."""
