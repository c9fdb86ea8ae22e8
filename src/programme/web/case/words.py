"""The words on a case's pages beside a choice, about a correction's effect, and for each page in the log."""

from __future__ import annotations

from enum import StrEnum

from programme.intake.correcting import TermsThen
from programme.outcomes.correcting import STOPS, Then, WhatFollows
from programme.outcomes.models import Disposal, Mistake
from programme.referrals.states import ReferralState

MISTAKE_HINTS = {
    Mistake.RECORDED_TWICE: "The same offence of the same man is another case. That one stays, and keeps its clock",
    Mistake.NOT_HIM: "He was taken for somebody else",
    Mistake.NO_OFFENCE: "Nothing that happened is an offence",
    Mistake.NO_ARREST: "It was entered by a slip, or to try something out",
}

DISPOSAL_HINTS = {
    Disposal.CHARGE_ISSUED: "The written charge was complete and in the form needed for service. The clock stops",
    Disposal.CAUTION_COMPLETED: "The caution is recorded and its conditions were met. Nothing is left to charge",
    Disposal.DEFERRED_PROSECUTION_COMPLETED: "What was agreed was done, and it is not in the public interest to go on. "
    "No admission is needed",
    Disposal.COMMUNITY_RESOLUTION: "It was resolved in the community",
    Disposal.NO_FURTHER_ACTION: "The case is closed without a charge. It can be looked at again until the last day, so "
    "the clock runs on",
    Disposal.TIME_LIMIT_EXPIRED: "Nobody charged him by the last day, and nobody can any more",
    Disposal.DUPLICATE: "The same offence of the same man is another case, which stays",
    Disposal.REFERRED_IN_ERROR: "There is no case of its own here",
}

NO_ACTION_IN_TIME_HINT = "Only where it was decided by the last day to charge. The case is closed without a charge"
"""Of no further action, once that day has passed."""

TERMS_THEN_WORDS = {
    TermsThen.SAME: "Those of the case are in force for the new day too",
    TermsThen.FOLLOW: "Another version is in force for the new day: the case is held to that from now on",
    TermsThen.STAY: "Another version is in force for the new day. The case keeps the one that it was dealt with by",
    TermsThen.NONE: "None is in force for the new day. The case keeps the one that it has",
}

CASE_THEN_WORDS = {
    Then.DECIDED_AGAIN: "Eligibility is decided again, by the new time",
    Then.STOPPED: "He was under 18 on the day of the offence, so the case is not eligible. No rank can set that aside",
    Then.STOPPED_TO_PROTECT: "This offence means that somebody may need protecting: the case stops, as with a concern, "
    "and safeguarding decides",
    Then.TOLD_TO_PROTECT: "This offence means that somebody may need protecting: safeguarding is told and looks at it. "
    "What became of the case stays as it is",
    Then.GOES_ON: "It goes on as it is",
    Then.CHOOSES_AGAIN: "His course is too late by the new time: the place is given up, anything he paid stays good, "
    "and he chooses another date",
    Then.GOES_BACK: "A course cannot be completed in time any more: the case comes back to the force now, without "
    "fault, and anything he paid goes back",
    Then.LEFT_TO_THE_REGISTER: "His course has begun: what happens there decides the result",
    Then.RECORD_ONLY: "Nothing else changes for it",
    Then.CLOCK_AGAIN: "Its clock was over because the last day to charge had passed. That day is still to come: the "
    "clock runs again, and no further action stays on record",
    Then.CLOCK_ONLY: "Nothing follows but the clock: the result and what was done stay as they are",
}


def case_then_words(follows: WhatFollows, state: ReferralState) -> list[str]:
    """The fate of the case; where it stops, also what is taken from him, as far as he can have it in its state."""
    words = [CASE_THEN_WORDS[follows.then]]
    if follows.then in STOPS and follows.has_offer:
        place = ", and his place given up" if follows.course_at or follows.elsewhere_on else ""
        paid = "" if state is ReferralState.OFFERED else ". Anything he paid goes back"
        words.append(f"His offer is taken back{place}{paid}")
    return words


class Segment(StrEnum):
    """The parts of the bar, in their order."""

    GONE = "gone"
    SAFE = "safe"
    RESERVE = "reserve"
    CHARGING = "charging"


SEGMENT_WORDS = {
    Segment.GONE: "Days gone",
    Segment.SAFE: "Safe for a course",
    Segment.RESERVE: "Reserve to return it",
    Segment.CHARGING: "Kept for charging",
}

DONE_WORDS = {
    "answered": "His answer is recorded",
    "cautioned": "The caution document is recorded",
    "pin": "The PIN is set back. The person signs in with the sheet, and chooses a new one",
    "contact": "The contact details are corrected",
    "reached": "The code was right: messages reach him there",
    "not_reached": "The reason is recorded. Give him everything on paper, and ring him",
    "explained": "The explanation is recorded",
    "extended": "The reason is recorded. The dates of the case are the new ones",
    "offered": "The offer is made. Print the slip, and give it to him",
    "put_back": "The criterion is put back. Eligibility was decided again",
    "reopened": "The case is open again. The offer can be made",
    "returned": "The case is returned",
    "set_aside": "The criterion is set aside. Eligibility was decided again",
    "settled": "Your answers are recorded. Eligibility was decided again",
    "withdrawn": "The case is withdrawn. Its clock runs on until a charge is issued or nothing more is done",
    "bail": "The bail is recorded",
    "officer": "The officer in the case is another one now",
    "offence": "The offence is corrected. The dates of the case are the new ones",
    "time_said": "It is recorded. By this time his course or his offer would end, so somebody else corrects the "
    "offence to the same time, or leaves it. Until then nothing changes",
    "identity": "What you decided about who he is is recorded. Eligibility was asked again",
    "identity_back": "The decision about who he is is taken back. Eligibility was asked again",
    "note": "The note is kept",
    "record": "It is recorded, with what stood there before",
    "disposal": "What was done is recorded",
    "mistaken": "The case is ended, and nobody is warned of it any more",
    "said_twice": "It is recorded. The two records are quite different, so another sergeant looks at both and ends "
    "this case. Until then its clock is watched",
    "said_in_error": "It is recorded. The clock of this case runs, so another sergeant looks at it and ends it. Until "
    "then its clock is watched, and it stands on Today",
    "disposal_taken_back": "What was recorded is taken back. The case is again as it was before, and its clock runs",
}
"""The sentence on the page of a case when it comes after one of these forms."""

PAGES_OF_A_CASE = {
    "": "The case",
    "/answer": "The person’s answer",
    "/pin": "Page to set back the PIN of the person",
    "/officer": "Officer in the case",
    "/bail": "Bail",
    "/bail/check": "A change of the bail, before it was recorded",
    "/bail/save": "Bail",
    "/caution": "The caution document",
    "/caution/document": "The caution document as a file",
    "/consent": "His whole consent, to print",
    "/concern": "The safeguarding concern",
    "/concern/decision": "The decision on the safeguarding concern",
    "/disposal": "What was done with the case",
    "/disposal/check": "What was done with the case, before it was recorded",
    "/disposal/save": "What was done with the case",
    "/disposal/back": "Page to take back what was recorded as done",
    "/explain": "Page to explain the offer again",
    "/offence": "The time of the offence",
    "/offence/check": "A correction of the time of the offence, before it was recorded",
    "/offence/save": "The time of the offence",
    "/offer": "The offer to be made",
    "/notes": "Notes",
    "/notes/{note_id}/strike": "A note, to be struck out",
    "/reach": "Whether messages reach him",
    "/reach/send": "A code to see whether messages reach him",
    "/reach/skip": "Page to say why it was not checked whether messages reach him",
    "/record": "The record, to put it right",
    **{
        f"/record/{part}{step}": words
        for part, words in {
            "person": "Who he is",
            "numbers": "His numbers",
            "offence": "The offence and the arrest",
            "place": "The place of the offence, and the area",
            "needs": "What he needs",
            "route": "The disposal route",
        }.items()
        for step in ("", "/check", "/save")
    },
    "/reopen": "Page to open the case again",
    "/same-person": "His record beside one that may be his",
    "/same-person/back": "Page to take back what was decided about who he is",
    "/settle": "What the eligibility rests on",
    "/settle/put-back": "Page to put a criterion back",
    "/settle/set-aside": "Page to set a criterion aside",
    "/slip": "The slip with the code",
    "/supporters": "Who helps him",
    "/supporters/{number}/end": "Somebody who helps him no more",
    "/tasks/{kind}/done": "A task of the case",
}
"""Pages of a case that custody and a neighbouring force both have; some of them the coordinator too."""

PAGES_OF_CUSTODYS_CASE = {
    "/contact": "Contact details",
    "/drugs": "Whether drugs were considered",
    "/elsewhere": "A place at a neighbouring programme",
    "/elsewhere/check": "A place at a neighbouring programme, before it was recorded",
    "/elsewhere/off": "Page to call off a place at a neighbouring programme",
    "/elsewhere/result": "The result from a neighbouring programme",
    "/elsewhere/save": "A place at a neighbouring programme",
    "/extend": "Why the caution may take longer",
    "/mistake": "Page to end a case that was recorded twice or referred in error",
    "/messages/{message_id}/again": "A message to be sent again",
    "/messages/{message_id}/told": "A message passed on by hand",
    "/paid-outside": "A payment without a card, which waits for a second person",
    "/return-now": "Page to return the case without an offer",
    "/withdraw": "Page to withdraw the case",
}
"""Pages of a case that custody has beside these."""
