"""How pages say which message it is, how it went and why it did not arrive."""

from __future__ import annotations

from programme.notices.carriers import Cause
from programme.notices.models import Channel, Delivery, UnsentState

CAUSE_WORDS = {
    Cause.ADDRESS_REFUSED: "There is no such address.",
    Cause.NOT_AN_ADDRESS: "This is not an address that can be written to.",
    Cause.ACCOUNT_DISABLED: "The account of whoever it was for is disabled, so it was held and did not go.",
    Cause.NOT_ACCEPTED: "It was not accepted for this address.",
    Cause.SERVICE_AWAY: "The mail server or text service could not be reached.",
    Cause.SERVICE_REFUSED: "The mail server or text service refused it.",
    Cause.KEY_REFUSED: "The mail server or text service refused our key or password.",
    Cause.NO_CARRIER: "Nothing is set up that sends such messages.",
    Cause.NO_WORDS: "Its text could not be put together.",
    Cause.GIVES_AWAY: "A word in it could tell others what it is about.",
    Cause.NO_HELP_LINE: "The programme has no help number, and it would leave the person with nobody to ring.",
    Cause.OUTSIDE_HOURS: "It could not wait for the hours that are safe for him: what it says would be over by then.",
    Cause.HOURS_UNREAD: "The hours that are safe for him, as written, cannot be kept to: ask him, and it goes then.",
}
"""Each cause in plain words: for pages, and for whoever runs the service."""

UNDELIVERED_WORDS = {
    UnsentState.WAITS: "on the way",
    UnsentState.HELD_BACK: "held back by a fault of ours, tried again",
    UnsentState.BY_HAND: "to be told by hand: no address is safe",
    UnsentState.FAILED: "failed: somebody has to tell it another way",
}
"""Each in a few words, for whoever runs the service."""

CHANNEL_WORDS = {Channel.EMAIL: "Email", Channel.TEXT: "Text message", Channel.HAND: "By hand"}

DELIVERY_WORDS = {
    Delivery.QUEUED: "Waiting to be sent",
    Delivery.SENDING: "Being sent",
    Delivery.SENT: "Sent",
    Delivery.FAILED: "Could not be sent",
    Delivery.STALE: "Not needed any more",
    Delivery.BY_HAND: "Tell him by hand",
}

DELIVERY_TONES = {
    Delivery.QUEUED: "grey",
    Delivery.SENDING: "grey",
    Delivery.SENT: "green",
    Delivery.FAILED: "red",
    Delivery.STALE: "grey",
    Delivery.BY_HAND: "orange",
}

NOTICE_WORDS = {
    "offer_made": "There is an offer to answer",
    "advice_asked_for": "He has more time to answer, because he wants advice",
    "answer_day_moved": "There is less time to answer",
    "offer_lapsed": "The time to answer is over",
    "offer_withdrawn": "The offer was taken back",
    "place_booked": "A place is held, please pay",
    "place_confirmed_free": "The place is confirmed, nothing to pay",
    "paper_to_sign": "A form to go through before a date can be chosen",
    "place_moved": "The place was moved",
    "place_cancelled": "The place was cancelled",
    "placed_elsewhere": "There is an appointment elsewhere",
    "place_elsewhere_called_off": "The appointment elsewhere is off",
    "contact_code_sent": "A code to see whether messages arrive",
    "pay_link_sent": "A link to pay for the place",
    "fee_paid": "Paid, the place is confirmed",
    "fee_refunded": "Money went back",
    "course_reminder": "Reminder of the day",
    "contact_changed": "Contact details were changed",
    "result_returned_to_person": "The result was recorded",
    "result_returned_to_officer": "The case came back (to the officer)",
    "offence_corrected": "The last day to charge has changed (to the officer)",
    "other_time_said": "The last day to charge is said to be another (to the force)",
    "details_corrected": "Something that is kept of him was put right",
    "note_written": "There is a note to read (to the other side)",
    "record_corrected": "The record was put right (to the officer)",
    "register_corrected": "An entry on the register was put right (to the provider)",
    "needs_answered": "What he asked for, for the day, was answered",
    "reason_given": "What he told us is there",
    "needs_unanswered": "Nobody has answered what is asked for, for a day (to the provider)",
    "last_day_passed": "The last day to charge has passed (to the force and the coordinator)",
    "nobody_was_told": "There was nobody to tell before (to the force and the coordinator)",
    "warnings_of_the_day": "The morning's deadline warnings (to the force)",
    "result_not_acted_on": "Nothing was done with the result (to the force)",
    "result_not_acknowledged": "Nobody has acknowledged the result (to the force)",
    "draft_waits": "A form waits to be finished (to the desk)",
    "cover_ended": "Somebody covers for an officer no longer",
    "cover_given": "Covering for an officer (to whoever covers)",
    "cover_taken": "Covering for an officer (to the officer)",
    "cases_given_on": "Cases are with another officer now (to the one before)",
    "cases_handed_over": "He is the officer in the case now (to the officer)",
    "concern_raised": "Stopped for safeguarding (to the force)",
    "neighbour_over_number": "A neighbour sends more people than agreed (to the neighbour and the coordinator)",
    "no_place_in_time": "No date is in time (to the force and the coordinator)",
    "date_to_choose": "There is a date again to choose",
    "lapse_undone": "His answer came in time after all",
    "deadline_warning": "Deadline warning (to the force)",
    "invitation": "Invitation to an account (to its holder)",
    "new_password": "Link for a new password (to the account’s holder)",
    "rung_passed_up": "Deadline warning nobody has seen (to the force)",
}


def notice_words(notice: str) -> str:
    """The name of a message for a reader; its code, spaced, for one that the catalogue no longer has."""
    return NOTICE_WORDS.get(notice, notice.replace("_", " ").capitalize())


CHANNEL_PHRASES = {
    Channel.EMAIL: "by email",
    Channel.TEXT: "by text message",
    Channel.HAND: "by hand: tell him yourself",
}
"""Within a sentence: he is told by email."""
