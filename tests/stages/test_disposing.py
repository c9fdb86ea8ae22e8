"""Disposals that may be recorded of a case, for every result, every route and every day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from programme.outcomes.disposing import COMPLETES, FOR_CASES, Ended, disposals_that_fit, needs_rank, runs_on, why_not
from programme.outcomes.models import MISTAKES, Disposal, Verdict
from programme.policies.models import Paper

LAST = date(2027, 8, 7)
IN_TIME, TOO_LATE = LAST, LAST + timedelta(days=1)
VERDICTS = [*Verdict, None]
CASES = [Ended(verdict, paper, LAST) for verdict, paper in product(VERDICTS, Paper)]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("on", [IN_TIME, TOO_LATE])
def test_there_is_always_something_true_to_record_and_a_reason_for_what_is_not(case: Ended, on: date) -> None:
    can = disposals_that_fit(case, on)
    assert set(can) - {Disposal.CHARGE_ISSUED}
    assert not MISTAKES & {*can, *FOR_CASES}
    for disposal in Disposal:
        assert bool(why_not(case, disposal, on)) is (disposal not in can)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("on", [IN_TIME, TOO_LATE])
def test_while_a_concern_stops_it_nothing_is_completed_and_all_else_stays_as_it_was(case: Ended, on: date) -> None:
    completes = set(COMPLETES.values())
    stopped = disposals_that_fit(replace(case, stopped=True), on)
    assert stopped == [one for one in disposals_that_fit(case, on) if one not in completes]
    assert Disposal.CHARGE_ISSUED in stopped
    assert {Disposal.NO_FURTHER_ACTION, Disposal.TIME_LIMIT_EXPIRED} & {*stopped}
    assert "Safeguarding" in why_not(replace(case, stopped=True), COMPLETES[case.paper], on)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("on", [IN_TIME, TOO_LATE])
def test_nothing_is_completed_of_which_he_was_not_told(case: Ended, on: date) -> None:
    untold = replace(case, told_of=False)
    assert disposals_that_fit(untold, on) == disposals_that_fit(replace(case, stopped=True), on)
    assert "was not told of it" in why_not(untold, COMPLETES[case.paper], on)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("on", [IN_TIME, TOO_LATE])
def test_what_a_route_completes_goes_with_no_other_route(case: Ended, on: date) -> None:
    others = set(COMPLETES.values()) - {COMPLETES[case.paper]}
    assert not others & set(disposals_that_fit(case, on))


@pytest.mark.parametrize("verdict", [Verdict.FAILED, Verdict.HIS_ANSWER, Verdict.NO_FAULT, None])
def test_a_caution_or_a_deferred_prosecution_is_completed_by_a_completed_course_only(verdict: Verdict | None) -> None:
    for paper in (Paper.CAUTION, Paper.AGREEMENT):
        assert "not a completed course" in why_not(Ended(verdict, paper, LAST), COMPLETES[paper], IN_TIME)
        assert not why_not(Ended(Verdict.COMPLETED, paper, LAST), COMPLETES[paper], IN_TIME)


@pytest.mark.parametrize("case", CASES)
def test_that_the_time_limit_expired_is_true_from_the_day_after_the_last_and_no_further_action_until_it(
    case: Ended,
) -> None:
    expired, none = Disposal.TIME_LIMIT_EXPIRED, Disposal.NO_FURTHER_ACTION
    assert "7 August 2027" in why_not(case, expired, IN_TIME)
    assert not why_not(case, none, IN_TIME)
    completed = case.verdict is Verdict.COMPLETED
    assert bool(why_not(case, expired, TOO_LATE)) is completed
    assert bool(why_not(case, none, TOO_LATE)) is not completed


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("disposal", FOR_CASES)
def test_without_a_charge_it_takes_a_sergeant_unless_he_completed(case: Ended, disposal: Disposal) -> None:
    free = disposal is Disposal.CHARGE_ISSUED or case.verdict is Verdict.COMPLETED
    assert needs_rank(case, disposal) is not free


@pytest.mark.parametrize("disposal", Disposal)
def test_the_clock_runs_on_after_no_further_action_alone_until_the_last_day(disposal: Disposal) -> None:
    assert runs_on(disposal, today=LAST, charge_by_on=LAST) is (disposal is Disposal.NO_FURTHER_ACTION)
    assert not runs_on(disposal, today=TOO_LATE, charge_by_on=LAST)


def test_what_a_completed_course_is_recorded_as_on_each_route() -> None:
    assert {
        Paper.CAUTION: Disposal.CAUTION_COMPLETED,
        Paper.AGREEMENT: Disposal.DEFERRED_PROSECUTION_COMPLETED,
        Paper.RECORD: Disposal.COMMUNITY_RESOLUTION,
    } == COMPLETES


@pytest.mark.parametrize("verdict", VERDICTS)
def test_a_community_resolution_needs_no_completed_course(verdict: Verdict | None) -> None:
    assert not why_not(Ended(verdict, Paper.RECORD, LAST), Disposal.COMMUNITY_RESOLUTION, IN_TIME)
