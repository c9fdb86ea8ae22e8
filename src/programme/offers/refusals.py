"""Every way to say no to making, explaining, printing or answering an offer."""

from __future__ import annotations

from datetime import date, datetime

from programme.shared.dates import spoken_day, spoken_instant
from programme.shared.ranks import Rank
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

    def __init__(self, complete_by_on: date, return_by_on: date, today: date) -> None:
        has = "has" if today <= complete_by_on else "had"
        by = f" by {spoken_day(return_by_on)}" if today <= return_by_on else " now"
        super().__init__(
            explanation=f"A course {has} to be over by {spoken_day(complete_by_on)}, and he needs time to answer, book "
            "and pay before that.",
            remedy=f"Withdraw the case and decide what to do instead{by}.",
        )


class AuthoriserNeeded(Refusal):
    """Whoever makes the offer may not authorise it, and named nobody who may."""

    code = "authoriser_needed"
    field = "authorised_by"

    def __init__(self, needed: Rank) -> None:
        super().__init__(
            headline=f"Enter who authorised the offer: it takes {needed.with_article} or above",
            explanation="The route of the case says the lowest rank.",
            remedy="Ask somebody of that rank, and enter name and rank.",
        )


class AuthoriserRankTooLow(Refusal):
    """The rank of whoever is named is not enough for the route."""

    code = "authoriser_rank_too_low"
    field = "authorised_rank"

    def __init__(self, needed: Rank) -> None:
        super().__init__(
            headline=f"The offer must be authorised by {needed.with_article} or above",
            explanation="The route of the case says the lowest rank.",
            remedy="Ask somebody of that rank, and enter name and rank.",
        )


class CautionNotWanted(Refusal):
    """The case's route has no caution."""

    code = "caution_not_wanted"
    headline = "There is no caution document on the route of this case"
    remedy = "Go back to the case: it names its route."


class CautionSignedAlready(Refusal):
    """One document stands for an offer, and is never changed."""

    code = "caution_signed_already"
    headline = "The document is recorded already"
    explanation = "It is kept as it was signed: nothing changes it afterwards."
    remedy = "Go back to the case to read it. If it is wrong, withdraw the case."


class ContentMissing(Refusal):
    """One of the four contents of the document is empty."""

    code = "caution_content_missing"
    headline = "Enter this part of the document: the law asks for all four"
    remedy = "Enter it as it is on what he signed."


class WarningNotGiven(Refusal):
    """He has to be warned before he signs."""

    code = "warning_not_given"
    headline = "Confirm that he was warned before he signed"
    remedy = "If he was not, the document does not count: warn him, and let him sign again."
    field = "warning_given"


class CautionRankTooLow(Refusal):
    """A conditional caution is given by a sergeant or above."""

    code = "caution_rank_too_low"
    headline = "The caution must be given by a sergeant or above"
    remedy = "Enter the rank of whoever gave it. If nobody of that rank did, it does not count."
    field = "given_by_rank"


class CautionDateWrong(Refusal):
    """A caution is given after the offence and not in the future."""

    code = "caution_date_wrong"
    headline = "When he signed must be between the offence and now"
    remedy = "Check the date and the time on the document."
    field = "signed_on"


class SignedTooLate(Refusal):
    """To sign is to answer, so he signs while he can still answer."""

    code = "signed_too_late"
    explanation = "The offer lapses, and the case comes back to the force."
    remedy = "Check the date and the time on the document. Otherwise open the case again and make a new offer."
    status = 422
    field = "signed_on"

    def __init__(self, answer_by_at: datetime) -> None:
        super().__init__(headline=f"He could answer, and sign, until the end of {spoken_day(answer_by_at)}")


class SignedBeforeExplained(Refusal):
    """He is told what the document means, and is warned, before he signs it."""

    code = "signed_before_explained"
    explanation = "He is told what it means, and is warned, before he signs."
    remedy = "Check the date and the time on the document, and when it was explained to him."
    status = 422
    field = "signed_on"

    def __init__(self, explained_at: datetime) -> None:
        super().__init__(
            headline=f"He can sign once it has been explained to him: that was {spoken_instant(explained_at)}"
        )


class FinishDayTooLate(Refusal):
    """The paper that he signed gives him no longer than he has from the day that he signed."""

    code = "finish_day_too_late"
    explanation = "What is recorded is what stands on the paper, and the clock keeps the earlier day."
    remedy = "Enter the day as it stands on the paper. If that is later too, print it again and let him sign that."
    status = 422
    field = "conditions"

    def __init__(self, written_on: date, *, signed_on: date, finish_by_on: date) -> None:
        super().__init__(
            headline=f"The conditions say {spoken_day(written_on)}. Signed on {spoken_day(signed_on)}, they can say "
            f"{spoken_day(finish_by_on)} at the latest"
        )


class NoOfferStands(Refusal):
    """There is no offer to print a slip for."""

    code = "no_offer_stands"
    headline = "There is no offer to print"
    explanation = "A slip is printed for an offer that is waiting for an answer or was accepted."
    remedy = "Go back to the case: its next step says what can be done."


class NoAnswerWanted(Refusal):
    """There is no offer that could be answered."""

    code = "no_answer_wanted"
    headline = "There is no offer to answer"
    explanation = "An answer is recorded for an offer that is waiting for one, or for a change of mind after a yes."
    remedy = "Go back to the case: its next step says what can be done."


class NothingToExplain(Refusal):
    """There is no offer to explain."""

    code = "nothing_to_explain"
    headline = "There is no offer to explain"
    explanation = "An explanation is recorded with an offer that is waiting for an answer or was accepted."
    remedy = "Go back to the case: its next step says what can be done."


class NothingToSign(Refusal):
    """There is no offer that a document could be signed for."""

    code = "nothing_to_sign"
    headline = "There is no offer that this document belongs to"
    explanation = "The document is recorded with an offer that is waiting for an answer or was accepted."
    remedy = (
        "Make the offer first. Where he signed before an offer lapsed, open the case again, and record the document "
        "with the new offer: it is his answer."
    )


class AnswerTooLate(Refusal):
    """The time to answer is over."""

    code = "answer_too_late"
    headline = "It is too late to answer here"
    explanation = "The time to answer is over, so your answer was not kept."
    remedy = "If you had a good reason, call the help line as soon as you can."


class AnswerDayOver(AnswerTooLate):
    """The same, to whoever takes his answer down."""

    code = "answer_day_over"
    headline = "His time to answer is over"
    explanation = "At the time that is typed he could not answer any more: the offer lapses, and the case comes back."
    remedy = "Check when he said it. Otherwise open the case again, with the reason, if he is to be offered it anew."
    field = "explained_on"


class AnsweredAlready(Refusal):
    """He answered otherwise before, or the offer was taken back."""

    code = "answered_already"
    headline = "There is an answer already, or the offer was taken back"
    explanation = "Your first page says which."
    remedy = "If the answer was not yours, call the help line as soon as you can."


class WordsChanged(Refusal):
    """The words he was shown are not the current ones: an answer counts only for what was read."""

    code = "words_changed"
    headline = "Please read this again"
    explanation = "Some of the words changed while this was read. Nothing was recorded."
    remedy = "Read it again, then go on."


class FeeChanged(Refusal):
    """Another fee holds since the page was opened: he pays what he was told, so he is told first."""

    code = "fee_changed"
    headline = "The fee has changed since this page was opened"
    explanation = "The offer was not made: he was told another amount than the one below."
    remedy = "Everything typed is still here. Read him what stands here now, then go on."
    status = 422


class RouteChanged(Refusal):
    """The case was put on another route since the page was opened, which says what he is told and who authorises it."""

    code = "route_changed"
    headline = "The route of the case has changed since this page was opened"
    explanation = "The offer was not made: what was explained to him is of another route than the one below."
    remedy = "Everything typed is still here. Explain to him what stands here now, then go on."
    status = 422


class CodeNotRight(Refusal):
    """Somebody who is signed in was asked for his code again, and it was another, or there were too many tries."""

    code = "code_not_right"
    headline = "That is not the code on your sheet"
    explanation = "It is asked for again so that nobody else can change this."
    remedy = (
        "Check the code against your sheet. After several wrong tries you have to wait until tomorrow; the help line "
        "can help you today."
    )
    field = "code"
    status = 422


class CallOver(Refusal):
    """Nothing is done on behalf of somebody who is not on the telephone any more."""

    code = "call_over"
    headline = "This call is over"
    explanation = "It was ended, its time is over, or another call began. Nothing was done now."
    remedy = "If he is still there, ask him again for what stands on his sheet."
