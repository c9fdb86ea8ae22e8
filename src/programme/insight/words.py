"""How the person himself reads who looked at his record and what for and how it stands with him, and the lines of the
list for setting up."""

from __future__ import annotations

from programme.audit.models import Operation
from programme.insight.own_places import WhyAgain
from programme.insight.set_up_list import SetUpTask
from programme.notices.models import Delivery
from programme.outcomes.told_as import ToldAs
from programme.shared.actor import Door

OPERATION_PHRASES = {
    Operation.COLLECTION: "Wrote it down",
    Operation.ALTERATION: "Changed it",
    Operation.CONSULTATION: "Looked at it",
    Operation.DISCLOSURE: "Passed it on",
    Operation.COMBINATION: "Compared it with another record",
    Operation.ERASURE: "Deleted it",
}

WHO_USED_IT: dict[Door, str] = {
    Door.CUSTODY: "The office you first dealt with",
    Door.PARTNER: "The office you first dealt with",
    Door.PROVIDER: "The course team",
    Door.OFFENDER: "You",
    Door.ADMIN: "The booking office",
    Door.WORKER: "This website, by itself",
    Door.COMMAND_LINE: "The booking office",
}
"""Never by name: that of a police force, with or without the word, tells whoever reads along. He can ask for it."""

WHAT_BECAME_OF_IT = {
    Delivery.QUEUED: "It waits to be sent",
    Delivery.SENDING: "It is being sent",
    Delivery.SENT: "Sent. We cannot see whether it was read",
    Delivery.FAILED: "It could not be sent. Somebody has to tell you in another way",
    Delivery.BY_HAND: "Somebody has to tell you by word of mouth",
    Delivery.STALE: "It was not sent: it was not needed any more",
}
"""The fate of a message, told to him."""

_WHAT_FOR = (
    (("telephone",), ", to do on the telephone what you asked for"),
    (("register", "mark", "/sign"), ", to run the day"),
    (("/provider/dates",), ", to plan the day"),
    (("/export",), ", in a list that was saved"),
    (("/access-log",), ", to check who looked"),
    (("message",), ", to see to messages"),
    (("/money", "refund", "fee"), ", to see to money"),
    (("/search",), ", to find somebody"),
    (("{reference}",), ", to see to your booking"),
    (("/custody", "/admin", "/partner", "/provider", "/waiting", "/drafts"), ", in a list with others"),
)


def what_for(what: str) -> str:
    """The end for which a page was opened or something was done, from its name in the access log, behind the words for
    the deed; nothing where those say all. The first that fits counts."""
    return next((words for parts, words in _WHAT_FOR if any(part in what for part in parts)), "")


SET_UP_WORDS = {
    SetUpTask.PROVIDER: ("A course provider", "you, when its contract stands"),
    SetUpTask.VENUE: ("A venue", "the provider"),
    SetUpTask.MONEY: ("The fee, and what a bank statement says", "you, with whoever keeps the Stripe account"),
    SetUpTask.HELP: ("A number to call for help, and when somebody answers it", "whoever answers it"),
    SetUpTask.CONTACTS: (
        "Whom staff ask, the data protection officer, and a postal address",
        "you, with the force’s data protection officer",
    ),
    SetUpTask.NOTICE: ("The privacy notice", "the force’s data protection officer"),
    SetUpTask.POLICIES: ("The disposal route and the eligibility rules", "the force’s lawyer"),
    SetUpTask.WORDS: ("What he is told on each route", "the force’s lawyer, who signs it"),
    SetUpTask.MAIL: ("Mail", "whoever gets the test message"),
    SetUpTask.PAYMENTS: ("Card payments", "Stripe"),
    SetUpTask.WORKER: ("The worker, which sends messages and watches the clocks", "the service itself"),
    SetUpTask.ACCOUNTS: ("An account for everybody whom a warning can go to", "each of them, by signing in"),
    SetUpTask.DATE: ("A first course date", "the provider"),
}
"""Each line of the list for setting up: what it is, and who confirms it."""

WHY_AGAIN_WORDS = {
    WhyAgain.ASKED: "You cancelled your place on {day}.",
    WhyAgain.HOLD_RAN_OUT: "Your place on {day} was not paid for in time, so we released it.",
    WhyAgain.DATE_CANCELLED: "We had to cancel the date on {day}.",
    WhyAgain.NO_LONGER_IN_TIME: "Your place on {day} was no longer in time for you, so we had to cancel it.",
    WhyAgain.TURNED_AWAY: "You could not take part on {day}, because they could not take you.",
    WhyAgain.NO_INTERPRETER: "The interpreter was not there on {day}, so you could not take part.",
    WhyAgain.ENDED_BEFORE: "Your place on {day} was given back, when this had ended once before.",
    WhyAgain.OFF_BY_HIM: "Your date on {day} with the other organisation is off. You said that you could not come.",
    WhyAgain.OFF_BY_US: "Your date on {day} with the other organisation is off. We called it off.",
    WhyAgain.OFF_BY_THEM: "Your date on {day} with the other organisation is off. They called it off.",
}
"""The fate of his last place, as he himself reads it."""

ENDED_WORDS = {
    ToldAs.COMPLETED: "You have finished",
    ToldAs.HIS_ANSWER: "Your answer was passed on",
    ToldAs.NOT_COMPLETED: "This has ended",
    ToldAs.NOT_BOOKED: "This has ended",
    ToldAs.NOT_ANSWERED: "This has ended",
    ToldAs.NO_FAULT: "This has ended, through no fault of yours",
    ToldAs.NOT_ASKED_AGAIN: "You will not be invited again",
    ToldAs.NOT_KNOWN: "We do not know yet how your day went",
}
ENDED_REASONS = {
    ToldAs.COMPLETED: "You were on time and stayed to the end.",
    ToldAs.HIS_ANSWER: "You said no{answered}.",
    ToldAs.NOT_COMPLETED: "",
    ToldAs.NOT_BOOKED: "",
    ToldAs.NOT_ANSWERED: "The time to answer was over on {answer_by}.",
    ToldAs.NO_FAULT: "The reason: {why}.",
    ToldAs.NOT_ASKED_AGAIN: "The reason: {why}.",
    ToldAs.NOT_KNOWN: "",
}
"""How it ended, as he himself reads it."""
