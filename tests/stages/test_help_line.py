"""The help number and its hours: how they are said, and what is wrong with them, all of it."""

from __future__ import annotations

from datetime import time

import pytest

from programme.courses.help_hours import HelpDays, HelpHours
from programme.courses.help_line import HelpLine
from programme.notices.rendering import LONGEST_HELP_NUMBER

NINE, FIVE, MIDNIGHT = time(9), time(17), time(0)
WEEKDAYS = HelpHours(HelpDays.WEEKDAYS, NINE, FIVE)


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ([], ""),
        ([WEEKDAYS], "Monday to Friday 9am to 5pm, not on bank holidays"),
        (
            [WEEKDAYS, HelpHours(HelpDays.SATURDAYS, time(10, 30), time(12))],
            "Monday to Friday 9am to 5pm, Saturday 10:30am to midday, not on bank holidays",
        ),
        (
            [HelpHours(days, MIDNIGHT, MIDNIGHT) for days in (HelpDays.WEEKDAYS, HelpDays.BANK_HOLIDAYS)],
            "Monday to Friday day and night, bank holidays day and night",
        ),
        ([HelpHours(HelpDays.SUNDAYS, NINE, MIDNIGHT)], "Sunday 9am to midnight, not on bank holidays"),
    ],
)
def test_the_hours_are_said_in_plain_words(hours: list[HelpHours], said: str) -> None:
    assert HelpLine("01632 960 001", hours).spoken_hours == said


def test_in_a_sentence_it_is_the_number_with_its_hours_or_the_one_on_his_sheet() -> None:
    sheet = "the number on your sheet"
    assert HelpLine("01632 960 001", [WEEKDAYS]).spoken(sheet).startswith("01632 960 001 (Monday to Friday 9am")
    assert HelpLine("01632 960 001", []).spoken(sheet) == "01632 960 001"
    assert HelpLine("", [WEEKDAYS]).spoken(sheet) == sheet


@pytest.mark.parametrize("number", ["01632 960 001", "+44 1632 960001", "(0300) 123-4567", "0800 123 123"])
def test_a_number_that_can_be_rung_is_taken_as_it_was_written(number: str) -> None:
    assert HelpLine(number, [WEEKDAYS]).wrong() == []


@pytest.mark.parametrize(
    "number", ["", "101", "999", "1632 960 001", "01632 960 001 ext 4", "0163296000100", "+44 1632 960 0011"]
)
def test_what_is_no_number_and_hours_that_end_before_they_begin_are_told_at_once(number: str) -> None:
    wrong = HelpLine(number, [HelpHours(HelpDays.WEEKDAYS, FIVE, NINE)]).wrong()
    assert [field for field, _ in wrong] == ["number", "weekdays_closes"]


@pytest.mark.parametrize(
    ("number", "dialled", "in_a_text"),
    [
        ("01632 960 001", "01632960001", "01632 960 001"),
        ("+44 (0)1632 960 001", "+441632960001", "+441632960001"),  # the zero is not dialled behind the country
        ("+44(0) 1632 960001", "+441632960001", "+441632960001"),
        ("(0300) 123-4567", "03001234567", "03001234567"),
    ],
)
def test_it_is_dialled_and_stands_in_a_text_as_short_as_it_can_be_rung(
    number: str, dialled: str, in_a_text: str
) -> None:
    line = HelpLine(number, [WEEKDAYS])
    assert line.wrong() == []
    assert (line.dialled, line.in_a_text) == (dialled, in_a_text)
    assert len(in_a_text) <= LONGEST_HELP_NUMBER


def test_a_number_without_hours_is_none() -> None:
    ((field, message),) = HelpLine("01632 960 001", []).wrong()
    assert (field, message) == ("weekdays_opens", "Enter when somebody answers, on some days at least")


def test_what_changes_is_said_from_what_to_what() -> None:
    changes = HelpLine("01632 960 002", [WEEKDAYS]).changes_from(HelpLine("", []))
    assert [str(change) for change in changes] == [
        "Help number: none to 01632 960 002",
        "Hours of the help number: none to Monday to Friday 9am to 5pm, not on bank holidays",
    ]
