"""Recording his answer: which words it was given to, and when.

A caution was quashed because nobody could show that the man knew what he agreed to (R (Stratton) v Chief Constable
of Thames Valley Police [2013] EWHC 1561 (Admin)): an answer counts only for the words of its offer, and keeps their
version and its time.
"""

from __future__ import annotations

from datetime import datetime

from programme.offers.models import Answer, Offer
from programme.offers.refusals import AnswerDayOver, WordsChanged
from programme.offers.rules import can_answer, can_want_advice, is_unanswered
from programme.offers.states import OfferEvent, OfferState
from programme.offers.told_at_refusals import AnsweredBeforeOffer


def accept(offer: Offer, *, words_version: str, at: datetime) -> None:
    """He said yes to the words of `words_version`, at that time. Raises AnsweredAlready, AnswerTooLate or
    WordsChanged."""
    _answer(offer, OfferEvent.ACCEPTED, Answer.ACCEPTED, words_version=words_version, at=at)


def sign(offer: Offer, *, words_version: str, signed_at: datetime) -> None:
    """He signed the document: his consent in it is his yes, given when he signed, to the words that he was told then.
    Raises AnsweredAlready."""
    can_answer(OfferEvent.ACCEPTED, offer.state, over=False)  # `cautioning` has asked whether he signed in time
    _keep(offer, OfferEvent.ACCEPTED, Answer.ACCEPTED, words_version=words_version, at=signed_at)


def decline(offer: Offer, *, words_version: str, at: datetime) -> None:
    """He said no, or changed his mind after a yes. Raises AnsweredAlready, AnswerTooLate or WordsChanged."""
    answer = Answer.CHANGED_MIND if offer.state is OfferState.ACCEPTED else Answer.DECLINED
    _answer(offer, OfferEvent.DECLINED, answer, words_version=words_version, at=at)


def want_advice(offer: Offer, *, words_version: str, at: datetime) -> bool:
    """He wants legal advice first: his day to answer moves to the limit that was fixed with the offer, once and no
    further. False where he had said so before. Raises AnsweredAlready, AnswerTooLate or WordsChanged."""
    can_want_advice(offer.state, over=is_unanswered_in_time(offer, at))
    check_words(offer, words_version)
    if offer.advice_wanted_at is not None:
        return False
    offer.advice_wanted_at = at
    offer.answer_by_at = max(offer.answer_by_at, offer.answer_limit_at or offer.answer_by_at)
    return True


def is_advice_left(offer: Offer, now: datetime) -> bool:
    """Whether it can still be said that he wants advice first: once; and of an offer that lapsed, that he had said so
    in time, until the day is over to which it moves."""
    if offer.state is OfferState.LAPSED and (offer.answer_limit_at is None or now >= offer.answer_limit_at):
        return False
    return offer.advice_wanted_at is None


def let_lapse(offer: Offer) -> None:
    """He did not answer in time. Raises IllegalMove unless the offer is open."""
    offer.apply(OfferEvent.LAPSED)


def is_unanswered_in_time(offer: Offer, at: datetime) -> bool:
    """Whether the offer is open and its time over, at that time."""
    return is_unanswered(offer.state, offer.answer_by_at, at)


def check_answered_at(offer: Offer, at: datetime) -> None:
    """Whether somebody took his answer down while he could give one: after the offer was made, and in time where he had
    given none. Raises AnsweredBeforeOffer and AnswerDayOver."""
    if at < offer.made_at.replace(second=0, microsecond=0):  # typed to the minute
        raise AnsweredBeforeOffer()
    if offer.state in (OfferState.OPEN, OfferState.LAPSED) and at >= offer.answer_by_at:
        raise AnswerDayOver()


def _answer(offer: Offer, event: OfferEvent, answer: Answer, *, words_version: str, at: datetime) -> None:
    can_answer(event, offer.state, over=is_unanswered_in_time(offer, at))
    check_words(offer, words_version)
    _keep(offer, event, answer, words_version=words_version, at=at)


def _keep(offer: Offer, event: OfferEvent, answer: Answer, *, words_version: str, at: datetime) -> None:
    offer.apply(event)
    offer.answer = answer
    offer.answered_at = at
    offer.answered_words_version = words_version


def check_words(offer: Offer, words_version: str) -> None:
    """Whether these are the words of the offer. Raises WordsChanged."""
    if words_version != offer.words_version:
        raise WordsChanged()
