"""Events at the door: every mark, every event, at every time that matters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from programme.attendance.queries import initials_of
from programme.attendance.refusals import (
    AlreadyMarked,
    CourseNotOver,
    DoorHadClosed,
    DoorStillOpen,
    IdentityNeeded,
    LeftAfterTheEnd,
    LeftBeforeArriving,
    MarkedMeanwhile,
    MarksMissing,
    PeopleNotListed,
    RegisterNotOpen,
    SaidByNobody,
    TimeNotPossible,
    TooEarlyToOpen,
)
from programme.attendance.rules import (
    SEATED,
    RegisterStanding,
    can_mark,
    can_open_register,
    can_sign_register,
    check_as_shown,
    check_at_door,
    check_marks,
    check_may_follow,
    counts_against_nobody,
    undo_asks,
    what_is_missing,
)
from programme.attendance.states import FINAL, MARKS, PROVIDER_FAULT, Mark, MarkEvent
from programme.attendance.words import MARK_WORDS
from programme.courses.refusals import DateAlreadySigned
from programme.courses.scheduling import Times
from programme.courses.states import DateState
from programme.outcomes.models import Verdict
from programme.outcomes.rules import REASON_OF, VERDICT_OF
from programme.shared.refusal import Refusal
from programme.shared.transitions import IllegalMove

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
    for event in (MarkEvent.LEFT_EARLY, MarkEvent.REMOVED):
        with pytest.raises(LeftBeforeArriving):
            at_door(event, START, arrived_at=START + timedelta(minutes=5))
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


def test_a_phones_clock_may_be_two_minutes_ahead_and_no_more() -> None:
    at_door(MarkEvent.ARRIVED, START + timedelta(minutes=2), now=START)
    with pytest.raises(TimeNotPossible):
        at_door(MarkEvent.ARRIVED, START + timedelta(minutes=2, seconds=1), now=START)


def test_what_happens_as_the_register_opens_happens() -> None:
    at_door(MarkEvent.ARRIVED, START - timedelta(hours=2))


@pytest.mark.parametrize("event", [MarkEvent.LEFT_EARLY, MarkEvent.REMOVED])
def test_whoever_leaves_in_the_minute_in_which_he_came_has_left(event: MarkEvent) -> None:
    at_door(event, START, arrived_at=START)


def test_leaving_early_is_leaving_before_the_end_to_the_second() -> None:
    at_door(MarkEvent.LEFT_EARLY, END - timedelta(seconds=1), arrived_at=START)


def test_a_register_may_be_signed_from_half_an_hour_before_the_end() -> None:
    can_sign_register(DateState.RUNNING, ends_at=END, now=END - timedelta(minutes=30))
    with pytest.raises(CourseNotOver) as refused:
        can_sign_register(DateState.RUNNING, ends_at=END, now=END - timedelta(minutes=30, seconds=1))
    assert refused.value.explanation == "It ends at 4:30pm."
    assert refused.value.remedy == "Sign the register when the course has ended."


def test_whoever_is_refused_is_told_the_time_it_depends_on() -> None:
    with pytest.raises(DoorStillOpen) as too_soon:
        at_door(MarkEvent.DID_NOT_COME, CLOSES)
    assert too_soon.value.explanation == "It closes at 9:45am."
    with pytest.raises(DoorHadClosed) as too_late:
        at_door(MarkEvent.ARRIVED, CLOSES + timedelta(seconds=1))
    assert too_late.value.headline.startswith("The door closed at 9:45am: record the person as too late")
    with pytest.raises(SaidByNobody) as by_nobody:
        at_door(MarkEvent.ARRIVED, CLOSES, said="")
    assert by_nobody.value.headline == "Enter who says that the person came before 9:45am"
    with pytest.raises(CourseNotOver) as not_over:
        at_door(MarkEvent.COMPLETED, START, arrived_at=START)
    assert not_over.value.explanation == "It ends at 4:30pm."
    with pytest.raises(TooEarlyToOpen) as early:
        can_open_register(DateState.OPEN, starts_at=START, now=START - timedelta(hours=3))
    assert early.value.remedy == "Open it from 7:30am on the day."


def test_nobody_has_to_say_who_saw_him_while_the_door_is_open() -> None:
    at_door(MarkEvent.ARRIVED, START, now=CLOSES, said="")


def test_these_came_in_and_no_others() -> None:
    assert {Mark.ARRIVED, Mark.COMPLETED, Mark.LEFT_EARLY, Mark.REMOVED} == SEATED


def test_the_providers_fault_counts_against_nobody() -> None:
    assert {mark for mark in Mark if counts_against_nobody(mark)} == {Mark.TURNED_AWAY, Mark.INTERPRETER_ABSENT}


@pytest.mark.parametrize(
    ("marked_at", "asks"),
    [(None, False), (EVENING - timedelta(minutes=1), False), (EVENING - timedelta(minutes=1, seconds=1), True)],
)
def test_a_mark_is_taken_back_without_a_question_for_a_minute(marked_at: datetime | None, asks: bool) -> None:
    assert undo_asks(marked_at, now=EVENING) is asks


def test_what_cannot_follow_a_mark_says_what_the_line_says_and_since_when() -> None:
    check_may_follow(Mark.EXPECTED, MarkEvent.ARRIVED, marked_at=None, his_own=False)
    for mark, at in ((Mark.EXPECTED, CLOSES), (Mark.NO_SHOW, None)):
        with pytest.raises(AlreadyMarked) as not_in:
            check_may_follow(mark, MarkEvent.COMPLETED, marked_at=at, his_own=False)
        assert not_in.value.headline == "This person is not marked as in"
        assert not_in.value.remedy == "Mark first that the person came."
    for his_own, who in ((True, "You"), (False, "Your colleague")):
        with pytest.raises(AlreadyMarked) as marked:
            check_may_follow(Mark.NO_SHOW, MarkEvent.ARRIVED, marked_at=CLOSES, his_own=his_own)
        assert marked.value.headline == f"{who} marked this person “Did not come” at 9:45am"
        assert marked.value.remedy == "If that is wrong, undo it first."


def test_a_line_that_was_shown_otherwise_says_who_marked_it_meanwhile() -> None:
    for shown, at in ((None, CLOSES), (Mark.NO_SHOW, CLOSES), (Mark.EXPECTED, None)):
        check_as_shown(Mark.NO_SHOW, shown, marked_at=at, his_own=False)
    for his_own, who in ((True, "You"), (False, "Your colleague")):
        for mark, did in (
            (Mark.NO_SHOW, "marked this person “Did not come”"),
            (Mark.EXPECTED, "took the mark of this person back"),
        ):
            with pytest.raises(MarkedMeanwhile) as marked:
                check_as_shown(mark, Mark.ARRIVED, marked_at=CLOSES, his_own=his_own)
            assert marked.value.headline == f"{who} {did} at 9:45am"


def test_every_mark_says_what_it_is() -> None:
    assert MARK_WORDS == {
        Mark.EXPECTED: "Expected",
        Mark.ARRIVED: "In",
        Mark.COMPLETED: "Present throughout",
        Mark.NO_SHOW: "Did not come",
        Mark.LATE_REFUSED: "Came after the door closed",
        Mark.IDENTITY_REFUSED: "Did not show who he is",
        Mark.LEFT_EARLY: "Left early",
        Mark.REMOVED: "Asked to leave",
        Mark.TURNED_AWAY: "Turned away by us",
        Mark.INTERPRETER_ABSENT: "Interpreter not there",
    }


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        (DateState.OPEN, RegisterNotOpen),
        (DateState.RUNNING, None),
        (DateState.SIGNED, DateAlreadySigned),
        (DateState.CANCELLED, RegisterNotOpen),
    ],
)
def test_only_an_open_register_is_signed_and_only_on_one_are_lines_marked(
    state: DateState, refusal: type[Refusal] | None
) -> None:
    if refusal is None:
        can_sign_register(state, ends_at=END, now=END)
        can_mark(state)
        return
    with pytest.raises(refusal):
        can_sign_register(state, ends_at=END, now=END)
    with pytest.raises(RegisterNotOpen):
        can_mark(state)


@pytest.mark.parametrize("state", [DateState.SIGNED, DateState.CANCELLED])
def test_a_register_that_is_signed_or_of_a_cancelled_day_is_not_opened(state: DateState) -> None:
    with pytest.raises(IllegalMove):
        can_open_register(state, starts_at=START, now=START)
