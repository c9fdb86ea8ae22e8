"""The picture of a case's clock says the same as its dates, wherever today stands."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.web.case.clock_bar import EDGE, NEAR, WIDTH, BarMark, ClockBar, clock_bar
from programme.web.case.words import Segment

OFFENCE, SAFE, RETURN, CHARGE = date(2027, 1, 10), date(2027, 5, 20), date(2027, 6, 15), date(2027, 7, 9)


def bar_on(today: date, *marks: BarMark) -> ClockBar:
    return clock_bar(OFFENCE, today, SAFE, RETURN, CHARGE, marks)


def test_it_begins_with_the_offence_and_ends_with_the_last_day_to_charge() -> None:
    bar = bar_on(date(2027, 3, 1))
    by_label = {mark.label: mark for mark in bar.marks}

    assert by_label["Offence"].x == EDGE
    assert by_label["Charge by"].x == WIDTH - EDGE
    assert [part.kind for part in bar.segments] == [Segment.GONE, Segment.SAFE, Segment.RESERVE, Segment.CHARGING]


def test_marks_are_numbered_in_the_order_of_time_and_the_arranged_ones_told_apart() -> None:
    bar = bar_on(
        date(2027, 3, 1), BarMark("Booked course", date(2027, 3, 13)), BarMark("Offer sent", date(2027, 1, 14))
    )

    assert [(mark.number, mark.label, mark.arranged) for mark in bar.marks] == [
        (1, "Offence", False),
        (2, "Offer sent", True),
        (3, "Today", False),
        (4, "Booked course", True),
        (5, "Last safe course day", False),
        (6, "Return by", False),
        (7, "Charge by", False),
    ]


def test_marks_of_one_day_are_one_with_both_names_and_the_date_stands_once() -> None:
    bar = bar_on(date(2027, 3, 1), BarMark("Bail date", date(2027, 3, 1)), BarMark("Answer by", date(2027, 3, 3)))
    both = next(mark for mark in bar.marks if mark.on == date(2027, 3, 1))

    assert both.label == "Today, bail date"
    assert len({mark.on for mark in bar.marks}) == len(bar.marks)
    assert [mark.left for mark in bar.marks if mark.label in ("Offence", "Answer by")] == ["", "2 days"]


def test_the_last_day_says_which_working_day_is_the_last_where_it_is_none_itself() -> None:
    bar = clock_bar(OFFENCE, OFFENCE, SAFE, RETURN, date(2027, 7, 10))

    assert bar.marks[-1].note == "the last working day is Friday 9 July 2027"
    assert bar_on(OFFENCE).marks[-1].note == ""


def test_a_mark_beyond_the_end_is_drawn_at_the_end_and_keeps_its_date_in_words() -> None:
    late = next(mark for mark in bar_on(date(2028, 1, 1)).marks if mark.label == "Today")

    assert late.x == WIDTH - EDGE
    assert "2028" in late.words


def test_dates_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="order"):
        clock_bar(OFFENCE, OFFENCE, RETURN, SAFE, CHARGE)


def test_the_summary_names_every_date_for_who_cannot_see_the_picture() -> None:
    summary = bar_on(date(2027, 3, 1), BarMark("Bail date", date(2027, 3, 5))).summary

    for words in ("Offence: Sunday 10 January 2027", "Bail date: Friday 5 March 2027", "Charge by: Friday 9 July 2027"):
        assert words in summary


@given(st.integers(-30, 400), st.lists(st.integers(-30, 400), max_size=6))
def test_wherever_today_stands_the_parts_fill_the_bar_and_no_marks_overlap(today: int, others: list[int]) -> None:
    bar = bar_on(
        OFFENCE + timedelta(days=today),
        *(BarMark(f"Mark {n}", OFFENCE + timedelta(days=days)) for n, days in enumerate(others)),
    )

    assert sum(part.width for part in bar.segments) == pytest.approx(WIDTH - 2 * EDGE, abs=0.5)
    for part, following in zip(bar.segments, bar.segments[1:], strict=False):
        assert part.x + part.width == pytest.approx(following.x, abs=0.2)
    for mark in bar.marks:
        assert EDGE <= mark.x <= WIDTH - EDGE
        assert all(abs(mark.x - other.x) >= NEAR for other in bar.marks if other is not mark and other.row == mark.row)


def test_a_case_that_begins_and_ends_on_one_day_still_draws() -> None:
    bar = clock_bar(OFFENCE, OFFENCE, OFFENCE, OFFENCE, OFFENCE)

    assert bar.segments == ()
    assert [mark.label for mark in bar.marks] == ["Offence, today, last safe course day, return by, charge by"]
