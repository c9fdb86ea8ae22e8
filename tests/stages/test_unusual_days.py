"""Days on which nobody holds a course are known in every year; Saturdays and working days are not among them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from programme.courses.unusual_days import asked_about, unusual_because, usual_day_from


@pytest.mark.parametrize("year", [2026, 2027, 2031, 2040])
def test_the_great_days_are_asked_about_in_every_year(year: int) -> None:
    days = [(12, 24), (12, 25), (12, 26), (1, 1)]
    assert all(unusual_because(date(year, month, day)) for month, day in days)


@pytest.mark.parametrize(
    ("on", "why"),
    [
        (date(2027, 3, 26), "on Good Friday"),
        (date(2027, 3, 27), ""),
        (date(2035, 3, 23), "on Good Friday"),
        (date(2035, 3, 26), "on Easter Monday"),
        (date(2027, 5, 3), "on a bank holiday"),
        (date(2027, 12, 28), "on a bank holiday"),
        (date(2027, 6, 6), "on a Sunday"),
        (date(2027, 6, 5), ""),
        (date(2027, 6, 8), ""),
    ],
)
def test_each_day_has_its_reason(on: date, why: str) -> None:
    assert unusual_because(on) == why


def test_a_day_so_near_is_asked_about_too() -> None:
    today = date(2027, 12, 24)
    assert asked_about(today + timedelta(days=1), today=today) == "tomorrow, on Christmas Day"
    assert asked_about(date(2028, 1, 8), today=today) == ""


def test_the_next_usual_day_after_christmas_is_a_working_day_or_a_saturday() -> None:
    assert usual_day_from(date(2026, 12, 24)) == date(2026, 12, 29)
    assert usual_day_from(date(2026, 12, 19)) == date(2026, 12, 19)
