"""How a page for whoever signs the words says when a paragraph is shown, and which fact fills it."""

from __future__ import annotations

from programme.offers.told.conditions import When

WHEN_WORDS = {
    When.SIGNED: "he has signed",
    When.TO_SIGN: "he has still to sign",
    When.NOTHING_TO_SIGN: "there is nothing to sign",
    When.UNANSWERED: "he has not answered yet",
    When.SAID_YES: "he has said yes",
    When.MORE_TIME: "advice gives him a later day",
    When.NO_MORE_TIME: "advice gives him no later day",
    When.LITTLE_TIME: "the day to answer by is near",
    When.ENOUGH_TIME: "the day to answer by is not near",
    When.WEEKS_FROM_SIGNING: "his weeks run from the day on which he signs, and can end before the last day",
    When.ONE_LAST_DAY: "one day holds, whenever he signs",
    When.FEE_ASKED: "there is a fee",
    When.FEE_WAIVED: "there is no fee",
    When.FINISHING_ENDS_IT: "whoever finishes is not prosecuted",
    When.FINISHING_NORMALLY_ENDS_IT: "whoever finishes is normally not prosecuted",
    When.DRIVING_BAN: "a court can stop him driving",
    When.FREE_ADVICE_AT_SIGNING: "a solicitor is called free before he signs",
    When.CHECKS_FOR_YEARS: "checks show it for some years",
    When.CHECKS_FOR_GOOD: "checks show it for good",
    When.CHECK_MAY_MENTION: "an enhanced check can mention the note",
    When.FREE_ADVICE_FROM_HOME: "he gets free advice about the offer also from home",
    When.COUNTS_FROM_SIGNING: "the caution counts from the day on which he signs",
    When.CAUTION_ENDS_IF_CHARGED: "the caution ends where he is charged all the same",
    When.YES_CAN_BE_USED: "his yes can be used in court",
    When.YES_IS_NOT_USED: "his yes is not used in court",
    When.YES_USE_NOT_SAID: "it is not decided whether his yes can be used in court",
    When.ON_POLICE_REGISTER: "he has to register with the police",
    When.ON_NO_POLICE_REGISTER: "he does not have to register with the police",
    When.NOTE_FOR_YEARS: "it is decided for how long the police have the note",
    When.NOTE_NOT_SAID: "it is not decided for how long the police have the note",
}
"""Each condition of a paragraph, as it is read behind “only if”."""

TOLD_FACTS = {
    "fee": "the fee",
    "answer_by": "the day to answer by",
    "advice_by": "the day to answer by with advice",
    "finish_by": "the day to finish by",
    "last_day": "the last day to finish",
    "weeks": "weeks from the day on which he signs",
    "sign_by": "the day to sign by",
    "helpline": "the help number",
    "happened": "the day and the place",
    "signed_on": "the day on which he signed",
    "spent_after": "months until it is spent",
    "checks_for": "years for which checks show it",
    "note_for": "years for which the police have the note",
}
"""Each fact that the words are filled with, as it is read where there is no offer yet."""
