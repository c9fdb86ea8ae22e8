from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timedelta

import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays
from hypothesis import given
from hypothesis import strategies as st

from programme.shared.bank_holidays import bank_holidays_end_soon, by_rule, is_bank_holiday
from programme.shared.dates import (
    LONDON,
    add_months_corresponding,
    add_working_days,
    age_on,
    bank_holidays_known_until,
    clock_was_changing,
    is_working_day,
    london_date,
    london_instant,
    previous_working_day,
    spoken_date,
    spoken_day,
    spoken_instant,
    spoken_time,
    spoken_weekday,
    subtract_working_days,
    to_london,
)

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 12, 31))


def test_half_past_eleven_in_the_evening_utc_is_the_next_day_in_london_in_summer() -> None:
    assert london_date(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == date(2026, 7, 2)
    assert london_date(datetime(2026, 12, 1, 23, 30, tzinfo=UTC)) == date(2026, 12, 1)


def test_a_naive_instant_has_no_day() -> None:
    with pytest.raises(ValueError, match="time zone"):
        london_date(datetime(2026, 7, 1, 12, 0))


def test_a_naive_instant_is_not_spoken() -> None:
    with pytest.raises(ValueError, match="time zone"):
        spoken_instant(datetime(2026, 7, 1, 12, 0))


def test_a_time_of_day_with_a_zone_is_not_a_london_time() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        london_instant(date(2026, 7, 1), time(9, 0, tzinfo=UTC))


def test_a_london_time_is_an_hour_earlier_in_utc_in_summer_and_the_same_in_winter() -> None:
    assert london_instant(date(2026, 7, 1), time(9, 30)) == datetime(2026, 7, 1, 8, 30, tzinfo=UTC)
    assert london_instant(date(2026, 12, 1), time(9, 30)) == datetime(2026, 12, 1, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("fold", [0, 1])
def test_of_an_hour_that_comes_twice_the_first_is_meant(fold: int) -> None:
    assert london_instant(date(2026, 10, 25), time(1, 30, fold=fold)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_an_hour_that_never_comes_is_read_as_if_the_clock_had_not_been_changed_yet() -> None:
    instant = london_instant(date(2027, 3, 28), time(1, 30))
    assert instant == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert spoken_time(instant) == "2:30am"


@pytest.mark.parametrize(
    ("on", "at", "changing"),
    [
        (date(2026, 10, 25), time(1, 0), True),
        (date(2026, 10, 25), time(1, 59), True),
        (date(2026, 10, 25), time(2, 0), False),
        (date(2026, 10, 25), time(0, 59), False),
        (date(2027, 3, 28), time(1, 0), True),
        (date(2027, 3, 28), time(2, 0), False),
        (date(2026, 7, 1), time(1, 30), False),
    ],
)
def test_the_hours_in_which_the_clocks_change_are_known(on: date, at: time, changing: bool) -> None:
    assert clock_was_changing(on, at) is changing


@given(on=DAYS, at=st.times())
def test_a_london_time_falls_on_its_own_day_and_is_utc(on: date, at: time) -> None:
    instant = london_instant(on, at)
    assert london_date(instant) == on
    assert instant.utcoffset() == timedelta(0)


@given(on=DAYS, at=st.times())
def test_a_london_time_survives_the_way_there_and_back_unless_the_clocks_change(on: date, at: time) -> None:
    back = london_instant(on, at).astimezone(LONDON)
    assert back.time() == at or clock_was_changing(on, at)


@pytest.mark.parametrize(
    ("on", "months", "expected"),
    [
        (date(2023, 9, 27), 6, date(2024, 3, 27)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2028, 2, 29), -36, date(2025, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 1, 15), 0, date(2026, 1, 15)),
    ],
)
def test_the_corresponding_day_is_the_same_numbered_one_or_the_last_of_its_month(
    on: date, months: int, expected: date
) -> None:
    assert add_months_corresponding(on, months) == expected


@given(on=DAYS, months=st.integers(-600, 600))
def test_the_corresponding_day_is_never_numbered_higher_and_only_lower_at_a_month_end(on: date, months: int) -> None:
    found = add_months_corresponding(on, months)
    assert (found.year * 12 + found.month) - (on.year * 12 + on.month) == months
    assert found.day == on.day or (found.day < on.day and (found + timedelta(days=1)).day == 1)


@pytest.mark.parametrize(
    ("born_on", "on", "age"),
    [
        (date(2008, 11, 23), date(2026, 11, 22), 17),
        (date(2008, 11, 23), date(2026, 11, 23), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2026, 11, 24), date(2026, 11, 23), -1),
    ],
)
def test_an_age_is_reached_at_the_start_of_the_birthday(born_on: date, on: date, age: int) -> None:
    assert age_on(born_on, on) == age


@pytest.mark.parametrize(
    "on",
    [
        date(2026, 12, 25),
        date(2026, 12, 28),  # in place of Saturday 26 December
        date(2027, 3, 26),  # Good Friday
        date(2027, 3, 29),  # Easter Monday
        date(2026, 8, 31),
        date(2026, 11, 28),  # a Saturday
        date(2026, 11, 29),
    ],
)
def test_weekends_and_bank_holidays_of_england_and_wales_are_not_working_days(on: date) -> None:
    assert not is_working_day(on)


def test_the_bank_holidays_are_those_that_the_package_gives() -> None:
    holidays = BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    days = {holiday["date"] for holiday in holidays}
    first, last = min(days), max(days)
    weekdays = (first + timedelta(days=n) for n in range((last - first).days + 1))

    assert last == bank_holidays_known_until()
    assert {on for on in weekdays if on.weekday() < 5 and not is_working_day(on)} == {
        on for on in days if on.weekday() < 5
    }


def test_a_bank_holiday_of_scotland_is_a_working_day_here() -> None:
    assert is_working_day(date(2026, 8, 3))


ONE_OFFS = {
    2012: ({date(2012, 6, 4), date(2012, 6, 5)}, {date(2012, 5, 28)}),  # the Diamond Jubilee moved the spring holiday
    2020: ({date(2020, 5, 8)}, {date(2020, 5, 4)}),  # 75 years after the war in Europe
    2022: ({date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19)}, {date(2022, 5, 30)}),  # a jubilee and a funeral
    2023: ({date(2023, 5, 8)}, set()),  # a coronation
}
"""Proclaimed for one year: the days that were added, and those that they replaced."""


@pytest.mark.parametrize("year", range(2012, 2029))
def test_the_rules_give_the_bank_holidays_that_were_published_but_for_what_was_proclaimed_for_one_year(
    year: int,
) -> None:
    published = {on for on in days_of(year) if is_bank_holiday(on)}
    added, replaced = ONE_OFFS.get(year, (set(), set()))

    assert by_rule(year) == published - added | replaced


def days_of(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(days=n) for n in range(365 + calendar.isleap(year))]


@pytest.mark.parametrize(
    "on",
    [
        date(2029, 1, 1),
        date(2029, 3, 30),  # Good Friday
        date(2029, 4, 2),  # Easter Monday
        date(2029, 5, 7),
        date(2029, 5, 28),
        date(2029, 8, 27),
        date(2030, 4, 22),  # Easter Monday
        date(2032, 12, 27),  # in place of Saturday 25 December
        date(2032, 12, 28),  # in place of Sunday 26 December
        date(2033, 1, 3),  # in place of Saturday 1 January
        date(2033, 12, 27),  # in place of Sunday 25 December: Monday is Boxing Day
        date(2034, 1, 2),  # in place of Sunday 1 January
        date(2045, 12, 25),
    ],
)
def test_after_the_end_of_the_list_a_day_that_a_rule_makes_a_bank_holiday_is_no_working_day(on: date) -> None:
    assert on > bank_holidays_known_until()
    assert not is_working_day(on)


def test_after_the_end_of_the_list_a_year_has_its_eight_bank_holidays_and_every_other_weekday_is_worked() -> None:
    for year in range(2029, 2060):
        free = [on for on in days_of(year) if on.weekday() < 5 and not is_working_day(on)]
        assert len(free) == 8, year


def test_where_the_list_reaches_it_wins_over_the_rules() -> None:
    assert date(2020, 5, 4) in by_rule(2020)
    assert is_working_day(date(2020, 5, 4))


def test_the_end_of_the_list_is_told_from_a_year_before_it() -> None:
    end = bank_holidays_known_until()

    assert not bank_holidays_end_soon(end - timedelta(days=365))
    assert bank_holidays_end_soon(end - timedelta(days=364))
    assert bank_holidays_end_soon(end + timedelta(days=1))


def test_the_bank_holidays_reach_far_enough_for_a_clock_that_starts_today() -> None:
    assert bank_holidays_known_until() >= date(2028, 12, 26)


def test_the_working_day_before_easter_monday_is_maundy_thursday() -> None:
    assert previous_working_day(date(2027, 3, 29)) == date(2027, 3, 25)


def test_three_working_days_before_the_tuesday_after_easter_step_over_the_holidays() -> None:
    assert subtract_working_days(date(2027, 3, 30), 3) == date(2027, 3, 23)
    assert add_working_days(date(2027, 3, 23), 3) == date(2027, 3, 30)


def test_no_working_days_away_is_the_day_itself() -> None:
    assert subtract_working_days(date(2026, 11, 28), 0) == date(2026, 11, 28)


def test_working_days_are_not_counted_with_a_sign() -> None:
    with pytest.raises(ValueError, match="by name"):
        add_working_days(date(2026, 11, 23), -1)


@given(on=DAYS)
def test_the_previous_working_day_is_a_working_day_and_nothing_between_is(on: date) -> None:
    found = previous_working_day(on)
    assert is_working_day(found)
    between = [found + timedelta(days=n) for n in range(1, (on - found).days + 1)]
    assert not any(is_working_day(day) for day in between)


@given(on=DAYS, count=st.integers(1, 40))
def test_working_days_back_and_forth_come_back_to_the_same_day(on: date, count: int) -> None:
    start = previous_working_day(on)
    assert add_working_days(subtract_working_days(start, count), count) == start


def test_days_and_times_are_spoken_as_people_say_them() -> None:
    assert spoken_day(date(2027, 3, 13)) == "Saturday 13 March 2027"
    assert spoken_day(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "Thursday 2 July 2026"
    assert spoken_date(date(2027, 3, 13)) == "13 March 2027"
    assert spoken_weekday(date(2027, 3, 13)) == "Saturday"
    assert spoken_instant(datetime(2026, 7, 1, 8, 30, tzinfo=UTC)) == "Wednesday 1 July 2026 at 9:30am"


@pytest.mark.parametrize(
    ("at", "spoken"),
    [
        (time(9, 30), "9:30am"),
        (time(9, 0), "9am"),
        (time(12, 0), "midday"),
        (time(0, 0), "midnight"),
        (time(0, 5), "12:05am"),
        (time(12, 5), "12:05pm"),
        (time(23, 59), "11:59pm"),
        (datetime(2026, 7, 1, 8, 5, tzinfo=UTC), "9:05am"),
    ],
)
def test_a_time_of_day_is_spoken_in_london_on_a_clock_of_twelve_hours(at: time | datetime, spoken: str) -> None:
    assert spoken_time(at) == spoken


def test_every_month_and_every_day_of_the_week_has_its_name() -> None:
    months = "January February March April May June July August September October November December"
    week = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
    assert " ".join(spoken_date(date(2027, month, 1)).split()[1] for month in range(1, 13)) == months
    assert " ".join(spoken_weekday(date(2027, 3, day)) for day in range(1, 8)) == week  # 1 March is a Monday


def test_an_instant_is_shown_as_a_london_clock_shows_it() -> None:
    assert to_london(datetime(2026, 7, 1, 8, 30, tzinfo=UTC)).isoformat() == "2026-07-01T09:30:00+01:00"
    with pytest.raises(ValueError, match="time zone"):
        to_london(datetime(2026, 7, 1, 8, 30))
