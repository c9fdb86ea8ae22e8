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
    When.FEE_ASKED: "there is a fee",
    When.FEE_WAIVED: "there is no fee",
    When.FINISHING_ENDS_IT: "whoever finishes is not prosecuted",
    When.FINISHING_NORMALLY_ENDS_IT: "whoever finishes is normally not prosecuted",
    When.DRIVING_BAN: "a court can stop him driving",
    When.FREE_ADVICE_AT_SIGNING: "a solicitor is called free before he signs",
    When.CHECKS_FOR_YEARS: "checks show it for some years",
    When.CHECKS_FOR_GOOD: "checks show it for good",
    When.CHECK_MAY_MENTION: "an enhanced check can mention the note",
}
"""Each condition of a paragraph, as it is read behind “only if”."""

TOLD_FACTS = {
    "fee": "the fee",
    "answer_by": "the day to answer by",
    "advice_by": "the day to answer by with advice",
    "finish_by": "the day to finish by",
    "helpline": "the help number",
    "happened": "the day and the place",
    "signed_on": "the day on which he signed",
    "spent_after": "months until it is spent",
    "checks_for": "years for which checks show it",
}
"""Each fact that the words are filled with, as it is read where there is no offer yet."""
