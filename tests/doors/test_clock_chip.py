"""The chip of a case counts to the day that its clock comes to next, says which, and warns with the ladder."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from programme.duties.ladders import CLOCK_WARNINGS
from programme.outcomes.models import Disposal
from programme.outcomes.words import DISPOSAL_CHIPS
from programme.referrals.bites import Bite, Biting, bites_next
from programme.referrals.next_action_facts import NextActionFacts
from programme.referrals.states import ReferralState
from programme.web.case.clock import Chip, chip_of

OFFENCE, SAFE, RETURN, CHARGE = date(2027, 1, 11), date(2027, 6, 7), date(2027, 6, 11), date(2027, 7, 11)
LAST_WORKING_DAY = date(2027, 7, 9)
DAYS = {
    Biting.CHARGE: LAST_WORKING_DAY,
    Biting.RETURN: RETURN,
    Biting.BAIL: date(2027, 4, 1),
    Biting.ANSWER: date(2027, 1, 25),
    Biting.COURSE: date(2027, 3, 13),
    Biting.OFFER: date(2027, 5, 30),
    Biting.FINISH: SAFE,
}
B = Biting
WAITS_FOR_AN_OFFER = {B.OFFER, B.RETURN, B.BAIL, B.CHARGE}
WAITS_FOR_A_COURSE = {B.FINISH, B.RETURN, B.BAIL, B.CHARGE}
CAN_BITE: dict[ReferralState, set[Biting]] = {
    ReferralState.UNDECIDED: WAITS_FOR_AN_OFFER,
    ReferralState.INELIGIBLE: {B.RETURN, B.BAIL, B.CHARGE},
    ReferralState.ELIGIBLE: WAITS_FOR_AN_OFFER,
    ReferralState.OFFERED: {B.ANSWER, *WAITS_FOR_A_COURSE},
    ReferralState.ACCEPTED: WAITS_FOR_A_COURSE,
    ReferralState.BOOKED: {B.COURSE, B.RETURN, B.BAIL, B.CHARGE},
    ReferralState.PLACED_ELSEWHERE: {B.COURSE, B.RETURN, B.BAIL, B.CHARGE},
    ReferralState.RETURNED: {B.BAIL, B.CHARGE},
    ReferralState.ACKNOWLEDGED: {B.BAIL, B.CHARGE},
    ReferralState.CLOSED: {B.CHARGE},
    ReferralState.WITHDRAWN: {B.BAIL, B.CHARGE},
    ReferralState.TIED: WAITS_FOR_A_COURSE,
}


def a_case(state: ReferralState, today: date) -> NextActionFacts:
    return NextActionFacts(
        state, today, CHARGE, RETURN, SAFE,
        answer_by_on=DAYS[B.ANSWER], course_on=DAYS[B.COURSE], bail_on=DAYS[B.BAIL],
    )  # fmt: skip


def to_the_last_day(today: date) -> Bite:
    return bites_next(NextActionFacts(ReferralState.CLOSED, today, CHARGE, RETURN, SAFE))


def a_clock(**more: Any) -> Any:
    return SimpleNamespace(**{"charge_by_on": CHARGE, "done": None, "ladder": None, **more})


EVERY_DAY = [OFFENCE + timedelta(days=days) for days in range((CHARGE - OFFENCE).days + 1)]


@pytest.mark.parametrize("state", ReferralState)
def test_on_every_day_it_counts_to_the_nearest_day_ahead_that_the_state_has(state: ReferralState) -> None:
    wrong = []
    for today in EVERY_DAY:
        ahead = sorted((DAYS[what], what) for what in CAN_BITE[state] if DAYS[what] >= today)
        on, what = ahead[0] if ahead else (CHARGE, B.CHARGE)
        passed = today > DAYS[B.BAIL] and B.BAIL in CAN_BITE[state]
        if bites_next(a_case(state, today)) != Bite(what, on, passed):
            wrong.append(today)
    assert wrong == []


def test_while_safeguarding_has_not_decided_an_offer_is_still_ahead() -> None:
    stopped = replace(a_case(ReferralState.INELIGIBLE, date(2027, 5, 3)), concern_open=True)
    assert bites_next(stopped)[:2] == (Biting.OFFER, DAYS[Biting.OFFER])
    assert bites_next(replace(stopped, concern_open=False, concern_upheld=True))[:2] == (Biting.RETURN, RETURN)


def test_to_count_to_the_last_day_alone_would_not_do() -> None:
    """The control: in most states another day comes first on most days."""
    others = [
        today
        for state in ReferralState
        for today in EVERY_DAY
        if bites_next(a_case(state, today)).what is not Biting.CHARGE
    ]
    assert len(others) > len(EVERY_DAY) * 5


def test_what_falls_on_the_last_day_to_charge_is_said_as_that() -> None:
    case = NextActionFacts(
        ReferralState.OFFERED, OFFENCE, CHARGE, LAST_WORKING_DAY, LAST_WORKING_DAY, answer_by_on=LAST_WORKING_DAY
    )
    assert bites_next(case) == Bite(Biting.CHARGE, LAST_WORKING_DAY)


@pytest.mark.parametrize(
    ("what", "days", "text"),
    [
        (Biting.ANSWER, 9, "9 days to answer"),
        (Biting.ANSWER, 4, "Answer by Friday"),
        (Biting.ANSWER, 1, "Answer by tomorrow"),
        (Biting.OFFER, 8, "8 days for an offer"),
        (Biting.OFFER, 1, "Offer by tomorrow"),
        (Biting.FINISH, 41, "41 days for a course"),
        (Biting.FINISH, 0, "Course by today"),
        (Biting.COURSE, 12, "12 days to his course"),
        (Biting.COURSE, 4, "His course on Friday"),
        (Biting.BAIL, 30, "30 days to his bail"),
        (Biting.BAIL, 1, "Bail tomorrow"),
        (Biting.RETURN, 7, "7 days to return"),
        (Biting.CHARGE, 6, "Charge by Sunday"),
    ],
)
def test_it_says_which_day_it_counts_to(what: Biting, days: int, text: str) -> None:
    monday = date(2027, 2, 1)
    assert chip_of(a_clock(), monday, Bite(what, monday + timedelta(days=days))).text == text


def test_where_no_other_day_is_left_it_counts_to_the_last_working_day_then_to_the_last_day() -> None:
    def chip_on(today: date) -> Chip:
        return chip_of(a_clock(), today, to_the_last_day(today))

    assert chip_on(date(2027, 3, 1)) == Chip("130 days to charge", "safe")
    assert chip_on(LAST_WORKING_DAY) == Chip("Charge by today", "urgent")
    assert chip_on(LAST_WORKING_DAY + timedelta(days=1)) == Chip("Charge by tomorrow", "urgent")
    assert chip_on(CHARGE + timedelta(days=3)) == Chip("Time limit passed 3 days ago", "gone")


OWN_LADDER = [{"days_left": 100, "role": "officer"}, {"days_left": 50, "role": "coordinator"}]


@pytest.mark.parametrize(("ladder", "officers", "above"), [([], 60, 28), (OWN_LADDER, 100, 50)])
def test_its_tone_changes_on_the_days_of_the_ladder(ladder: list[Any], officers: int, above: int) -> None:
    tones = [chip_of(a_clock(ladder=ladder), today, to_the_last_day(today)).tone for today in EVERY_DAY]
    soon_on, urgent_on = (CLOCK_WARNINGS.day_of(CHARGE, days) for days in (officers, above))
    changes = [today for today, was, becomes in zip(EVERY_DAY[1:], tones, tones[1:], strict=False) if was != becomes]
    assert changes == [soon_on, urgent_on]
    assert list(dict.fromkeys(tones)) == ["safe", "soon", "urgent"]


def test_what_is_today_is_never_calm() -> None:
    today = OFFENCE + timedelta(days=5)
    assert chip_of(a_clock(), today, Bite(Biting.ANSWER, today)).tone == "soon"
    assert chip_of(a_clock(), today, Bite(Biting.ANSWER, today + timedelta(days=1))).tone == "safe"


@pytest.mark.parametrize("done", Disposal)
def test_a_case_that_has_ended_says_how_and_counts_no_days(done: Disposal) -> None:
    assert chip_of(a_clock(done=done.value), CHARGE, Bite(Biting.BAIL, CHARGE)) == Chip(DISPOSAL_CHIPS[done], "stopped")
