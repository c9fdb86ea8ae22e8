"""Everything that may be done about an offer, by how it stands. Pure: facts in, nothing or a Refusal out.

`offer` is the state of the newest offer of the case, None where there was none; `over`: its time to answer is over.
"""

from __future__ import annotations

from datetime import date, datetime

from programme.concerns.refusals import StoppedForSafeguarding
from programme.courses.refusals import ProgrammeNotReady
from programme.offers.making import check_time_to_answer
from programme.offers.refusals import (
    AnsweredAlready,
    AnswerTooLate,
    CautionNotWanted,
    CautionSignedAlready,
    NoOfferStands,
    NothingToExplain,
    NothingToSign,
    NotToBeOffered,
    OfferStands,
)
from programme.offers.states import OFFERS, OfferEvent, OfferState
from programme.offers.told.route_facts import ROUTE_FACTS, RouteFacts
from programme.offers.words_refusals import NoWordsForRoute, WordsNotSigned, WordsSayOtherwise
from programme.referrals.states import OFFER_IN_HAND, ReferralState
from programme.referrals.tied import done_in_the_other

STANDING = frozenset({OfferState.OPEN, OfferState.ACCEPTED})


def is_unanswered(offer: OfferState | None, answer_by_at: datetime | None, now: datetime) -> bool:
    """Whether the offer is open and its time over: from then on it can only lapse."""
    return offer is OfferState.OPEN and answer_by_at is not None and answer_by_at <= now


def can_offer(
    state: ReferralState,
    *,
    stopped: bool,
    complete_by_on: date,
    return_by_on: date,
    lacks: tuple[str, ...],
    route: str,
    rules: RouteFacts,
    words_signed: bool,
    today: date,
) -> None:
    """Whether the offer can be made; `lacks`: what the programme has still to be given. Raises OfferStands,
    NotToBeOffered, StoppedForSafeguarding, TooLateToOffer, ProgrammeNotReady, and what `can_be_explained` does."""
    if state in OFFER_IN_HAND:
        raise OfferStands()
    if state is not ReferralState.ELIGIBLE:
        raise NotToBeOffered(**done_in_the_other(state))
    if stopped:
        raise StoppedForSafeguarding()
    check_time_to_answer(complete_by_on, return_by_on, today)
    if lacks:
        raise ProgrammeNotReady(lacks)
    can_be_explained(route, rules, signed=words_signed)


def can_be_explained(route: str, rules: RouteFacts, *, signed: bool) -> None:
    """Whether there are words for this route (its code) that are true of its rules, and that somebody answers for.
    Raises NoWordsForRoute, WordsSayOtherwise or WordsNotSigned."""
    said = ROUTE_FACTS.get(route)
    if said is None:
        raise NoWordsForRoute()
    if said != rules:
        raise WordsSayOtherwise()
    if not signed:
        raise WordsNotSigned()


def can_print_slip(offer: OfferState | None, state: ReferralState, *, over: bool) -> None:
    """Whether he can be given a new code: once the case is back, what a slip says is not so any more. Raises
    NoOfferStands."""
    if offer not in STANDING or state not in OFFER_IN_HAND or over:
        raise NoOfferStands(**done_in_the_other(state))


def can_explain(offer: OfferState | None, state: ReferralState) -> None:
    """Whether one more explanation can be kept with the offer: once the case is back it proves nothing any more. Raises
    NothingToExplain."""
    if offer not in STANDING or state not in OFFER_IN_HAND:
        raise NothingToExplain(**done_in_the_other(state))


def can_sign(offer: OfferState | None, state: ReferralState, *, has_document: bool, signed: bool) -> None:
    """Whether the document can be recorded that he signed for the offer. Raises NothingToSign, CautionNotWanted or
    CautionSignedAlready."""
    if offer not in STANDING or state not in OFFER_IN_HAND:
        raise NothingToSign(**done_in_the_other(state))
    can_keep_document(has_document=has_document, signed=signed)


def can_keep_document(*, has_document: bool, signed: bool) -> None:
    """Whether the route has a document and none is kept yet. Raises CautionNotWanted or CautionSignedAlready."""
    if not has_document:
        raise CautionNotWanted()
    if signed:
        raise CautionSignedAlready()


def can_answer(event: OfferEvent, offer: OfferState | None, *, over: bool) -> None:
    """Whether the offer can be answered so. Raises AnsweredAlready or AnswerTooLate."""
    if offer is None or not OFFERS.allows(offer, event):
        raise AnsweredAlready()
    if over:
        raise AnswerTooLate()


def can_want_advice(offer: OfferState | None, *, over: bool) -> None:
    """Whether he can say that he wants legal advice first. Raises AnsweredAlready or AnswerTooLate."""
    if offer is not OfferState.OPEN:
        raise AnsweredAlready()
    if over:
        raise AnswerTooLate()
