"""Deeds about an offer, in every state of the offer and of its case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from programme.concerns.refusals import StoppedForSafeguarding
from programme.courses.refusals import ProgrammeNotReady
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
    TooLateToOffer,
)
from programme.offers.rules import (
    can_answer,
    can_explain,
    can_keep_document,
    can_offer,
    can_print_slip,
    can_sign,
    can_want_advice,
    is_unanswered,
)
from programme.offers.states import OfferEvent, OfferState
from programme.offers.told.route_facts import ROUTE_FACTS, RouteFacts
from programme.offers.words_refusals import NoWordsForRoute, WordsNotSigned, WordsSayOtherwise
from programme.policies.models import AdmissionNeed, FailureMeans, Paper
from programme.referrals.states import ReferralState
from programme.shared.refusal import Refusal, refusal_of

NOW = datetime(2027, 3, 1, 10, tzinfo=UTC)
TODAY = NOW.date()
IN_TIME = TODAY + timedelta(days=8)
"""The whole of tomorrow to answer, and seven days to book."""
IN_HAND = {
    ReferralState.OFFERED,
    ReferralState.ACCEPTED,
    ReferralState.BOOKED,
    ReferralState.PLACED_ELSEWHERE,
}
STANDING = {OfferState.OPEN, OfferState.ACCEPTED}
EVERY = list(product([*OfferState, None], ReferralState))


def offering(
    state: ReferralState = ReferralState.ELIGIBLE,
    *,
    stopped: bool = False,
    complete_by_on: date = IN_TIME,
    lacks: tuple[str, ...] = (),
    route: str = "conditional_caution",
    rules: RouteFacts | None = None,
    words_signed: bool = True,
) -> type[Refusal] | None:
    refused = refusal_of(
        can_offer,
        state,
        stopped=stopped,
        complete_by_on=complete_by_on,
        return_by_on=complete_by_on,
        lacks=lacks,
        route=route,
        rules=rules or ROUTE_FACTS["conditional_caution"],
        words_signed=words_signed,
        today=TODAY,
    )
    return type(refused) if refused else None


@pytest.mark.parametrize("state", ReferralState)
def test_an_offer_is_made_to_an_eligible_case_that_has_none(state: ReferralState) -> None:
    expected = OfferStands if state in IN_HAND else NotToBeOffered
    assert offering(state) is (None if state is ReferralState.ELIGIBLE else expected)
    assert offering(state, stopped=True) is (StoppedForSafeguarding if state is ReferralState.ELIGIBLE else expected)


def test_an_offer_leaves_him_the_whole_of_tomorrow_and_days_to_book_and_the_programme_is_set_up() -> None:
    assert offering(complete_by_on=IN_TIME - timedelta(days=1)) is TooLateToOffer
    assert offering(lacks=("fee",)) is ProgrammeNotReady


def test_nothing_is_offered_without_words_that_are_true_of_the_route_and_that_somebody_signed() -> None:
    caution = ROUTE_FACTS["conditional_caution"]
    assert offering() is None
    assert offering(words_signed=False) is WordsNotSigned
    assert offering(rules=replace(caution, on_failure=FailureMeans.PENALTY_ONLY)) is WordsSayOtherwise
    assert offering(rules=replace(caution, paper=Paper.AGREEMENT)) is WordsSayOtherwise
    assert offering(rules=replace(caution, admission=AdmissionNeed.NOT_NEEDED)) is WordsSayOtherwise
    assert offering(route="diversionary_caution") is NoWordsForRoute
    assert offering(lacks=("fee",), complete_by_on=TODAY) is TooLateToOffer


@pytest.mark.parametrize(("offer", "state"), EVERY)
def test_a_slip_an_explanation_and_a_signature_belong_to_an_offer_that_stands_in_a_case_that_is_not_back(
    offer: OfferState | None, state: ReferralState
) -> None:
    stands = offer in STANDING and state in IN_HAND
    met = [
        refusal_of(can_print_slip, offer, state, over=False),
        refusal_of(can_explain, offer, state),
        refusal_of(can_sign, offer, state, has_document=True, signed=False),
    ]
    assert [type(one) for one in met] == (
        [type(None)] * 3 if stands else [NoOfferStands, NothingToExplain, NothingToSign]
    )
    assert isinstance(refusal_of(can_print_slip, offer, state, over=True), NoOfferStands)


def test_a_document_is_kept_once_and_only_where_the_route_has_one() -> None:
    assert refusal_of(can_keep_document, has_document=True, signed=False) is None
    for signed in (True, False):
        assert isinstance(refusal_of(can_keep_document, has_document=False, signed=signed), CautionNotWanted)
    assert isinstance(refusal_of(can_keep_document, has_document=True, signed=True), CautionSignedAlready)
    signing = refusal_of(can_sign, OfferState.OPEN, ReferralState.OFFERED, has_document=True, signed=True)
    assert isinstance(signing, CautionSignedAlready)


ANSWERS = [event for event in OfferEvent if event is not OfferEvent.LAPSE_UNDONE]  # which has its own rule


@pytest.mark.parametrize(("offer", "event"), list(product([*OfferState, None], ANSWERS)))
def test_an_open_offer_is_answered_in_time_and_one_that_was_accepted_can_be_declined(
    offer: OfferState | None, event: OfferEvent
) -> None:
    answered_again = {OfferEvent.DECLINED, OfferEvent.WITHDRAWN}
    can = offer is OfferState.OPEN or (offer is OfferState.ACCEPTED and event in answered_again)
    in_time, late = (refusal_of(can_answer, event, offer, over=over) for over in (False, True))
    assert type(in_time) is (type(None) if can else AnsweredAlready)
    assert type(late) is (AnswerTooLate if can else AnsweredAlready)


@pytest.mark.parametrize("offer", [*OfferState, None])
def test_advice_is_wanted_before_an_answer_and_in_time(offer: OfferState | None) -> None:
    is_open = offer is OfferState.OPEN
    in_time, late = (refusal_of(can_want_advice, offer, over=over) for over in (False, True))
    assert type(in_time) is (type(None) if is_open else AnsweredAlready)
    assert type(late) is (AnswerTooLate if is_open else AnsweredAlready)


@pytest.mark.parametrize("offer", [*OfferState, None])
def test_the_time_to_answer_is_over_at_its_very_instant_and_only_while_nothing_was_answered(
    offer: OfferState | None,
) -> None:
    is_open = offer is OfferState.OPEN
    assert is_unanswered(offer, NOW, NOW) is is_open
    assert not is_unanswered(offer, NOW + timedelta(microseconds=1), NOW)
    assert not is_unanswered(offer, None, NOW)
