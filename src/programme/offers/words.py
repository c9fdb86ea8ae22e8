"""How pages and the timeline say where an offer is, how it was explained and what was answered."""

from __future__ import annotations

from programme.offers.models import Answer, ExplainedHow
from programme.offers.states import OfferState

HOW_WORDS = {
    ExplainedHow.IN_PERSON: "In person",
    ExplainedHow.BY_TELEPHONE: "By telephone",
    ExplainedHow.BY_VIDEO: "By video",
    ExplainedHow.READ_ONLINE: "Read by himself, online",
}

OFFER_STATE_WORDS = {
    OfferState.OPEN: "Waiting for his answer",
    OfferState.ACCEPTED: "Accepted",
    OfferState.DECLINED: "Declined",
    OfferState.LAPSED: "Lapsed without an answer",
    OfferState.WITHDRAWN: "Withdrawn",
}

ANSWER_WORDS = {
    Answer.ACCEPTED: "Yes",
    Answer.DECLINED: "No",
    Answer.COURT: "He would rather go to court",
    Answer.CHANGED_MIND: "No, after a yes",
}
