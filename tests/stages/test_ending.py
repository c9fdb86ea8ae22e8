"""When a case is answered, withdrawn, opened again, acknowledged, disposed of, stopped and put right: every state."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from programme.bookings.refusals import AlreadyBegun
from programme.clock.rules import can_extend
from programme.concerns.refusals import (
    HasItsResult,
    NoConcernToDecide,
    NotYoursToRaise,
    SafeguardingDecides,
    StoppedAlready,
    StoppedForSafeguarding,
)
from programme.concerns.rules import can_decide, can_raise, can_settle
from programme.courses.refusals import DateAlreadyCancelled, DateAlreadySigned, DateNotOpen
from programme.courses.rules import can_cancel_date, can_change_date
from programme.courses.states import DateState
from programme.intake.correcting import Reach, can_correct_offence, reach_of
from programme.offers.refusals import AnsweredAlready, AnswerTooLate, NoAnswerWanted, TooLateToOffer
from programme.offers.states import OfferState
from programme.outcomes.ending import (
    can_acknowledge,
    can_correct,
    can_dispose,
    can_reopen,
    can_take_answer,
    can_take_back,
    can_turn_down,
    can_withdraw,
)
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
)
from programme.outcomes.states import ReturnState
from programme.referrals.refusals import (
    AlreadyDecided,
    CautionNotExtended,
    ChargeIssued,
    ExtendedAlready,
    NoCautionToExtend,
    RankTooLow,
)
from programme.referrals.states import ReferralState
from programme.shared.actor import Role
from programme.shared.ranks import Rank
from programme.shared.refusal import Refusal, refusal_of

S = ReferralState
TODAY = date(2027, 3, 1)
BEFORE_OFFER = {S.UNDECIDED, S.INELIGIBLE, S.ELIGIBLE}
IN_HAND = {S.OFFERED, S.ACCEPTED, S.BOOKED, S.PLACED_ELSEWHERE}
IN_PROGRESS = BEFORE_OFFER | IN_HAND | {S.TIED}
OPEN, ACCEPTED = OfferState.OPEN, OfferState.ACCEPTED
EVERY = list(product([*OfferState, None], S))
Kind = type[Refusal] | None


def kind(refusal: Refusal | None) -> Kind:
    return type(refusal) if refusal else None


@pytest.mark.parametrize(("offer", "state"), EVERY)
def test_he_turns_down_what_he_has_until_its_day_begins(offer: OfferState | None, state: ReferralState) -> None:
    stands = offer in (OPEN, ACCEPTED)
    can = stands and state in IN_HAND

    def met(*, over: bool = False, begun: bool = False) -> Kind:
        return kind(refusal_of(can_turn_down, offer, state, over=over, begun=begun))

    assert met() is (None if can else AnsweredAlready)
    assert met(begun=True) is (AlreadyBegun if can else AnsweredAlready)
    assert met(over=True, begun=True) is (AnswerTooLate if stands else AnsweredAlready)


@pytest.mark.parametrize(("offer", "state"), EVERY)
def test_an_answer_is_taken_down_while_the_offer_stands(offer: OfferState | None, state: ReferralState) -> None:
    can = offer in (OPEN, ACCEPTED) and state in IN_HAND

    def met(*, begun: bool = False) -> Kind:
        return kind(refusal_of(can_take_answer, offer, state, begun=begun))

    assert met() is (None if can else NoAnswerWanted)
    assert met(begun=True) is (AlreadyBegun if can else NoAnswerWanted)


@pytest.mark.parametrize("state", S)
def test_a_case_is_withdrawn_while_it_is_in_progress_and_not_on_the_day(state: ReferralState) -> None:
    can = state in IN_PROGRESS
    assert kind(refusal_of(can_withdraw, state, begun=False)) is (None if can else NotToBeWithdrawn)
    assert kind(refusal_of(can_withdraw, state, begun=True)) is (CourseHasBegun if can else NotToBeWithdrawn)


def reopening(
    state: ReferralState = S.RETURNED,
    reason: ResultReason | None = ResultReason.OFFER_LAPSED,
    *,
    is_tied: bool = False,
    stopped: bool = False,
    complete_by_on: date = TODAY + timedelta(days=8),
    return_by_on: date = TODAY + timedelta(days=20),
) -> Kind:
    found = refusal_of(
        can_reopen,
        state,
        reason=reason,
        is_tied=is_tied,
        stopped=stopped,
        complete_by_on=complete_by_on,
        return_by_on=return_by_on,
        today=TODAY,
    )
    return kind(found)


@pytest.mark.parametrize("state", S)
def test_a_case_is_opened_again_that_came_back_and_leads_itself(state: ReferralState) -> None:
    can = state in (S.RETURNED, S.ACKNOWLEDGED)
    assert reopening(state) is (None if can else NotToBeReopened)
    assert reopening(state, is_tied=True) is NotToBeReopened
    assert reopening(state, stopped=True, is_tied=True) is StoppedForSafeguarding


def test_a_case_is_opened_again_for_a_reason_that_allows_it_and_in_time() -> None:
    assert reopening(reason=None) is NotToBeReopened
    assert reopening(reason=ResultReason.DID_NOT_COME) is NotToBeReopened
    assert reopening(return_by_on=TODAY) is NotToBeReopened
    assert reopening(return_by_on=TODAY + timedelta(days=1)) is None
    assert reopening(complete_by_on=TODAY + timedelta(days=7)) is TooLateToOffer


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (None, NoResultYet),
        (ReturnState.SENT, None),
        (ReturnState.ACKNOWLEDGED, AcknowledgedAlready),
        (ReturnState.ACTED_ON, AcknowledgedAlready),
        (ReturnState.SUPERSEDED, AcknowledgedAlready),
    ],
)
def test_a_result_is_acknowledged_once(result: ReturnState | None, expected: Kind) -> None:
    assert kind(refusal_of(can_acknowledge, result)) is expected


@pytest.mark.parametrize("state", S)
def test_something_is_done_with_a_case_that_was_acknowledged_withdrawn_or_closed(state: ReferralState) -> None:
    can = state in (S.ACKNOWLEDGED, S.CLOSED, S.WITHDRAWN)
    expected = None if can else NotAcknowledged if state is S.RETURNED else NotToBeDisposedOf
    for stands in (None, Disposal.NO_FURTHER_ACTION):
        assert kind(refusal_of(can_dispose, state, stands, his_own=True, rank="PC")) is expected


@pytest.mark.parametrize("stands", [one for one in Disposal if one is not Disposal.NO_FURTHER_ACTION])
def test_what_is_on_record_is_corrected_and_taken_back_by_another_of_the_rank(stands: Disposal) -> None:
    def met(*, his_own: bool, rank: str) -> list[Kind]:
        return [
            kind(refusal_of(can_dispose, S.CLOSED, stands, his_own=his_own, rank=rank)),
            kind(refusal_of(can_take_back, S.CLOSED, his_own=his_own, rank=rank)),
            kind(refusal_of(can_correct, his_own=his_own, rank=rank)),
        ]

    assert met(his_own=False, rank="PS") == [None] * 3
    assert met(his_own=True, rank="PS") == [AnotherPersonNeeded] * 3
    assert met(his_own=False, rank="PC") == [RankTooLow] * 3


@pytest.mark.parametrize("state", S)
def test_nothing_is_taken_back_but_of_a_closed_case(state: ReferralState) -> None:
    expected = None if state is S.CLOSED else NothingToTakeBack
    assert kind(refusal_of(can_take_back, state, his_own=False, rank="Insp")) is expected


# ---- stopping, and putting right


@pytest.mark.parametrize(("state", "role"), list(product(S, Role)))
def test_a_case_in_progress_is_stopped_once_by_whoever_meets_him(state: ReferralState, role: Role) -> None:
    may = role in (Role.OFFICER, Role.SUPERVISOR, Role.SAFEGUARDING, Role.PARTNER_STAFF)
    in_progress = state in IN_PROGRESS
    expected = HasItsResult if not in_progress else None if may else NotYoursToRaise
    assert kind(refusal_of(can_raise, state, stopped=False, roles={role})) is expected
    again = StoppedAlready if in_progress else HasItsResult
    assert kind(refusal_of(can_raise, state, stopped=True, roles={role})) is again


@pytest.mark.parametrize("role", Role)
def test_safeguarding_alone_decides_a_concern_that_stands(role: Role) -> None:
    expected = None if role is Role.SAFEGUARDING else SafeguardingDecides
    assert kind(refusal_of(can_decide, stopped=True, roles={role})) is expected
    assert kind(refusal_of(can_decide, stopped=False, roles={role})) is NoConcernToDecide


@pytest.mark.parametrize("state", S)
def test_criteria_are_settled_before_an_offer_and_while_nothing_stops_the_case(state: ReferralState) -> None:
    early = state in BEFORE_OFFER
    assert kind(refusal_of(can_settle, state, stopped=False)) is (None if early else AlreadyDecided)
    assert kind(refusal_of(can_settle, state, stopped=True)) is (StoppedForSafeguarding if early else AlreadyDecided)


@pytest.mark.parametrize("state", S)
def test_a_caution_takes_longer_once_by_a_sergeant_where_the_route_has_a_longer_limit(state: ReferralState) -> None:
    def met(
        *, cautioned_on: date | None = TODAY, has_longer_limit: bool = True, reason: str = "", rank: str = "PS"
    ) -> Kind:
        return kind(
            refusal_of(
                can_extend,
                state,
                cautioned_on=cautioned_on,
                has_longer_limit=has_longer_limit,
                reason=reason,
                rank=rank,
            )
        )

    going = state in IN_PROGRESS
    assert met() is (None if going else CautionNotExtended)
    assert met(cautioned_on=None) is NoCautionToExtend
    assert met(has_longer_limit=False) is CautionNotExtended
    assert met(reason="He was ill.", rank="PC") is (ExtendedAlready if going else CautionNotExtended)
    assert met(rank="PC") is (RankTooLow if going else CautionNotExtended)


def test_it_takes_a_sergeant_and_the_refusal_says_so() -> None:
    longer = refusal_of(can_extend, S.ACCEPTED, cautioned_on=TODAY, has_longer_limit=True, reason="", rank="PC")
    corrects = refusal_of(can_correct, his_own=False, rank="PC")
    for refused in (longer, corrects):
        assert refused is not None
        assert Rank.SERGEANT.label in f"{refused.headline} {refused.explanation} {refused.remedy}".lower()


@pytest.mark.parametrize("state", S)
def test_another_time_of_the_offence_decides_the_case_again_before_an_offer_and_moves_the_clock_alone_after_a_result(
    state: ReferralState,
) -> None:
    again = state in BEFORE_OFFER or state is S.TIED
    assert reach_of(state) is (Reach.RULES if again else Reach.OFFER if state in IN_HAND else Reach.CLOCK)


def test_the_offence_is_corrected_while_no_charge_was_issued() -> None:
    assert refusal_of(can_correct_offence, None) is None
    assert kind(refusal_of(can_correct_offence, datetime(2027, 3, 1, 9, tzinfo=UTC))) is ChargeIssued


@pytest.mark.parametrize("state", DateState)
def test_a_date_is_changed_while_it_is_open_and_called_off_until_its_register_is_signed(state: DateState) -> None:
    refusing = {DateState.CANCELLED: DateAlreadyCancelled, DateState.SIGNED: DateAlreadySigned}
    assert kind(refusal_of(can_change_date, state)) is (None if state is DateState.OPEN else DateNotOpen)
    assert kind(refusal_of(can_cancel_date, state)) is refusing.get(state)
