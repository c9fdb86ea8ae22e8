"""Every way to say no to making, printing or answering an offer."""

from __future__ import annotations

from datetime import date

from programme.shared.dates import spoken_day
from programme.shared.refusal import Refusal
from programme.storage.constraints import refuses


class NotToBeOffered(Refusal):
    """An offer is made for a case that was found eligible, and for no other."""

    code = "not_to_be_offered"
    headline = "The offer cannot be made for this case"
    explanation = "An offer needs every eligibility criterion met. What is not known blocks it as well."
    remedy = "Go back to the case: its next step says what is missing."


class OfferStands(Refusal):
    """There is an offer already."""

    code = "offer_stands"
    headline = "The offer has been made already"
    explanation = "A case has one offer at a time."
    remedy = "Print the slip from the case page. Its new code replaces the old one."


refuses("uq_offers_one_live", "offers.referral_id", OfferStands)


class TooLateToOffer(Refusal):
    """No time is left to answer, book and complete before the last safe course day."""

    code = "too_late_to_offer"
    headline = "It is too late to make the offer"

    def __init__(self, complete_by_on: date, return_by_on: date) -> None:
        super().__init__(
            explanation=f"A course has to be over by {spoken_day(complete_by_on)}, and he needs time to answer, book "
            "and pay before that.",
            remedy=f"Withdraw the case and decide what to do instead by {spoken_day(return_by_on)}.",
        )


class CautionDateWrong(Refusal):
    """A caution is given after the offence and not in the future."""

    code = "caution_date_wrong"
    headline = "Date of the caution must be between the offence and today"
    remedy = "Check the date on the caution."
    field = "cautioned_on"


class NoOfferStands(Refusal):
    """There is no offer to print a slip for."""

    code = "no_offer_stands"
    headline = "There is no offer to print"
    explanation = "A slip is printed for an offer that is waiting for an answer or was accepted."
    remedy = "Go back to the case: its next step says what can be done."


class AnswerTooLate(Refusal):
    """The time to answer is over."""

    code = "answer_too_late"
    headline = "The time to answer is over"
    explanation = "Your answer was not recorded."
    remedy = "Call the help line if you think this is wrong."


class AnsweredAlready(Refusal):
    """He answered otherwise before, or the offer was taken back."""

    code = "answered_already"
    headline = "This can no longer be answered"
    explanation = "It was answered before, or it was taken back."
    remedy = "Go to your booking: it says where things stand."


class WordsChanged(Refusal):
    """The words he was shown are not the current ones: an answer counts only for what was read."""

    code = "words_changed"
    headline = "Please read this again"
    explanation = "Some of the words changed while you were reading. Your answer was not recorded."
    remedy = "Read it again, then answer."


class AnswerNotClear(Refusal):
    """Neither yes nor no was ticked."""

    code = "answer_not_clear"
    headline = "Tick the box to say that you have read this"
    status = 422
    field = "read"
