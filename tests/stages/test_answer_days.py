"""By when he answers: on a day on which somebody answers the help number, so that he can ring on the last one too."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from programme.courses.help_hours import HelpDays, HelpHours
from programme.offers.making import AnswerDays, answer_days

WEEKDAYS = [HelpHours(HelpDays.WEEKDAYS, time(9), time(17))]
SATURDAYS_TOO = [*WEEKDAYS, HelpHours(HelpDays.SATURDAYS, time(10), time(13))]
LATER = date(2027, 6, 1)


@pytest.mark.parametrize(
    ("made_on", "complete_by_on", "hours", "answer_by_on", "limit_on"),
    [
        (date(2026, 11, 23), LATER, WEEKDAYS, date(2026, 12, 7), date(2026, 12, 14)),  # Mondays
        (date(2026, 12, 12), LATER, WEEKDAYS, date(2026, 12, 29), date(2026, 12, 31)),  # Boxing Day; a Saturday
        (date(2026, 12, 12), LATER, [], date(2026, 12, 29), date(2026, 12, 31)),  # no hours are known
        (date(2026, 11, 21), LATER, WEEKDAYS, date(2026, 12, 7), date(2026, 12, 11)),  # a Saturday
        (date(2026, 11, 21), LATER, SATURDAYS_TOO, date(2026, 12, 5), date(2026, 12, 12)),
        (date(2026, 11, 23), date(2026, 12, 12), WEEKDAYS, date(2026, 12, 4), date(2026, 12, 4)),  # no later than that
        (date(2026, 12, 24), date(2027, 1, 2), WEEKDAYS, date(2026, 12, 26), date(2026, 12, 26)),  # none is left
    ],
)
def test_the_last_day_to_answer_is_one_on_which_the_number_is_answered(
    made_on: date, complete_by_on: date, hours: list[HelpHours], answer_by_on: date, limit_on: date
) -> None:
    now = datetime.combine(made_on, time(12), UTC)
    found = answer_days(
        now,
        complete_by_on=complete_by_on,
        return_by_on=LATER,
        answer_within_days=14,
        answer_limit_days=21,
        hours=hours,
    )
    assert found == AnswerDays(answer_by_on, limit_on)
