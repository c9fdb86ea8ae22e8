"""The lines on top of a case's page: in every state, on every day, and nothing that asks nobody for anything."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from programme.outcomes.models import Disposal
from programme.outcomes.words import DISPOSAL_WORDS
from programme.web.case.case_clock import ended_words
from programme.web.case.on_top import TopFacts, on_top

BAIL = date(2027, 4, 1)
COURSE = date(2027, 4, 10)
DAYS = [BAIL + timedelta(days=days) for days in range(-30, 60)]
ON_BAIL = TopFacts(bail_on=BAIL)


def said(case: TopFacts, today: date) -> list[str]:
    return [line.words for line in on_top(case, today)]


def test_a_bail_date_that_has_passed_is_said_from_the_day_after_it() -> None:
    assert [today for today in DAYS if said(ON_BAIL, today)] == [today for today in DAYS if today > BAIL]
    assert said(ON_BAIL, BAIL + timedelta(days=27)) == ["His bail date passed 27 days ago."]
    assert on_top(ON_BAIL, DAYS[-1])[0].part == "/bail"


def test_bail_that_ends_before_the_course_is_said_until_it_has_passed() -> None:
    before, after = replace(ON_BAIL, course_on=COURSE), replace(ON_BAIL, course_on=BAIL)
    assert all("before the course" in said(before, today)[0] for today in DAYS if today <= BAIL)
    assert said(before, BAIL + timedelta(days=1)) == ["His bail date passed 1 day ago."]
    assert not any(said(after, today) for today in DAYS if today <= BAIL)


@pytest.mark.parametrize("today", [DAYS[0], BAIL, DAYS[-1]])
def test_what_is_worst_stands_first_whatever_the_day(today: date) -> None:
    case = TopFacts(stopped=True, result="Not completed: did not come", bail_on=DAYS[0] - timedelta(days=1))
    first, second, third = said(case, today)
    assert (first, second) == (
        "Stopped for safeguarding.",
        "Not completed: did not come. Nobody has acknowledged this result.",
    )
    assert third.startswith("His bail date passed")


def test_a_stop_says_whether_it_was_decided_and_whether_it_holds_anything_up() -> None:
    stopped = TopFacts(stopped=True)
    lines = [
        said(replace(stopped, holds_up=holds_up, decided=decided), BAIL)[0]
        for holds_up in (True, False)
        for decided in (False, True)
    ]
    assert lines == [
        "Stopped for safeguarding.",
        "Stopped for safeguarding: it stays stopped.",
        "Safeguarding concern.",
        "Safeguarding concern: it remains.",
    ]


def test_of_a_case_that_is_done_with_nothing_is_asked() -> None:
    """The control beside it: the same facts say three things while it is open."""
    case = TopFacts(stopped=True, result="Not completed: did not come", bail_on=BAIL)
    assert len(said(case, DAYS[-1])) == 3
    assert said(replace(case, is_done=True), DAYS[-1]) == ["Stopped for safeguarding."]
    assert said(TopFacts(), DAYS[-1]) == []


@pytest.mark.parametrize(
    ("over_on", "left"), [(9, "121 days before the last day"), (8, "122 days before the last day")]
)
def test_a_charge_says_how_long_before_the_last_day_it_came(over_on: int, left: str) -> None:
    over_at, last_on = datetime(2026, 12, over_on, 23, 30, tzinfo=UTC), date(2027, 4, 9)
    what, when = ended_words(Disposal.CHARGE_ISSUED, over_at, last_on)
    assert what == "Ended: Charge issued"
    assert when.endswith(f"December 2026, {left} to charge.")


@pytest.mark.parametrize("done", Disposal)
def test_every_end_is_named_and_only_no_further_action_can_be_looked_at_again(done: Disposal) -> None:
    last_on = date(2027, 4, 9)
    over_at = None if done is Disposal.NO_FURTHER_ACTION else datetime(2027, 4, 9, 12, tzinfo=UTC)
    what, when = ended_words(done, over_at, last_on)
    assert what.removeprefix("Ended: ") == DISPOSAL_WORDS[done]
    assert what.count("Ended") == 1
    assert ("looked at again" in when) is (over_at is None)
    assert ("the last day to charge" in when) is (done is Disposal.CHARGE_ISSUED)
