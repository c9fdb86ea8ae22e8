"""Whether a case can be answered, withdrawn, opened again, acknowledged or disposed of, by how it stands. Pure.

`begun`: the day of the place that he has has come.
"""

from __future__ import annotations

from datetime import date

from programme.bookings.refusals import AlreadyBegun
from programme.concerns.refusals import StoppedForSafeguarding
from programme.offers.making import check_time_to_answer
from programme.offers.refusals import AnsweredAlready, NoAnswerWanted, NothingToSign
from programme.offers.rules import STANDING, can_answer
from programme.offers.states import OfferEvent, OfferState
from programme.outcomes.disposing import ENDS_WITHOUT_CHARGE
from programme.outcomes.models import Disposal, ResultReason
from programme.outcomes.refusals import (
    AcknowledgedAlready,
    AnotherPersonNeeded,
    CourseHasBegun,
    NoResultYet,
    NotAcknowledged,
    NothingToTakeBack,
    NotToBeDisposedOf,
    NotToBeReopened,
    NotToBeWithdrawn,
    OthersPointHere,
    TakeBackFirst,
    WithdrawFirst,
)
from programme.outcomes.rules import can_be_reopened
from programme.outcomes.states import ReturnState
from programme.referrals.refusals import RankTooLow
from programme.referrals.states import OFFER_IN_HAND, REFERRALS, ReferralEvent, ReferralState
from programme.referrals.tied import done_in_the_other
from programme.shared.ranks import is_at_least


def can_turn_down(offer: OfferState | None, state: ReferralState, *, over: bool, begun: bool) -> None:
    """Whether he can say no. Raises AnsweredAlready, AnswerTooLate or
    AlreadyBegun."""
    can_answer(OfferEvent.DECLINED, offer, over=over)
    if state not in OFFER_IN_HAND:
        raise AnsweredAlready()
    if begun:
        raise AlreadyBegun()


def can_take_answer(offer: OfferState | None, state: ReferralState, *, begun: bool) -> None:
    """Whether an answer of his can be taken down for an offer that stands; whether he gave it in time is asked of when
    he did (`answering.check_answered_at`). Raises NoAnswerWanted or AlreadyBegun."""
    if offer not in STANDING or state not in OFFER_IN_HAND:
        raise NoAnswerWanted(**done_in_the_other(state))
    if begun:
        raise AlreadyBegun(remedy=CourseHasBegun.remedy)  # its own words are for him


def can_withdraw(state: ReferralState, *, begun: bool) -> None:
    """Whether the force can take the case back. Raises NotToBeWithdrawn or CourseHasBegun."""
    if not REFERRALS.allows(state, ReferralEvent.WITHDRAWN):
        raise NotToBeWithdrawn()
    if begun:
        raise CourseHasBegun()


def can_reopen(
    state: ReferralState,
    *,
    reason: ResultReason | None,
    is_tied: bool,
    stopped: bool,
    complete_by_on: date,
    return_by_on: date,
    today: date,
) -> None:
    """Whether a case that came back can be offered again; `reason` is that of the result that stands. Whether he is
    still eligible is asked afresh when it is done. Raises StoppedForSafeguarding, NotToBeReopened or TooLateToOffer."""
    if stopped:
        raise StoppedForSafeguarding()
    may = can_be_reopened(reason, return_by_on=return_by_on, today=today)
    if not may or is_tied or not REFERRALS.allows(state, ReferralEvent.REOPENED):
        raise NotToBeReopened()
    check_time_to_answer(complete_by_on, return_by_on, today)


def can_find_answer(offer: OfferState | None, state: ReferralState, reason: ResultReason | None) -> None:
    """Whether it can still be found that he had answered in time for an offer that lapsed: until something was recorded
    as done. A no needs nothing more; a yes what `can_undo_lapse` asks. Raises NoAnswerWanted."""
    lapsed = offer is OfferState.LAPSED and reason is ResultReason.OFFER_LAPSED
    if not lapsed or not REFERRALS.allows(state, ReferralEvent.RESULT_CORRECTED):
        raise NoAnswerWanted()


def can_undo_lapse(
    offer: OfferState | None,
    state: ReferralState,
    *,
    reason: ResultReason | None,
    is_tied: bool,
    stopped: bool,
    complete_by_on: date,
    return_by_on: date,
    today: date,
) -> None:
    """Whether it can still be found that he had signed or said yes in time for an offer that lapsed: by whom and as
    long as the case may be opened again. He has answered, so only the course has still to be in time. Raises
    NothingToSign, StoppedForSafeguarding or NotToBeReopened."""
    if offer is not OfferState.LAPSED or reason is not ResultReason.OFFER_LAPSED:
        raise NothingToSign()
    if stopped:
        raise StoppedForSafeguarding()
    may = can_be_reopened(reason, return_by_on=return_by_on, today=today) and today <= complete_by_on
    if not may or is_tied or not REFERRALS.allows(state, ReferralEvent.REOPENED):
        raise NotToBeReopened()


def can_acknowledge(result: ReturnState | None) -> None:
    """Whether the force can say that it has received the result. Raises NoResultYet or AcknowledgedAlready."""
    if result is None:
        raise NoResultYet()
    if result is not ReturnState.SENT:
        raise AcknowledgedAlready()


def can_dispose(state: ReferralState, stands: Disposal | None, *, his_own: bool, rank: str) -> None:
    """Whether anything can be recorded as done with the case. `stands` is what is on record, `his_own`: whoever asks
    recorded it. Raises NotAcknowledged, NotToBeDisposedOf, AnotherPersonNeeded or RankTooLow."""
    if state is ReferralState.RETURNED:
        raise NotAcknowledged()
    if not REFERRALS.allows(state, ReferralEvent.DISPOSAL_RECORDED):
        raise NotToBeDisposedOf()
    if stands is not None and stands is not Disposal.NO_FURTHER_ACTION:  # after that a charge only comes next
        can_correct(his_own=his_own, rank=rank)


def can_take_back(state: ReferralState, *, his_own: bool, rank: str) -> None:
    """Whether what is on record as done can be taken back. Raises NothingToTakeBack, AnotherPersonNeeded or
    RankTooLow."""
    if state is not ReferralState.CLOSED:
        raise NothingToTakeBack()
    can_correct(his_own=his_own, rank=rank)


def can_end_as_mistake(
    state: ReferralState, stands: Disposal | None, *, others_have: bool, pointed_at: bool, rank: str
) -> None:
    """Whether a case can be ended because it is none of its own: at once, where nobody else has anything from it
    (`others_have`: an offer was made, a concern stops it, or a neighbour sent it), else once it was withdrawn.
    `pointed_at`: others were ended because this is the right one. Raises NotAcknowledged, TakeBackFirst, WithdrawFirst,
    OthersPointHere or RankTooLow."""
    if state is ReferralState.RETURNED:
        raise NotAcknowledged()
    if stands is not None:
        raise TakeBackFirst()
    if not REFERRALS.allows(state, ReferralEvent.DISPOSAL_RECORDED) and (others_have or not ends_at_once(state)):
        raise WithdrawFirst()
    if pointed_at:
        raise OthersPointHere()
    if not is_at_least(rank, ENDS_WITHOUT_CHARGE):
        raise RankTooLow(ENDS_WITHOUT_CHARGE)


def ends_at_once(state: ReferralState) -> bool:
    """Whether a case that is none of its own can be ended as it stands, without having been withdrawn."""
    return REFERRALS.allows(state, ReferralEvent.ENDED_AS_MISTAKE)


def can_correct(*, his_own: bool, rank: str) -> None:
    """Whether somebody of this rank may put right what is on record. Raises AnotherPersonNeeded or RankTooLow."""
    if his_own:
        raise AnotherPersonNeeded()
    if not is_at_least(rank, ENDS_WITHOUT_CHARGE):
        raise RankTooLow(ENDS_WITHOUT_CHARGE)
