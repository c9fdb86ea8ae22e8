"""Deeds of staff to a case, by each fact that decides it; and the deeds that each door has a page for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from programme.bookings.refusals import ADateFits, AlreadyBegun
from programme.concerns.refusals import NoConcernToDecide, NotYoursToRaise, StoppedAlready, StoppedForSafeguarding
from programme.concerns.states import ConcernState
from programme.courses.refusals import ProgrammeNotReady
from programme.eligibility.rules import ONE_PERSON
from programme.exchange.refusals import (
    CourseNotYet,
    NoPlaceElsewhere,
    NotForElsewhere,
    NoTimeElsewhere,
    SentByNeighbour,
    SignFirst,
)
from programme.insight.case_now import CaseNow
from programme.insight.possible import DEEDS_AT, possible, why_not_possible
from programme.offers.refusals import (
    CautionNotWanted,
    CautionSignedAlready,
    NoOfferStands,
    NothingToExplain,
    NothingToSign,
    TooLateToOffer,
)
from programme.offers.states import OfferState
from programme.offers.words_refusals import NoWordsForRoute, WordsNotSigned, WordsSayOtherwise
from programme.outcomes.models import Disposal, ResultReason
from programme.outcomes.refusals import (
    AcknowledgedAlready,
    AnotherPersonNeeded,
    CourseHasBegun,
    NotAcknowledged,
    NotToBeReopened,
    OthersPointHere,
    TakeBackFirst,
    WithdrawFirst,
)
from programme.outcomes.states import ReturnState
from programme.policies.models import AdmissionNeed, FailureMeans, Paper
from programme.referrals.criteria import Status, kept_criterion
from programme.referrals.deeds import Deed
from programme.referrals.models import Origin
from programme.referrals.refusals import (
    CautionNotExtended,
    ChargeIssued,
    ClockIsOver,
    ExtendedAlready,
    NoCautionToExtend,
    RankTooLow,
)
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor, Door, Role
from programme.shared.refusal import Refusal

NOW = datetime(2027, 3, 1, 10, tzinfo=UTC)
TODAY, A_DAY = NOW.date(), timedelta(days=1)
SERGEANT = Actor(Door.CUSTODY, 5, "PS B. Other", "Custody", frozenset({Role.OFFICER, Role.SAFEGUARDING}), "PS")
S = ReferralState
STANDING: dict[str, Any] = {"state": S.OFFERED, "offer": OfferState.OPEN, "answer_by_at": NOW + A_DAY}
ELSEWHERE: dict[str, Any] = {"state": S.PLACED_ELSEWHERE, "elsewhere_on": TODAY, "elsewhere_at": "34"}
BACK: dict[str, Any] = {"state": S.RETURNED, "result": ReturnState.SENT, "reason": ResultReason.OFFER_LAPSED}
CLOSED: dict[str, Any] = {
    "state": S.CLOSED,
    "clock_stopped_at": NOW,
    "clock_stopped_by": Disposal.CHARGE_ISSUED,
    "recorded_by_id": 4,
}
CAUTIONED: dict[str, Any] = {"state": S.ACCEPTED, "cautioned_on": TODAY, "weeks": 16, "exceptional_weeks": 20}
FACTS: dict[str, Any] = {
    "reference": "REF",
    "state": S.ELIGIBLE,
    "origin": Origin.FORM,
    "offence_at": NOW - 10 * A_DAY,
    "charge_by_on": TODAY + 150 * A_DAY,
    "return_by_on": TODAY + 60 * A_DAY,
    "complete_by_on": TODAY + 57 * A_DAY,
    "exceptional_reason": "",
    "eligibility": [],
    "charging_reserve_days": 14,
    "result_lag_working_days": 2,
    "has_fee": True,
    "notice_decided": True,
    "statement_text": "CRS BOOKING",
    "helpline": "01632 960001",
    "route_code": "community_resolution",
    "asks": AdmissionNeed.ACCEPTS_RESPONSIBILITY,
    "paper": Paper.RECORD,
    "on_failure": FailureMeans.NO_PROSECUTION,
    "words_signed": True,
    "slip_printed": False,
    "no_place": False,
    "has_pin": False,
    "interpreter": "",
}


def a_case(**facts: Any) -> CaseNow:
    """The case of FACTS; of whatever else there is, there is none."""
    nothing = dict.fromkeys(CaseNow.__dataclass_fields__)
    return CaseNow(**{**nothing, **FACTS, **facts})


MAY: dict[Deed, dict[str, Any]] = {
    Deed.MAKE_OFFER: {},
    Deed.ISSUE_SLIP: STANDING,
    Deed.REOPEN_OFFER: BACK,
    Deed.EXPLAIN_OFFER: STANDING,
    Deed.RECORD_ANSWER: STANDING,
    Deed.RECORD_CAUTION: {**STANDING, "paper": Paper.CAUTION},
    Deed.PLACE_ELSEWHERE: {"state": S.ACCEPTED, "offer": OfferState.ACCEPTED},
    Deed.RECORD_RESULT_FROM_ELSEWHERE: ELSEWHERE,
    Deed.CALL_OFF_PLACE_ELSEWHERE: ELSEWHERE,
    Deed.RETURN_NOW: {"no_place": True},
    Deed.SETTLE_ELIGIBILITY: {},
    Deed.DECIDE_IDENTITY: {
        "state": S.UNDECIDED,
        "eligibility": [kept_criterion(ONE_PERSON, Status.UNKNOWN, "He may be another.")],
    },
    Deed.ACKNOWLEDGE_RESULT: BACK,
    Deed.RECORD_DISPOSAL: {"state": S.ACKNOWLEDGED},
    Deed.TAKE_BACK_DISPOSAL: CLOSED,
    Deed.END_MISTAKEN_CASE: {},
    Deed.RAISE_CONCERN: {},
    Deed.DECIDE_CONCERN: {"concern": ConcernState.OPEN},
    Deed.RECORD_DRUG_INTERVENTION: {"state": S.CLOSED},
    Deed.WRITE_NOTE: {"state": S.CLOSED},
    Deed.NAME_SUPPORTER: {"state": S.ACCEPTED},
    Deed.CHECK_CONTACT: {"state": S.CLOSED},
    Deed.CORRECT_RECORD: {"state": S.CLOSED},
    Deed.CORRECT_CONTACT: {"state": S.CLOSED},
    Deed.SET_BACK_PIN: {"has_pin": True},
    Deed.CHANGE_OFFICER: {"state": S.CLOSED},
    Deed.CORRECT_OFFENCE: {},
    Deed.RECORD_BAIL: {},
    Deed.EXTEND_CAUTION: CAUTIONED,
    Deed.WITHDRAW_REFERRAL: {},
}
"""For each deed a case to which it may be done."""

UNLESS: list[tuple[Deed, dict[str, Any], type[Refusal]]] = [
    (Deed.MAKE_OFFER, {"concern": ConcernState.OPEN}, StoppedForSafeguarding),
    (Deed.MAKE_OFFER, {"complete_by_on": TODAY + 7 * A_DAY}, TooLateToOffer),
    (Deed.MAKE_OFFER, {"has_fee": False}, ProgrammeNotReady),
    (Deed.MAKE_OFFER, {"words_signed": False}, WordsNotSigned),
    (Deed.MAKE_OFFER, {"on_failure": FailureMeans.PROSECUTION}, WordsSayOtherwise),
    (Deed.MAKE_OFFER, {"route_code": "community_caution"}, NoWordsForRoute),
    (Deed.MAKE_OFFER, {"notice_decided": False}, ProgrammeNotReady),
    (Deed.MAKE_OFFER, {"statement_text": ""}, ProgrammeNotReady),
    (Deed.MAKE_OFFER, {"helpline": ""}, ProgrammeNotReady),
    (Deed.ISSUE_SLIP, {"answer_by_at": NOW}, NoOfferStands),
    (Deed.ISSUE_SLIP, {"offer": OfferState.LAPSED}, NoOfferStands),
    (Deed.REOPEN_OFFER, {"tied_to_id": 7}, NotToBeReopened),
    (Deed.REOPEN_OFFER, {"reason": ResultReason.DID_NOT_COME}, NotToBeReopened),
    (Deed.REOPEN_OFFER, {"return_by_on": TODAY}, NotToBeReopened),
    (Deed.REOPEN_OFFER, {"concern": ConcernState.UPHELD}, StoppedForSafeguarding),
    (Deed.REOPEN_OFFER, {"complete_by_on": TODAY + 7 * A_DAY}, TooLateToOffer),
    (Deed.EXPLAIN_OFFER, {"offer": None}, NothingToExplain),
    (Deed.RECORD_ANSWER, {"state": S.BOOKED, "starts_at": NOW}, AlreadyBegun),
    (Deed.RECORD_CAUTION, {"offer": OfferState.WITHDRAWN}, NothingToSign),
    (Deed.RECORD_CAUTION, {"paper": Paper.RECORD}, CautionNotWanted),
    (Deed.RECORD_CAUTION, {"signed_for": 3}, CautionSignedAlready),
    (Deed.PLACE_ELSEWHERE, {"origin": Origin.PARTNER}, SentByNeighbour),
    (Deed.PLACE_ELSEWHERE, {"finalised_at": NOW}, NotForElsewhere),
    (Deed.PLACE_ELSEWHERE, {"paper": Paper.CAUTION}, SignFirst),
    (Deed.PLACE_ELSEWHERE, {"offence_at": NOW - 180 * A_DAY}, NoTimeElsewhere),
    (Deed.RECORD_RESULT_FROM_ELSEWHERE, {"elsewhere_on": TODAY + A_DAY}, CourseNotYet),
    (Deed.RECORD_RESULT_FROM_ELSEWHERE, {"elsewhere_on": None}, NoPlaceElsewhere),
    (Deed.CALL_OFF_PLACE_ELSEWHERE, {"elsewhere_on": None}, NoPlaceElsewhere),
    (Deed.RETURN_NOW, {"no_place": False}, ADateFits),
    (Deed.RETURN_NOW, {"earliest_on": FACTS["complete_by_on"]}, ADateFits),
    (Deed.SETTLE_ELIGIBILITY, {"concern": ConcernState.OPEN}, StoppedForSafeguarding),
    (Deed.ACKNOWLEDGE_RESULT, {"result": ReturnState.ACKNOWLEDGED}, AcknowledgedAlready),
    (Deed.RECORD_DISPOSAL, {**CLOSED, "recorded_by_id": 5}, AnotherPersonNeeded),
    (Deed.TAKE_BACK_DISPOSAL, {"recorded_by_id": 5}, AnotherPersonNeeded),
    (Deed.END_MISTAKEN_CASE, {"pointed_at": True}, OthersPointHere),
    (Deed.END_MISTAKEN_CASE, {"state": S.RETURNED}, NotAcknowledged),
    (Deed.END_MISTAKEN_CASE, {"state": S.OFFERED}, WithdrawFirst),
    (Deed.END_MISTAKEN_CASE, {"offer": OfferState.DECLINED}, WithdrawFirst),
    (Deed.END_MISTAKEN_CASE, {"concern": ConcernState.OPEN}, WithdrawFirst),
    (Deed.END_MISTAKEN_CASE, {"origin": Origin.PARTNER}, WithdrawFirst),
    (Deed.END_MISTAKEN_CASE, {"finalised_by": "no_further_action"}, TakeBackFirst),
    (Deed.RAISE_CONCERN, {"concern": ConcernState.OPEN}, StoppedAlready),
    (Deed.DECIDE_CONCERN, {"concern": ConcernState.CLEARED}, NoConcernToDecide),
    (Deed.CORRECT_OFFENCE, {"clock_stopped_at": NOW}, ChargeIssued),
    (Deed.RECORD_BAIL, {"finalised_at": NOW}, ClockIsOver),
    (Deed.RECORD_BAIL, {"clock_stopped_at": NOW}, ClockIsOver),
    (Deed.EXTEND_CAUTION, {"cautioned_on": None}, NoCautionToExtend),
    (Deed.EXTEND_CAUTION, {"exceptional_weeks": 16}, CautionNotExtended),
    (Deed.EXTEND_CAUTION, {"exceptional_weeks": None}, CautionNotExtended),
    (Deed.EXTEND_CAUTION, {"exceptional_reason": "He was ill."}, ExtendedAlready),
    (Deed.WITHDRAW_REFERRAL, {"state": S.BOOKED, "starts_at": NOW}, CourseHasBegun),
    (Deed.WITHDRAW_REFERRAL, ELSEWHERE, CourseHasBegun),
]
"""And one fact or two by which it may not."""


@pytest.mark.parametrize("deed", Deed)
def test_for_each_deed_there_is_a_case_to_which_it_may_be_done(deed: Deed) -> None:
    assert why_not_possible(deed, a_case(**MAY[deed]), SERGEANT, NOW) is None


@pytest.mark.parametrize(("deed", "facts", "refusal"), UNLESS)
def test_a_fact_by_which_it_may_not_be_done_is_what_the_refusal_names(
    deed: Deed, facts: dict[str, Any], refusal: type[Refusal]
) -> None:
    assert type(why_not_possible(deed, a_case(**{**MAY[deed], **facts}), SERGEANT, NOW)) is refusal


@pytest.mark.parametrize("later", [{}, {"starts_at": NOW + A_DAY}, {"elsewhere_on": TODAY}])
def test_a_place_whose_day_has_not_come_stops_no_withdrawal(later: dict[str, Any]) -> None:
    assert why_not_possible(Deed.WITHDRAW_REFERRAL, a_case(state=S.BOOKED, **later), SERGEANT, NOW) is None


def test_a_disposal_of_which_nobody_is_known_who_recorded_it_is_nobodys_own() -> None:
    by_command = Actor(Door.CUSTODY, None, "PS C. Line", "Custody", frozenset({Role.OFFICER}), "PS")
    case = a_case(**{**CLOSED, "recorded_by_id": None})
    assert why_not_possible(Deed.TAKE_BACK_DISPOSAL, case, by_command, NOW) is None


@pytest.mark.parametrize("deed", [Deed.TAKE_BACK_DISPOSAL, Deed.END_MISTAKEN_CASE, Deed.EXTEND_CAUTION])
def test_what_takes_a_sergeant_is_refused_to_a_constable(deed: Deed) -> None:
    constable = Actor(Door.CUSTODY, 6, "PC D. Beat", "Custody", frozenset({Role.OFFICER}), "PC")
    assert isinstance(why_not_possible(deed, a_case(**MAY[deed]), constable, NOW), RankTooLow)


def test_whoever_only_reads_stops_no_case() -> None:
    auditor = Actor(Door.ADMIN, 8, "A. Udit", "Force", frozenset({Role.AUDITOR}))
    assert isinstance(why_not_possible(Deed.RAISE_CONCERN, a_case(), auditor, NOW), NotYoursToRaise)


NEIGHBOURS = {
    *(Deed.MAKE_OFFER, Deed.ISSUE_SLIP, Deed.REOPEN_OFFER, Deed.EXPLAIN_OFFER, Deed.RECORD_ANSWER),
    *(Deed.RECORD_CAUTION, Deed.SETTLE_ELIGIBILITY, Deed.ACKNOWLEDGE_RESULT, Deed.RECORD_DISPOSAL),
    *(Deed.TAKE_BACK_DISPOSAL, Deed.RAISE_CONCERN, Deed.DECIDE_CONCERN, Deed.CHANGE_OFFICER),
    *(Deed.CORRECT_OFFENCE, Deed.RECORD_BAIL),
    *(Deed.WRITE_NOTE, Deed.CORRECT_RECORD, Deed.DECIDE_IDENTITY, Deed.SET_BACK_PIN, Deed.NAME_SUPPORTER),
    Deed.CHECK_CONTACT,
}
COORDINATORS = {
    *(Deed.REOPEN_OFFER, Deed.PLACE_ELSEWHERE, Deed.RECORD_RESULT_FROM_ELSEWHERE, Deed.CALL_OFF_PLACE_ELSEWHERE),
    *(Deed.RETURN_NOW, Deed.ACKNOWLEDGE_RESULT, Deed.RECORD_DISPOSAL, Deed.TAKE_BACK_DISPOSAL, Deed.CORRECT_CONTACT),
    *(Deed.CHANGE_OFFICER, Deed.CORRECT_OFFENCE, Deed.RECORD_BAIL, Deed.EXTEND_CAUTION, Deed.WITHDRAW_REFERRAL),
    *(Deed.END_MISTAKEN_CASE, Deed.WRITE_NOTE, Deed.CORRECT_RECORD, Deed.SET_BACK_PIN, Deed.NAME_SUPPORTER),
    Deed.CHECK_CONTACT,
}


@pytest.mark.parametrize("door", Door)
def test_a_door_has_pages_for_these_deeds_and_for_no_other(door: Door) -> None:
    expected = {Door.CUSTODY: {*Deed}, Door.PARTNER: NEIGHBOURS, Door.ADMIN: COORDINATORS}.get(door, set())
    assert set(DEEDS_AT.get(door, ())) == expected
    assert set(possible(a_case(), Actor(door, 1, "A. Nybody"), NOW)) == expected
