"""When the help number is answered next: by London's clock, on the days that it says, either side of both changes of
the clocks; and no sentence tells him to ring it now, whatever the hour."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.bookings.states import PlaceLost
from programme.courses.help_hours import HelpDays, HelpHours, answers_next_at
from programme.courses.help_line import HelpLine
from programme.courses.states import DateState
from programme.insight.next_step import next_step
from programme.insight.own_places import LostPlace
from programme.outcomes.models import ResultReason, Verdict
from programme.policies.models import FailureMeans
from programme.referrals.states import ReferralState
from programme.shared.bank_holidays import is_bank_holiday
from programme.shared.dates import LONDON, MIDNIGHT
from tests.support.his_words import every_sentence
from tests.support.own_cases import ACCEPTED, CASE, CONFIRMED, HELD, PLACE
from tests.support.reading_ease import longest

WEEKDAYS = HelpHours(HelpDays.WEEKDAYS, time(9), time(17))
SATURDAYS = HelpHours(HelpDays.SATURDAYS, time(10), time(13))
ALWAYS = [HelpHours(days, MIDNIGHT, MIDNIGHT) for days in HelpDays]
NUMBER = "01632 960001"


def london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON).astimezone(UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("hours", "now", "then"),
    [
        ([WEEKDAYS], london(2027, 3, 1, 10), None),
        ([WEEKDAYS], london(2027, 3, 1, 9), None),
        ([WEEKDAYS], london(2027, 3, 1, 8, 59), london(2027, 3, 1, 9)),
        ([WEEKDAYS], london(2027, 3, 1, 17), london(2027, 3, 2, 9)),
        ([WEEKDAYS], london(2027, 3, 5, 17), london(2027, 3, 8, 9)),
        ([WEEKDAYS, SATURDAYS], london(2027, 3, 5, 17), london(2027, 3, 6, 10)),
        ([WEEKDAYS], london(2027, 3, 25, 18), london(2027, 3, 30, 9)),  # Good Friday to Easter Monday
        ([WEEKDAYS], london(2027, 3, 27, 12), london(2027, 3, 30, 9)),
        (
            [HelpHours(HelpDays.SUNDAYS, time(9), time(12))],
            london(2027, 3, 27, 12),
            datetime(2027, 3, 28, 8, tzinfo=UTC),
        ),
        (
            [HelpHours(HelpDays.SUNDAYS, time(9), time(12))],
            london(2027, 10, 30, 12),
            datetime(2027, 10, 31, 9, tzinfo=UTC),
        ),
        ([HelpHours(HelpDays.BANK_HOLIDAYS, time(9), time(12))], london(2027, 8, 30, 12), london(2027, 12, 27, 9)),
        ([HelpHours(HelpDays.WEEKDAYS, time(20), MIDNIGHT)], london(2027, 3, 1, 23, 59), None),
        ([HelpHours(HelpDays.WEEKDAYS, time(20), MIDNIGHT)], london(2027, 3, 2, 0, 0), london(2027, 3, 2, 20)),
        (ALWAYS, london(2027, 3, 28, 3), None),
        ([], london(2027, 3, 1, 3), None),
    ],
)
def test_the_next_time_is_that_of_londons_clock(hours: list[HelpHours], now: datetime, then: datetime | None) -> None:
    assert answers_next_at(hours, now) == then


def is_answered(hours: list[HelpHours], at: datetime) -> bool:
    """The same asked of the clock on the wall."""
    wall = at.astimezone(LONDON)
    weekend = {5: HelpDays.SATURDAYS, 6: HelpDays.SUNDAYS}.get(wall.weekday(), HelpDays.WEEKDAYS)
    days = HelpDays.BANK_HOLIDAYS if is_bank_holiday(wall.date()) else weekend
    return any(
        one.days is days and one.opens <= wall.time() and (one.closes == MIDNIGHT or wall.time() < one.closes)
        for one in hours
    )


half_hours = st.integers(4, 46).map(lambda half: time(half // 2, 30 * (half % 2)))
"""From 2am: which of two hours with one name, or which of none, nobody answers a telephone by."""
spans = st.builds(HelpHours, st.sampled_from(list(HelpDays)), half_hours, half_hours | st.just(MIDNIGHT)).filter(
    lambda one: one.end_after_start
)
around_both_changes = st.one_of(
    st.datetimes(datetime(2027, 3, 20), datetime(2027, 4, 5)),
    st.datetimes(datetime(2027, 10, 25), datetime(2027, 11, 5)),
    st.datetimes(datetime(2026, 12, 20), datetime(2028, 1, 5)),
).map(lambda at: at.replace(minute=at.minute // 10 * 10, second=0, microsecond=0, tzinfo=UTC))


@given(hours=st.lists(spans, min_size=1, max_size=5), now=around_both_changes)
def test_nobody_answers_before_it_and_somebody_does_then(hours: list[HelpHours], now: datetime) -> None:
    at = answers_next_at(hours, now)
    if at is None:
        assert is_answered(hours, now)
        return
    assert at > now
    assert is_answered(hours, at)
    between = min(int((at - now) / timedelta(minutes=10)), 2000)
    assert not any(is_answered(hours, now + timedelta(minutes=10 * step)) for step in range(between))


def test_it_is_said_with_its_day_unless_that_is_today() -> None:
    line = HelpLine(NUMBER, [WEEKDAYS])
    assert line.next_words(london(2027, 3, 1, 7)) == "9am"
    assert line.next_words(london(2027, 3, 6, 7)) == "Monday 8 March 2027 at 9am"
    assert line.next_words(london(2027, 3, 1, 12)) == ""
    assert line.to_ring(london(2027, 3, 1, 12), "today") == f"Call {NUMBER} today."
    assert line.to_ring(london(2027, 3, 6, 7), "today") == (
        f"Call {NUMBER} as soon as somebody answers. That is from Monday 8 March 2027 at 9am."
    )
    assert line.answered(london(2027, 3, 1, 12)) == f"{NUMBER} is answered {line.spoken_hours}."
    assert line.answered(london(2027, 3, 6, 7)).endswith("holidays. Again from Monday 8 March 2027 at 9am.")
    assert HelpLine("", [WEEKDAYS]).answered(london(2027, 3, 6, 7)) == ""
    assert HelpLine("", []).to_ring(london(2027, 3, 6, 7), "today") == ("Call the number on your sheet today.")


def test_no_step_of_his_says_today_when_nobody_answers_today() -> None:
    line, sunday = HelpLine(NUMBER, [WEEKDAYS]), datetime(2027, 8, 8, 12, tzinfo=UTC)
    failed = replace(ACCEPTED, state=ReferralState.RETURNED, verdict=Verdict.FAILED, reason=ResultReason.DID_NOT_COME)
    for case in (CASE, ACCEPTED, failed, replace(failed, reason=ResultReason.OFFER_DECLINED)):
        asked = replace(case, help_line=line)
        closed, open_ = next_step(asked, now=sunday).then, next_step(asked, now=sunday + timedelta(days=1)).then
        assert f"{NUMBER} as soon as somebody answers. That is from Monday 9 August 2027 at 9am." in closed
        assert "today" not in closed
        assert f"{NUMBER} today" in open_


LONGEST_HOURS = [HelpHours(days, time(10, 30), time(16, 30)) for days in HelpDays]
WITHOUT_WEEKDAYS = LONGEST_HOURS[1:]
"""On a Wednesday it is answered next on a Saturday."""
ENDED = (ReferralState.RETURNED, ReferralState.WITHDRAWN, ReferralState.CLOSED)


@pytest.mark.parametrize("hours", [LONGEST_HOURS, WITHOUT_WEEKDAYS])
def test_no_step_of_his_has_a_sentence_of_more_than_thirty_words(hours: list[HelpHours]) -> None:
    by_reason = [
        replace(ACCEPTED, state=state, verdict=verdict, reason=reason, on_failure=means)
        for state, verdict, reason, means in product(ENDED, Verdict, ResultReason, FailureMeans)
    ]
    lost = [
        replace(ACCEPTED, lost=LostPlace("K7M2-9QXD", PLACE.starts_at, PLACE.ends_at, date_state, because, None))
        for because, date_state in product(PlaceLost, DateState)
    ]
    elsewhere = replace(ACCEPTED, state=ReferralState.PLACED_ELSEWHERE, elsewhere_on=date(2027, 9, 29))
    every = [CASE, ACCEPTED, HELD, CONFIRMED, replace(ACCEPTED, no_place=True), elsewhere, *by_reason, *lost]
    line, said = HelpLine("+44 1632 960 001", hours), set()
    for case, now in product(every, (london(2027, 3, 3, 12), london(2027, 3, 20, 12), london(2027, 9, 29, 8))):
        step = next_step(replace(case, help_line=line), now=now)
        said |= {step.when, step.then}
    assert len(said) > 40
    assert {one: longest(one) for one in said if longest(one) > 30} == {}


RING_NOW = re.compile(r"\b(call|ring|telephone)\b[^.]*\b(today|now|at once|straight away)\b", re.IGNORECASE)
WITH_ITS_HOURS = ("community_resolution.py", "conditional_caution.py", "deferred_prosecution.py", "every_route.py")
"""The words of an offer, in which the number stands with its hours."""


def test_no_sentence_tells_him_to_ring_at_once_whatever_the_hour() -> None:
    told = {one: where for one, where in every_sentence().items() if RING_NOW.search(one)}
    assert {one: where for one, where in told.items() if where not in WITH_ITS_HOURS} == {}


def test_such_a_sentence_would_be_seen() -> None:
    assert RING_NOW.search("If something stops you, call … at once.")
    assert not RING_NOW.search("Call … as soon as you can.")
