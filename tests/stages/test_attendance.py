"""What each event at the door really is: every mark, every event, at every time that matters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from programme.attendance.queries import initials_of
from programme.attendance.refusals import (
    CourseNotOver,
    DoorHadClosed,
    DoorStillOpen,
    IdentityNeeded,
    LeftAfterTheEnd,
    LeftBeforeArriving,
    MarksMissing,
    PeopleNotListed,
    SaidByNobody,
    TimeNotPossible,
    TooEarlyToOpen,
)
from programme.attendance.rules import (
    MARK_WORDS,
    RegisterStanding,
    can_open_register,
    can_sign_register,
    check_at_door,
    check_marks,
    what_is_missing,
)
from programme.attendance.states import FINAL, MARKS, PROVIDER_FAULT, Mark, MarkEvent
from programme.courses.scheduling import Times
from programme.courses.states import DateState
from programme.outcomes.models import Verdict
from programme.outcomes.rules import REASON_OF, VERDICT_OF

START = datetime(2027, 3, 20, 9, 30, tzinfo=UTC)
CLOSES = START + timedelta(minutes=15)
END = START + timedelta(hours=7)
TIMES = Times(START, END, CLOSES)
EVENING = END + timedelta(hours=2)


def at_door(
    event: MarkEvent,
    happened_at: datetime,
    *,
    arrived_at: datetime | None = None,
    shown: bool = True,
    now: datetime = EVENING,
    said: str = "The second trainer",
) -> None:
    mark = Mark.ARRIVED if arrived_at else Mark.EXPECTED
    standing = RegisterStanding(mark, TIMES, arrived_at)
    check_at_door(standing, event, happened_at=happened_at, now=now, identity_shown=shown, said=said)


@pytest.mark.parametrize(("mark", "event"), list(product(Mark, MarkEvent)))
def test_every_mark_and_event_is_decided_and_undo_never_loses_a_person(mark: Mark, event: MarkEvent) -> None:
    after = MARKS.decided()[mark, event]
    if event is MarkEvent.UNDONE and after is not None:
        assert after in {Mark.EXPECTED, Mark.ARRIVED}
    if after is Mark.ARRIVED and event is not MarkEvent.UNDONE:
        assert mark is Mark.EXPECTED


def test_every_final_mark_has_words_and_a_result_and_the_providers_fault_is_never_a_failure() -> None:
    assert set(MARK_WORDS) == set(Mark)
    assert set(REASON_OF) == FINAL
    for mark in PROVIDER_FAULT:
        assert VERDICT_OF[REASON_OF[mark]] is Verdict.NO_FAULT
    assert [mark for mark in FINAL if VERDICT_OF[REASON_OF[mark]] is Verdict.COMPLETED] == [Mark.COMPLETED]


def test_who_comes_as_the_door_closes_is_in_and_who_comes_a_second_later_is_not() -> None:
    at_door(MarkEvent.ARRIVED, CLOSES, now=CLOSES)
    with pytest.raises(DoorHadClosed):
        at_door(MarkEvent.ARRIVED, CLOSES + timedelta(seconds=1))
    with pytest.raises(DoorHadClosed):
        at_door(MarkEvent.ARRIVED, CLOSES + timedelta(seconds=1), now=CLOSES + timedelta(seconds=1))


def test_the_time_of_the_event_counts_and_not_the_time_of_typing_where_somebody_saw_it() -> None:
    at_door(MarkEvent.ARRIVED, START)
    with pytest.raises(SaidByNobody):
        at_door(MarkEvent.ARRIVED, START, said="")
    at_door(MarkEvent.ARRIVED, START, now=CLOSES, said="")


def test_nobody_arrives_without_showing_who_he_is() -> None:
    with pytest.raises(IdentityNeeded):
        at_door(MarkEvent.ARRIVED, START, shown=False)


@pytest.mark.parametrize("event", [MarkEvent.DID_NOT_COME, MarkEvent.CAME_TOO_LATE])
def test_nobody_is_late_or_absent_while_the_door_is_open(event: MarkEvent) -> None:
    with pytest.raises(DoorStillOpen):
        at_door(event, CLOSES)
    at_door(event, CLOSES + timedelta(seconds=1))


def test_nobody_was_there_throughout_before_the_end() -> None:
    with pytest.raises(CourseNotOver):
        at_door(MarkEvent.COMPLETED, END - timedelta(minutes=31), arrived_at=START)
    at_door(MarkEvent.COMPLETED, END - timedelta(minutes=30), arrived_at=START)


def test_nobody_leaves_before_coming_or_early_after_the_end() -> None:
    with pytest.raises(LeftBeforeArriving):
        at_door(MarkEvent.LEFT_EARLY, START, arrived_at=START + timedelta(minutes=5))
    with pytest.raises(LeftAfterTheEnd):
        at_door(MarkEvent.LEFT_EARLY, END, arrived_at=START)
    at_door(MarkEvent.REMOVED, END, arrived_at=START)


@pytest.mark.parametrize("event", sorted(set(MarkEvent) - {MarkEvent.UNDONE}))
def test_nothing_happens_in_the_future_or_before_the_register_opens(event: MarkEvent) -> None:
    for impossible in (EVENING + timedelta(minutes=3), START - timedelta(hours=2, seconds=1)):
        with pytest.raises(TimeNotPossible):
            at_door(event, impossible)


def test_the_register_opens_two_hours_before_the_course() -> None:
    can_open_register(DateState.OPEN, starts_at=START, now=START - timedelta(hours=2))
    with pytest.raises(TooEarlyToOpen):
        can_open_register(DateState.OPEN, starts_at=START, now=START - timedelta(hours=2, seconds=1))


def test_a_register_is_signed_when_everybody_has_a_final_mark_and_the_course_is_over() -> None:
    can_sign_register(DateState.RUNNING, ends_at=END, now=END)
    check_marks(list(FINAL))
    with pytest.raises(CourseNotOver):
        can_sign_register(DateState.RUNNING, ends_at=END, now=START)
    for unfinished in (Mark.EXPECTED, Mark.ARRIVED):
        with pytest.raises(MarksMissing):
            check_marks([Mark.COMPLETED, unfinished])
    with pytest.raises(PeopleNotListed):
        check_marks([Mark.COMPLETED, None])


def test_what_is_missing_is_counted_by_kind() -> None:
    missing = what_is_missing([Mark.EXPECTED, Mark.ARRIVED, Mark.ARRIVED, None, Mark.COMPLETED])
    assert (missing.expected, missing.arrived, missing.not_listed) == (1, 2, 1)
    assert not what_is_missing([Mark.NO_SHOW])


@pytest.mark.parametrize(
    ("forenames", "surname", "initials"),
    [("John Paul", "Smith", "J.S."), ("", "Smith", "S."), ("élodie", "o'Brien", "É.O."), ("", "", "")],
)
def test_initials_are_two_letters_at_most(forenames: str, surname: str, initials: str) -> None:
    assert initials_of(forenames, surname) == initials
