"""Verdicts of each end of a case, written out once more: a line that changes in the tables is missed here."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import pytest

from programme.attendance.states import Mark
from programme.outcomes.models import Disposal, ResultReason, Verdict
from programme.outcomes.rules import (
    LEFT_BY_THE_FORCE,
    NOT_KNOWN,
    REASON_OF,
    TOLD_ELSEWHERE,
    VERDICT_OF,
    can_be_reopened,
    proposal_of,
)
from programme.outcomes.words import DISPOSAL_WORDS, REASON_WORDS, VERDICT_WORDS
from programme.policies.models import FailureMeans
from programme.policies.words import FAILURE_SENTENCES


class Proposes(NamedTuple):
    """A result, as far as the route proposes something with it."""

    proposed_outcome: int | None
    proposed_finalisation: str


FAILED = (
    "did_not_come, came_too_late, identity_not_shown, left_early, removed, offer_lapsed, "
    "not_booked_in_time, fee_not_paid"
)
HIS_ANSWER = "offer_declined, chose_court"
NO_FAULT = (
    "turned_away, interpreter_absent, course_cancelled, no_place_in_time, not_decided_in_time, not_offered_in_time, "
    "not_eligible, withdrawn_by_force, time_ran_out, register_not_signed, result_not_told"
)
TRUTH = {
    "attended_throughout": Verdict.COMPLETED,
    **dict.fromkeys(FAILED.split(", "), Verdict.FAILED),
    **dict.fromkeys(HIS_ANSWER.split(", "), Verdict.HIS_ANSWER),
    **dict.fromkeys(NO_FAULT.split(", "), Verdict.NO_FAULT),
}


def test_only_who_was_there_throughout_completed_and_what_he_could_not_help_is_no_fault_of_his() -> None:
    assert {str(reason): verdict for reason, verdict in VERDICT_OF.items()} == TRUTH
    assert set(VERDICT_OF) == set(ResultReason)


def test_a_mark_on_the_register_is_the_reason_of_the_same_name() -> None:
    assert {mark: str(reason) for mark, reason in REASON_OF.items()} == {
        Mark.COMPLETED: "attended_throughout",
        Mark.NO_SHOW: "did_not_come",
        Mark.LATE_REFUSED: "came_too_late",
        Mark.IDENTITY_REFUSED: "identity_not_shown",
        Mark.LEFT_EARLY: "left_early",
        Mark.REMOVED: "removed",
        Mark.TURNED_AWAY: "turned_away",
        Mark.INTERPRETER_ABSENT: "interpreter_absent",
    }
    assert (*REASON_OF.values(), ResultReason.COURSE_CANCELLED) == TOLD_ELSEWHERE


def test_a_case_is_opened_again_for_these_reasons_and_before_its_day_of_return() -> None:
    day, on = timedelta(days=1), date(2027, 7, 9)
    again = {str(one) for one in ResultReason if can_be_reopened(one, return_by_on=on, today=on - day)}
    assert again == {
        "offer_lapsed",
        "offer_declined",
        "chose_court",
        "not_booked_in_time",
        "fee_not_paid",
        "no_place_in_time",
    }
    assert not can_be_reopened(ResultReason.OFFER_LAPSED, return_by_on=on, today=on)


def test_what_the_force_left_and_what_nobody_knows_is_nobody_elses() -> None:
    left = {ResultReason.NOT_DECIDED_IN_TIME, ResultReason.NOT_OFFERED_IN_TIME, ResultReason.WITHDRAWN_BY_FORCE}
    assert left == LEFT_BY_THE_FORCE
    assert {ResultReason.REGISTER_NOT_SIGNED, ResultReason.RESULT_NOT_TOLD} == NOT_KNOWN


@pytest.mark.parametrize(
    ("outcome", "finalisation", "words"),
    [
        (3, "Adult conditional caution", "Outcome 3, Adult conditional caution"),
        (22, "", "Outcome 22"),
        (None, "No further action", "No further action"),
        (None, "", ""),
    ],
)
def test_a_route_proposes_what_it_has_to_propose(outcome: int | None, finalisation: str, words: str) -> None:
    assert proposal_of(Proposes(outcome, finalisation), "SX03213", stopped=False).words == words


@pytest.mark.parametrize(
    ("code", "stopped", "why"),
    [
        ("SX03213", True, "Safeguarding has not said"),
        ("SX03212", False, "somebody who was exploited"),
        ("SX03104", True, "can never be referred"),
    ],
)
def test_nothing_is_proposed_while_a_concern_stops_the_case_or_for_another_offence(
    code: str, stopped: bool, why: str
) -> None:
    proposal = proposal_of(Proposes(3, "Adult conditional caution"), code, stopped=stopped)
    assert proposal.words == ""
    assert why in proposal.withheld
    assert proposal_of(Proposes(None, ""), code, stopped=stopped).withheld == "", "there was nothing to propose"
    assert proposal_of(None, code, stopped=stopped).withheld == ""


def test_every_reason_is_said_in_words_of_its_own() -> None:
    assert {str(reason): words for reason, words in REASON_WORDS.items()} == {
        "attended_throughout": "Identity checked, on time, present throughout",
        "did_not_come": "Did not come",
        "came_too_late": "Came after the door closed",
        "identity_not_shown": "Did not show who he is",
        "left_early": "Left before the end",
        "removed": "Asked to leave",
        "offer_declined": "Declined the offer",
        "offer_lapsed": "Did not answer the offer in time",
        "not_booked_in_time": "Did not book in time",
        "fee_not_paid": "Did not pay the fee in time",
        "turned_away": "Turned away by the provider",
        "interpreter_absent": "The interpreter was not there",
        "course_cancelled": "The course was cancelled",
        "no_place_in_time": "No place on a course in time",
        "not_decided_in_time": "The force did not decide in time whether he could be offered a place",
        "not_offered_in_time": "He could be offered a place, and the force did not offer it in time",
        "not_eligible": "Not eligible",
        "withdrawn_by_force": "Withdrawn by the force",
        "chose_court": "Chose to go to court",
        "time_ran_out": "There was no time left for a course",
        "register_not_signed": "The provider has not said what happened",
        "result_not_told": "The neighbouring programme has not said what happened",
    }


def test_every_verdict_and_disposal_is_said_in_words_of_its_own() -> None:
    assert VERDICT_WORDS == {
        Verdict.COMPLETED: "Completed",
        Verdict.FAILED: "Not completed",
        Verdict.HIS_ANSWER: "Ended by his answer",
        Verdict.NO_FAULT: "Not completed, through no fault of his",
    }
    assert DISPOSAL_WORDS == {
        Disposal.CHARGE_ISSUED: "Charge issued",
        Disposal.CAUTION_COMPLETED: "Caution completed",
        Disposal.DEFERRED_PROSECUTION_COMPLETED: "Deferred prosecution completed (outcome 22)",
        Disposal.COMMUNITY_RESOLUTION: "Community resolution",
        Disposal.NO_FURTHER_ACTION: "No further action",
        Disposal.TIME_LIMIT_EXPIRED: "The time limit to charge expired (outcome 17)",
        Disposal.DUPLICATE: "Ended as a duplicate of another case",
        Disposal.REFERRED_IN_ERROR: "Ended as referred in error",
    }


@pytest.mark.parametrize(
    ("means", "words"),
    [
        (FailureMeans.PROSECUTION, "he can be prosecuted for the offence"),
        (FailureMeans.DECISION_REVIVES, "the decision whether to prosecute is open again"),
        (FailureMeans.NO_PROSECUTION, "no ground to prosecute by itself"),
        (FailureMeans.PENALTY_ONLY, "he cannot be prosecuted for the offence"),
    ],
)
def test_what_not_completing_means_is_said_for_each_kind_of_route(means: FailureMeans, words: str) -> None:
    assert words in FAILURE_SENTENCES[means]
    assert set(FAILURE_SENTENCES) == set(FailureMeans)
