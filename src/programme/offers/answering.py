"""Recording his answer: which words it was given to, and when.

A caution was quashed because nobody could show that the man knew what he agreed to (R (Stratton) v Chief Constable
of Thames Valley Police [2013] EWHC 1561 (Admin)): an answer counts only for the current words, and keeps their
version and its time.
"""

from __future__ import annotations

from datetime import datetime

from programme.offers.explanations import current_explanation
from programme.offers.models import Offer
from programme.offers.refusals import AnsweredAlready, AnswerTooLate, WordsChanged
from programme.offers.states import OFFERS, OfferEvent, OfferState


def accept(offer: Offer, *, words_version: str, now: datetime) -> None:
    """He said yes to the words of `words_version`. Raises AnsweredAlready, AnswerTooLate or WordsChanged."""
    _answer(offer, OfferEvent.ACCEPTED, words_version=words_version, now=now)


def decline(offer: Offer, *, words_version: str, now: datetime) -> None:
    """He said no, or changed his mind after a yes. Raises AnsweredAlready, AnswerTooLate or WordsChanged."""
    _answer(offer, OfferEvent.DECLINED, words_version=words_version, now=now)


def lapse(offer: Offer) -> None:
    """He did not answer in time. Raises IllegalMove unless the offer is open."""
    offer.happens(OfferEvent.LAPSED)


def is_unanswered_in_time(offer: Offer, now: datetime) -> bool:
    """Whether the offer is open and its time over."""
    return offer.state is OfferState.OPEN and offer.answer_by_at <= now


def _answer(offer: Offer, event: OfferEvent, *, words_version: str, now: datetime) -> None:
    if not OFFERS.allows(offer.state, event):
        raise AnsweredAlready()
    if is_unanswered_in_time(offer, now):
        raise AnswerTooLate()
    if words_version != current_explanation().version:
        raise WordsChanged()
    offer.happens(event)
    offer.answered_at = now
    offer.answered_words_version = words_version
