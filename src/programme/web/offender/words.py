"""The words for each member of an enum as he himself reads them on his copy and where he says what he needs."""

from __future__ import annotations

from programme.attendance.states import Mark
from programme.attendance.words import MARK_WORDS
from programme.bookings.models import NeedKind
from programme.bookings.states import PlaceLost
from programme.offers.models import Answer, ExplainedHow
from programme.offers.states import OfferState
from programme.offers.words import HOW_WORDS
from programme.people.models import SafeContact

OFFER_TO_HIM = {
    OfferState.OPEN: "It waits for your answer",
    OfferState.ACCEPTED: "You said yes",
    OfferState.DECLINED: "You said no",
    OfferState.LAPSED: "There was no answer in time",
    OfferState.WITHDRAWN: "It was taken back",
}
ANSWER_TO_HIM = {
    Answer.ACCEPTED: "Yes",
    Answer.DECLINED: "No",
    Answer.COURT: "No",
    Answer.CHANGED_MIND: "No, after a yes",
}
REACHED_TO_HIM = {
    SafeContact.ANY: "By letter, email, text or call",
    SafeContact.NO_POST: "By email, text or call, but not by letter",
    SafeContact.MOBILE_ONLY: "Only by text or call to your mobile",
    SafeContact.EMAIL_ONLY: "Only by email",
    SafeContact.NONE: "Not at all",
    SafeContact.NOT_ASKED: "You were not asked",
}
TOLD_TO_HIM = {**HOW_WORDS, ExplainedHow.READ_ONLINE: "On your own pages, online"}
MARKED_TO_HIM = {
    **MARK_WORDS,
    Mark.EXPECTED: "",
    Mark.ARRIVED: "You were there",
    Mark.IDENTITY_REFUSED: "You did not show who you are",
    Mark.TURNED_AWAY: "You came and could not take part. That is our doing",
    Mark.INTERPRETER_ABSENT: "The interpreter was not there. That is our doing",
}
LOST_TO_HIM = {
    PlaceLost.ASKED: "You gave it up",
    PlaceLost.HOLD_RAN_OUT: "It was not paid in time, and was given back",
    PlaceLost.CANCELLED: "We had to cancel it",
    PlaceLost.NOT_TAKEN_IN: "The day is over",
    PlaceLost.CASE_ENDED: "It was given back when this ended",
}

NEEDS_TO_CHOOSE = {
    NeedKind.STEP_FREE: "A way in without steps",
    NeedKind.HEARING_LOOP: "A hearing loop",
    NeedKind.INTERPRETER: "An interpreter",
    NeedKind.PRAYER_ROOM: "A room to pray in",
    NeedKind.CARER: "Somebody who cares for me comes too",
    NeedKind.OTHER: "Something else",
}
