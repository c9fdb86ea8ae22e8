"""Questions about a place at a neighbouring programme. Pure: facts in, an answer or a Refusal out."""

from __future__ import annotations

from datetime import date

from programme.exchange.refusals import CourseNotYet, DayIsPast, ToldOutOfOrder, TooLateElsewhere


def can_be_on(course_on: date, *, complete_by_on: date, today: date) -> None:
    """Whether a course elsewhere, of which only the day is known, may be on this day. Raises DayIsPast or
    TooLateElsewhere, with the last possible day."""
    if course_on < today:
        raise DayIsPast(complete_by_on)
    if course_on > complete_by_on:
        raise TooLateElsewhere(complete_by_on)


def can_be_told(told_on: date, *, course_on: date, today: date) -> None:
    """Whether what happened on the day of the course can have been told on this day. Raises CourseNotYet before the
    day of the course, and ToldOutOfOrder."""
    if today < course_on:
        raise CourseNotYet(course_on)
    if not course_on <= told_on <= today:
        raise ToldOutOfOrder(course_on)
