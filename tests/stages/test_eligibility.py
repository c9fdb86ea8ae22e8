from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import product

import pytest

from programme.clock.deadlines import ClockPolicy
from programme.eligibility.rules import (
    ADMISSION_MADE,
    ADULT_ON_OFFENCE_DATE,
    FIRST_COURSE,
    HARD_BLOCKS,
    NO_OPEN_CASE,
    OFFENCE_NOT_IN_FUTURE,
    PROGRAMME_OFFENCE,
    TIME_LEFT,
    Criterion,
    EligibilityVerdict,
    Facts,
    OtherCase,
    eligibility_of,
    lookback_starts_on,
)
from programme.policies.models import AdmissionNeed
from programme.referrals.criteria import Status
from programme.referrals.models import Admission
from programme.shared.dates import london_instant

TODAY = date(2026, 11, 23)


def at(on: date) -> datetime:
    return london_instant(on, time(22, 0))


PLAIN = Facts(
    born_on=date(1980, 5, 1),
    offence_code="SX03213",
    offence_at=at(date(2026, 10, 1)),
    admission=Admission.ADMITTED,
    earlier_course_or_offer_in_lookback=False,
    other_case=OtherCase.NONE,
    today=TODAY,
)


def answer(facts: Facts, code: str) -> Criterion:
    (found,) = [criterion for criterion in eligibility_of(facts).criteria if criterion.code == code]
    return found


def test_a_plain_case_meets_every_criterion() -> None:
    found = eligibility_of(PLAIN)
    assert found.verdict is EligibilityVerdict.ELIGIBLE
    assert {criterion.status for criterion in found.criteria} == {Status.MET}
    assert len(found.criteria) == len({criterion.code for criterion in found.criteria}) == 7


@pytest.mark.parametrize(
    ("born_on", "status"),
    [
        (date(2008, 10, 1), Status.MET),
        (date(2008, 10, 2), Status.NOT_MET),
        (date(2026, 10, 2), Status.NOT_MET),
        (None, Status.UNKNOWN),
    ],
)
def test_he_was_eighteen_on_the_day_of_the_offence(born_on: date | None, status: Status) -> None:
    assert answer(replace(PLAIN, born_on=born_on), ADULT_ON_OFFENCE_DATE).status is status


def test_turning_eighteen_after_the_offence_does_not_help() -> None:
    facts = replace(PLAIN, born_on=date(2008, 10, 5))
    assert answer(facts, ADULT_ON_OFFENCE_DATE).status is Status.NOT_MET
    assert "17 on the day" in answer(facts, ADULT_ON_OFFENCE_DATE).reason


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("SX03213", Status.MET),
        ("SX03105", Status.NOT_MET),
        ("SO59003", Status.NOT_MET),
        ("SX03212", Status.NOT_MET),
        ("SXO3213", Status.UNKNOWN),
        ("", Status.UNKNOWN),
    ],
)
def test_only_the_programme_offence_is_met_and_a_slip_of_the_pen_is_asked_about(code: str, status: Status) -> None:
    assert answer(replace(PLAIN, offence_code=code), PROGRAMME_OFFENCE).status is status


@pytest.mark.parametrize(
    ("admission", "status"),
    [
        (Admission.ADMITTED, Status.MET),
        (Admission.DENIED, Status.NOT_MET),
        (Admission.UNRECORDED, Status.UNKNOWN),
    ],
)
def test_an_admission_that_nobody_recorded_is_not_a_denial(admission: Admission, status: Status) -> None:
    assert answer(replace(PLAIN, admission=admission), ADMISSION_MADE).status is status


def test_a_route_without_admission_asks_for_none() -> None:
    facts = replace(PLAIN, admission=Admission.DENIED, admission_need=AdmissionNeed.NOT_NEEDED)
    assert eligibility_of(facts).verdict is EligibilityVerdict.ELIGIBLE


@pytest.mark.parametrize(
    ("admission", "status", "words"),
    [
        (Admission.ADMITTED, Status.MET, "accepts responsibility"),
        (Admission.DENIED, Status.NOT_MET, "does not accept responsibility"),
        (Admission.UNRECORDED, Status.UNKNOWN, "accepts responsibility"),
    ],
)
def test_a_community_resolution_asks_whether_he_accepts_responsibility(
    admission: Admission, status: Status, words: str
) -> None:
    need = AdmissionNeed.ACCEPTS_RESPONSIBILITY
    facts = replace(PLAIN, admission=admission, admission_need=need, route_name="community resolution")
    found = answer(facts, ADMISSION_MADE)
    assert (found.status, words in found.reason, "caution" in found.reason) == (status, True, False)


@pytest.mark.parametrize(("earlier", "status"), [(False, Status.MET), (True, Status.NOT_MET), (None, Status.UNKNOWN)])
def test_a_second_course_is_not_offered_and_not_looking_is_not_none(earlier: bool | None, status: Status) -> None:
    facts = replace(PLAIN, earlier_course_or_offer_in_lookback=earlier)
    assert answer(facts, FIRST_COURSE).status is status


def test_the_lookback_is_three_years_from_the_offence() -> None:
    assert lookback_starts_on(date(2026, 10, 1)) == date(2023, 10, 1)
    assert lookback_starts_on(date(2028, 2, 29)) == date(2025, 2, 28)


def test_the_rules_say_how_far_the_lookback_reaches() -> None:
    assert lookback_starts_on(date(2026, 10, 1), 5) == date(2021, 10, 1)
    assert "in the 5 years before" in answer(replace(PLAIN, lookback_years=5), FIRST_COURSE).reason
    assert "in the year before" in answer(replace(PLAIN, lookback_years=1), FIRST_COURSE).reason


def test_a_second_offence_while_the_first_is_open_is_refused_and_one_of_the_same_night_goes_with_it() -> None:
    later = eligibility_of(replace(PLAIN, other_case=OtherCase.EARLIER))
    assert [criterion.code for criterion in later.with_status(Status.NOT_MET)] == [NO_OPEN_CASE]
    assert eligibility_of(replace(PLAIN, other_case=OtherCase.SAME_NIGHT)).verdict is EligibilityVerdict.ELIGIBLE


def test_an_open_case_is_for_an_officer_to_decide() -> None:
    found = eligibility_of(replace(PLAIN, other_case=OtherCase.ANOTHER))
    assert found.verdict is EligibilityVerdict.UNDECIDED
    assert [criterion.code for criterion in found.with_status(Status.UNKNOWN)] == [NO_OPEN_CASE]


def test_an_offence_today_has_happened_and_one_tomorrow_has_not() -> None:
    assert answer(replace(PLAIN, offence_at=at(TODAY)), OFFENCE_NOT_IN_FUTURE).status is Status.MET
    tomorrow = replace(PLAIN, offence_at=at(TODAY + timedelta(days=1)))
    assert answer(tomorrow, OFFENCE_NOT_IN_FUTURE).status is Status.NOT_MET


def test_there_is_time_left_on_the_last_safe_course_day_and_not_the_day_after() -> None:
    offence_at = at(date(2026, 8, 31))  # complete by 26 January 2027
    last = replace(PLAIN, offence_at=offence_at, today=date(2027, 1, 26))
    assert answer(last, TIME_LEFT).status is Status.MET
    late = answer(replace(last, today=date(2027, 1, 27)), TIME_LEFT)
    assert late.status is Status.NOT_MET
    assert "Sunday 28 February 2027" in late.reason


def test_after_the_time_limit_the_reason_says_so() -> None:
    late = answer(replace(PLAIN, today=date(2027, 4, 2)), TIME_LEFT)
    assert "Too late: the last day to charge was Thursday 1 April 2027. Report that" in late.reason


def test_a_caution_shortens_the_time_for_a_course() -> None:
    facts = replace(PLAIN, offence_at=at(date(2026, 8, 31)), cautioned_on=date(2026, 9, 14), today=date(2027, 1, 5))
    assert answer(facts, TIME_LEFT).status is Status.NOT_MET


def test_without_a_time_of_the_offence_nothing_that_needs_it_is_met() -> None:
    found = eligibility_of(replace(PLAIN, offence_at=None))
    unknown = {criterion.code for criterion in found.with_status(Status.UNKNOWN)}
    assert unknown == {ADULT_ON_OFFENCE_DATE, OFFENCE_NOT_IN_FUTURE, TIME_LEFT}


def test_the_verdict_follows_from_the_answers_over_the_whole_grid() -> None:
    grid = product(
        (date(1980, 5, 1), date(2010, 5, 1), None),
        ("SX03213", "SO59003", ""),
        (at(date(2026, 10, 1)), at(date(2026, 1, 1)), at(date(2026, 12, 24)), None),
        Admission,
        (False, True, None),
        OtherCase,
    )
    seen = set()
    for born_on, code, offence_at, admission, earlier, other in grid:
        found = eligibility_of(Facts(born_on, code, offence_at, admission, earlier, other, TODAY))
        statuses = {criterion.status for criterion in found.criteria}
        assert (found.verdict is EligibilityVerdict.INELIGIBLE) is (Status.NOT_MET in statuses)
        assert (found.verdict is EligibilityVerdict.ELIGIBLE) is (statuses == {Status.MET})
        assert all(criterion.reason.endswith(".") for criterion in found.criteria)
        seen.add(found.verdict)
    assert seen == set(EligibilityVerdict)


@pytest.mark.parametrize(
    ("today", "has_longer_limit", "status"),
    [
        (date(2027, 1, 4), False, Status.MET),
        (date(2027, 1, 5), False, Status.NOT_MET),
        (date(2027, 1, 26), True, Status.MET),
        (date(2027, 1, 27), True, Status.NOT_MET),
    ],
)
def test_the_longer_limit_of_a_caution_gives_its_longer_time(
    today: date, has_longer_limit: bool, status: Status
) -> None:
    """Sixteen weeks from 14 September, or twenty, which the time to charge shortens to 26 January."""
    cautioned = replace(PLAIN, offence_at=at(date(2026, 8, 31)), cautioned_on=date(2026, 9, 14))
    facts = replace(cautioned, has_longer_limit=has_longer_limit, today=today)
    assert answer(facts, TIME_LEFT).status is status


def test_these_five_nobody_sets_aside() -> None:
    assert {
        "adult_on_offence_date",
        "programme_offence",
        "offence_not_in_future",
        "time_left",
        "no_concern",
    } == HARD_BLOCKS


def test_the_time_that_is_left_is_that_of_the_programmes_own_policy() -> None:
    facts = replace(PLAIN, offence_at=at(date(2026, 8, 31)), today=date(2027, 1, 26))
    assert answer(facts, TIME_LEFT).status is Status.MET
    careful = replace(facts, policy=ClockPolicy(charging_reserve_days=42))
    assert answer(careful, TIME_LEFT).status is Status.NOT_MET


def test_somebody_who_was_not_born_yet_was_nothing_years_old() -> None:
    unborn = answer(replace(PLAIN, born_on=date(2026, 10, 2)), ADULT_ON_OFFENCE_DATE)
    assert unborn.reason.startswith("0 on the day of the offence.")
