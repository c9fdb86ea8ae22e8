"""Every case has exactly one next step, with an owner and a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.referrals.deeds import Deed
from programme.referrals.detention import may_be_in_custody
from programme.referrals.next_action import Owner, next_action
from programme.referrals.next_action_facts import NextActionFacts
from programme.referrals.states import ReferralState
from programme.referrals.too_late import last_day_to_offer
from programme.referrals.words import CASE_STATE_TONES, CASE_STATE_WORDS
from programme.shared.dates import add_working_days

CHARGE_BY = date(2027, 3, 15)
RETURN_BY = CHARGE_BY - timedelta(days=28)
COMPLETE_BY = RETURN_BY - timedelta(days=5)
EARLY = COMPLETE_BY - timedelta(days=60)


def a_case(state: ReferralState, today: date = EARLY, **more: object) -> NextActionFacts:
    return NextActionFacts(state, today, CHARGE_BY, RETURN_BY, COMPLETE_BY, **more)  # type: ignore[arg-type]


days = st.dates(CHARGE_BY - timedelta(days=200), CHARGE_BY + timedelta(days=50))


@given(
    state=st.sampled_from(ReferralState),
    today=days,
    answer=st.none() | days,
    hold=st.none() | days,
    confirmed=st.booleans(),
    course=st.none() | days,
    stopped=st.none() | days,
)
def test_every_state_has_a_next_step_with_an_owner_and_a_day(
    state: ReferralState,
    today: date,
    answer: date | None,
    hold: date | None,
    confirmed: bool,
    course: date | None,
    stopped: date | None,
) -> None:
    step = next_action(
        a_case(
            state,
            today,
            answer_by_on=answer,
            hold_ends_on=hold,
            place_confirmed=confirmed,
            course_on=course,
            over_on=stopped,
        )
    )
    assert step.what
    assert isinstance(step.by_on, date)
    assert (step.whose is Owner.NOBODY) == (state is ReferralState.CLOSED)
    assert step.whose is Owner.NOBODY or step.then


@pytest.mark.parametrize(
    ("state", "owner", "by_on"),
    [
        (ReferralState.UNDECIDED, Owner.CUSTODY, last_day_to_offer(COMPLETE_BY)),
        (ReferralState.INELIGIBLE, Owner.CUSTODY, RETURN_BY),
        (ReferralState.ELIGIBLE, Owner.CUSTODY, EARLY),
        (ReferralState.OFFERED, Owner.PERSON, EARLY + timedelta(days=9)),
        (ReferralState.ACCEPTED, Owner.PERSON, COMPLETE_BY),
        (ReferralState.RETURNED, Owner.CUSTODY, add_working_days(EARLY, 2)),
        (ReferralState.ACKNOWLEDGED, Owner.CUSTODY, CHARGE_BY),
        (ReferralState.WITHDRAWN, Owner.CUSTODY, CHARGE_BY),
        (ReferralState.CLOSED, Owner.NOBODY, CHARGE_BY),
    ],
)
def test_in_good_time_each_state_waits_for_its_own_owner(state: ReferralState, owner: Owner, by_on: date) -> None:
    step = next_action(a_case(state, answer_by_on=EARLY + timedelta(days=9)))
    assert (step.whose, step.by_on) == (owner, by_on)


@pytest.mark.parametrize(
    ("confirmed", "today", "owner"),
    [
        (False, EARLY, Owner.PERSON),
        (True, EARLY, Owner.PERSON),
        (True, EARLY + timedelta(days=21), Owner.PROVIDER),
    ],
)
def test_a_booked_place_waits_for_the_fee_then_the_day_then_the_register(
    confirmed: bool, today: date, owner: Owner
) -> None:
    case = a_case(
        ReferralState.BOOKED,
        today,
        place_confirmed=confirmed,
        course_on=EARLY + timedelta(days=20),
        course_over=today > EARLY + timedelta(days=20),
        hold_ends_on=EARLY,
    )
    assert next_action(case).whose is owner


@pytest.mark.parametrize(
    ("state", "hold", "by_on"),
    [
        (ReferralState.BOOKED, {"hold_ends_on": EARLY + timedelta(days=1)}, EARLY + timedelta(days=1)),
        (ReferralState.BOOKED, {"hold_ends_on": EARLY - timedelta(days=1), "hold_over": True}, EARLY),
        (ReferralState.ACCEPTED, {}, EARLY),
    ],
)
def test_who_is_said_to_have_paid_waits_and_is_not_asked_to_pay(
    state: ReferralState, hold: dict[str, Any], by_on: date
) -> None:
    assert "payment" not in next_action(a_case(state, **hold)).what, "the control"
    step = next_action(a_case(state, payment_said=True, **hold))
    assert (step.what, step.whose, step.by_on) == ("Look whether his payment came", Owner.CUSTODY, by_on)
    assert ("released" in step.then) is (by_on > EARLY)
    paid = a_case(ReferralState.BOOKED, payment_said=True, place_confirmed=True, course_on=EARLY)
    assert next_action(paid).what == "Come to the course"


@pytest.mark.parametrize(
    ("days_after", "owner", "by_on"),
    [
        (-1, Owner.PERSON, EARLY + timedelta(days=20)),
        (0, Owner.PERSON, EARLY + timedelta(days=20)),
        (1, Owner.CUSTODY, date(2027, 2, 12)),
        (60, Owner.CUSTODY, CHARGE_BY),
    ],
)
def test_after_a_course_elsewhere_custody_asks_for_the_result_before_the_case_has_to_be_back(
    days_after: int, owner: Owner, by_on: date
) -> None:
    course_on = EARLY + timedelta(days=20)
    today = course_on + timedelta(days=days_after)
    step = next_action(a_case(ReferralState.PLACED_ELSEWHERE, today, course_on=course_on, elsewhere="Next Door"))
    assert (step.whose, step.by_on) == (owner, by_on)
    assert "Next Door" in step.what
    assert by_on < RETURN_BY or today > RETURN_BY


@pytest.mark.parametrize(
    "state", [ReferralState.UNDECIDED, ReferralState.ELIGIBLE, ReferralState.OFFERED, ReferralState.ACCEPTED]
)
def test_past_the_last_safe_course_day_the_case_is_custodys_again(state: ReferralState) -> None:
    step = next_action(a_case(state, COMPLETE_BY + timedelta(days=1)))
    assert step.whose is Owner.CUSTODY
    assert step.by_on == RETURN_BY
    assert next_action(a_case(state, RETURN_BY + timedelta(days=1))).by_on == CHARGE_BY


def test_every_state_has_words_and_a_tone() -> None:
    assert set(CASE_STATE_WORDS) == set(CASE_STATE_TONES) == set(ReferralState)


def test_the_next_step_names_what_an_undecided_case_waits_for() -> None:
    step = next_action(a_case(ReferralState.UNDECIDED, waiting_for=("evidence", "safeguarding")))
    assert step.what == "Answer what is not known: evidence, safeguarding"


def test_a_near_namesake_is_decided_before_what_hangs_on_him_is_answered() -> None:
    step = next_action(a_case(ReferralState.UNDECIDED, waiting_for=("same person", "evidence"), identity_waits=True))
    assert (step.what, step.deed) == ("Decide whether he is somebody who was here before", Deed.DECIDE_IDENTITY)


SUNDAY, TUESDAY = date(2027, 1, 17), date(2027, 1, 12)


def test_what_came_back_is_acknowledged_within_two_working_days_and_never_after_the_last_to_charge() -> None:
    clock: dict[str, Any] = {"charge_by_on": SUNDAY, "return_by_on": SUNDAY, "complete_by_on": SUNDAY}
    friday, wednesday = date(2027, 1, 15), date(2027, 1, 13)
    for returned_on, by_on in ((TUESDAY, date(2027, 1, 14)), (wednesday, friday), (friday, friday)):
        step = next_action(NextActionFacts(ReferralState.RETURNED, returned_on, **clock, returned_on=returned_on))
        assert step.by_on == by_on
    late = next_action(NextActionFacts(ReferralState.RETURNED, friday, **clock, returned_on=TUESDAY))
    assert (late.by_on, "It has waited since Tuesday 12 January 2027" in late.then) == (friday, True)
    step = next_action(NextActionFacts(ReferralState.ACKNOWLEDGED, friday, **clock))
    assert step.by_on == friday


@given(state=st.sampled_from(sorted(set(ReferralState) - {ReferralState.CLOSED})), late=st.integers(1, 400))
def test_once_the_last_day_to_charge_has_passed_nothing_that_the_law_bars_is_asked_for(
    state: ReferralState, late: int
) -> None:
    today = CHARGE_BY + timedelta(days=late)
    step = next_action(a_case(state, today))
    if state in (ReferralState.BOOKED, ReferralState.PLACED_ELSEWHERE):
        return
    assert "outcome 17" in step.what
    assert step.by_on == today
    assert "Monday 15 March 2027" in step.then


def test_a_completed_course_is_recorded_as_that_after_the_last_day_too() -> None:
    step = next_action(a_case(ReferralState.ACKNOWLEDGED, CHARGE_BY + timedelta(days=3), completed=True))
    assert (step.what, step.by_on) == ("Decide, and record what was done", CHARGE_BY + timedelta(days=3))


def test_after_no_further_action_it_says_until_when_it_can_be_looked_at_again() -> None:
    step = next_action(a_case(ReferralState.CLOSED))
    assert (step.what, step.whose) == ("No further action", Owner.NOBODY)
    assert "Until Monday 15 March 2027 this can be looked at again" in step.then


@pytest.mark.parametrize("state", [ReferralState.ELIGIBLE, ReferralState.UNDECIDED])
def test_before_he_leaves_is_said_only_while_he_can_still_be_in_custody(state: ReferralState) -> None:
    assert "before he leaves" in next_action(a_case(state, in_custody=True)).then.lower()
    assert "leaves" not in next_action(a_case(state)).then
    assert "leaves" not in next_action(a_case(state, bail_on=EARLY)).then, "without bail, or weeks on it, he is at home"


def test_he_can_be_in_custody_from_his_arrest_until_a_day_later_and_not_where_he_came_by_himself() -> None:
    """Twenty-four hours: Police and Criminal Evidence Act 1984 s.41."""
    arrested_at = datetime(2027, 3, 27, 23, 40, tzinfo=UTC)  # the night on which the clocks change
    hours = {
        hour: may_be_in_custody(arrested_at, arrested_at + timedelta(hours=hour)) for hour in (-1, 0, 3, 23, 24, 900)
    }
    assert hours == {-1: False, 0: True, 3: True, 23: True, 24: False, 900: False}
    assert not may_be_in_custody(None, arrested_at)
