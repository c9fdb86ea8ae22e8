"""Every way to say no about the words that he is told: there are none, they are not true, nobody signed them."""

from __future__ import annotations

from programme.shared.refusal import Refusal


class NoWordsForRoute(Refusal):
    """Nobody can be offered what there are no words to explain in."""

    code = "no_words_for_route"
    headline = "There are no words to explain this route in"
    explanation = "He has to be told what he agrees to, in words that are true of the route of his case."
    remedy = "Choose another route for the case, or ask the coordinator."


class WordsSayOtherwise(Refusal):
    """The force has changed the rules of the route, and the words still say the old ones."""

    code = "words_say_otherwise"
    headline = "The words for this route are not true of it any more"
    explanation = (
        "The words say which admission the route asks for, which document it needs and what not finishing means. The "
        "version of the route that this case has says something else."
    )
    remedy = "Choose another route for the case, or ask the coordinator."


class WordsNotSigned(Refusal):
    """Nobody answers for what he would be told."""

    code = "words_not_signed"
    headline = "The words for this route are not signed yet"
    explanation = "Nobody can be made an offer before the force’s lawyer has signed what he is told."
    remedy = "Ask the coordinator to have them signed: Set up, Programme, “What he is told”."


class OtherWordsNow(Refusal):
    """The words were changed between the page and the answer: the lawyer has not seen them."""

    code = "other_words_now"
    headline = "There are other words now"
    explanation = "Nothing was recorded, because the lawyer has not seen them."
    remedy = "Look at what the page shows now, and have that signed."
    field = "fingerprint"


class OtherSignatureNow(Refusal):
    """Somebody signed between the page and the press: nobody takes back what he has not seen."""

    code = "other_signature_now"
    headline = "The words have been signed again since this page was opened"
    explanation = "Nothing was taken back. The page shows the signature that stands now."
    remedy = "Look at it, and take it back if that is meant."


class WordsSignedInFuture(Refusal):
    """Nobody has signed anything tomorrow."""

    code = "words_signed_in_future"
    headline = "The day must be today or earlier"
    status = 422
    field = "signed_on"


class NoSignatureStands(Refusal):
    """There is no signature to take back, or somebody was quicker."""

    code = "no_signature_stands"
    headline = "There is no signature to take back"
    remedy = "Look at the words of the route: the page says who signed them and who took that back."
