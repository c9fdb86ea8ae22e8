"""Words for the custody desk's pages that several of them say."""

from __future__ import annotations

from programme.notices.models import Channel, Delivery
from programme.outcomes.rules import DISPOSAL_WORDS, REASON_WORDS, VERDICT_WORDS
from programme.people.identifiers import IdentifierKind
from programme.people.models import SafeContact
from programme.referrals.next_action import CASE_STATE_TONES, CASE_STATE_WORDS
from programme.web.case.offer import TOLD_BY_WORDS

__all__ = [
    "CHANNEL_WORDS",
    "DELIVERY_TONES",
    "DELIVERY_WORDS",
    "DISPOSAL_WORDS",
    "IDENTIFIER_WORDS",
    "REASON_WORDS",
    "SAFE_CONTACT_WORDS",
    "CASE_STATE_TONES",
    "CASE_STATE_WORDS",
    "TOLD_BY_WORDS",
    "VERDICT_WORDS",
    "notice_words",
]

_NOTICES = {
    "offer_made": "There is an offer to answer",
    "answer_day_moved": "There is less time to answer",
    "offer_lapsed": "The time to answer is over",
    "offer_withdrawn": "The offer was taken back",
    "place_booked": "A place is held, please pay",
    "place_moved": "The place was moved",
    "place_cancelled": "The place was cancelled",
    "placed_elsewhere": "There is an appointment elsewhere",
    "place_elsewhere_called_off": "The appointment elsewhere is off",
    "fee_paid": "Paid, the place is confirmed",
    "fee_refunded": "Money went back",
    "course_reminder": "Reminder of the day",
    "contact_changed": "Contact details were changed",
    "result_returned_to_person": "The result was recorded",
    "result_returned_to_officer": "The case came back (to the officer)",
    "offence_corrected": "The last day to charge has changed (to the officer)",
    "last_day_passed": "The last day to charge has passed (to the force and the coordinator)",
    "nobody_was_told": "There was nobody to tell before (to the force and the coordinator)",
    "warnings_of_the_day": "The morning's deadline warnings (to the force)",
    "result_not_acted_on": "Nothing was done with the result (to the force)",
    "result_not_acknowledged": "Nobody has acknowledged the result (to the force)",
    "concern_raised": "Stopped for safeguarding (to the force)",
    "no_place_in_time": "No date is in time (to the force and the coordinator)",
    "date_to_choose": "There is a date again to choose",
    "deadline_warning": "Deadline warning (to the force)",
    "rung_passed_up": "Deadline warning nobody has seen (to the force)",
}

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

IDENTIFIER_WORDS = {
    IdentifierKind.PNC_ID: "PNC ID",
    IdentifierKind.CRO: "CRO number",
    IdentifierKind.ASN: "Arrest/summons number",
    IdentifierKind.URN: "URN",
}

SAFE_CONTACT_WORDS = {
    SafeContact.ANY: "Letter, email, text or call",
    SafeContact.NO_POST: "Email, text or call, but no letters",
    SafeContact.MOBILE_ONLY: "His mobile only",
    SafeContact.NONE: "Nothing: hand him everything on paper",
    SafeContact.NOT_ASKED: "He was not asked, so nothing is sent",
}


def notice_words(notice: str) -> str:
    """What a message says, in a few words."""
    return _NOTICES.get(notice, notice.replace("_", " ").capitalize())
