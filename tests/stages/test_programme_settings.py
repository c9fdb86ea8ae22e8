"""A programme's settings: what changes, in words, and what is wrong with a ladder as it was entered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.duties.ladders import ORDINARY_LADDER, Rung
from programme.duties.rules import UPWARDS
from programme.duties.settings import ProgrammeSettings, wrong_with_ladder
from programme.shared.actor import Role

ORDINARY = ProgrammeSettings(28, 3, 14, 21, 2, ORDINARY_LADDER, "desk@example.org")
LAST = Rung(3, Role.COORDINATOR)


def test_what_changes_is_said_from_what_to_what() -> None:
    ladder = (Rung(30, Role.OFFICER), Rung(7, Role.COORDINATOR))

    changes = replace(ORDINARY, charging_reserve_days=35, pass_up_days=1, ladder=ladder).changes_from(ORDINARY)

    assert [str(change) for change in changes] == [
        "Days kept for charging: 28 days to 35 days",
        "A warning waits before it is escalated: 2 working days to 1 working day",
        "Deadline warnings: 60 officer, 42 officer, 28 supervisor, 14 supervisor, 7 coordinator, 3 coordinator to "
        "30 officer, 7 coordinator",
    ]


def test_nothing_changes_between_the_same_settings() -> None:
    assert replace(ORDINARY).changes_from(ORDINARY) == []
    assert ORDINARY.mark == replace(ORDINARY).mark
    assert ORDINARY.mark != replace(ORDINARY, pass_up_days=3).mark


def test_two_rungs_on_one_day_are_told_at_the_second() -> None:
    rungs = [(1, Rung(28, Role.OFFICER)), (3, Rung(28, Role.OFFICER)), (4, LAST)]
    assert list(wrong_with_ladder(rungs)) == [(3, "Warning 3 is on the same day as warning 1: change one of them")]


def test_a_ladder_does_not_go_down() -> None:
    rungs = [(1, Rung(7, Role.OFFICER)), (2, Rung(28, Role.SUPERVISOR)), (3, LAST)]
    assert list(wrong_with_ladder(rungs)) == [
        (
            1,
            "Warning 1, at 7 days, must not go to somebody lower than the supervisor, who has the warning at 28 days",
        )
    ]


@given(st.lists(st.tuples(st.integers(1, 8), st.builds(Rung, st.integers(1, 150), st.sampled_from(UPWARDS)))))
def test_a_ladder_with_nothing_wrong_goes_up_day_by_day(rungs: list[tuple[int, Rung]]) -> None:
    wrong = list(wrong_with_ladder(rungs))
    ordered = sorted((rung for _, rung in rungs), key=lambda rung: -rung.days)
    places = [UPWARDS.index(rung.role) for rung in ordered]
    twice = len({rung.days for rung in ordered}) < len(ordered)
    without_end = bool(rungs) and not any(rung.days <= 7 and rung.role is UPWARDS[-1] for rung in ordered)
    assert bool(wrong) is (places != sorted(places) or twice or without_end)


@pytest.mark.parametrize(
    ("rungs", "line"),
    [
        ([Rung(150, Role.OFFICER)], 1),
        ([Rung(60, Role.OFFICER), Rung(8, Role.COORDINATOR)], 2),
        ([Rung(3, Role.SUPERVISOR), Rung(60, Role.OFFICER)], 1),
    ],
)
def test_a_ladder_reaches_the_coordinator_in_the_last_week(rungs: list[Rung], line: int) -> None:
    (wrong,) = wrong_with_ladder(list(enumerate(rungs, start=1)))
    assert wrong == (
        line,
        f"Warning {line} is the last, and a warning at 7 days left or less must go to the coordinator: change it, "
        "or add one, such as 3 days to the coordinator",
    )


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"ladder": (Rung(150, Role.OFFICER),)}, "must go to the coordinator"),
        ({"ladder": ()}, "1 to 8 warnings"),
        ({"ladder": (Rung(0, Role.COORDINATOR),)}, "1 to 150 days left"),
        ({"ladder": (Rung(151, Role.OFFICER), LAST)}, "1 to 150 days left"),
        ({"pass_up_days": 11}, "must be 1 to 10"),
        ({"pass_up_days": 0}, "must be 1 to 10"),
        ({"charging_reserve_days": 6}, "must be 7 to 120"),
        ({"result_lag_working_days": 21}, "must be 0 to 20"),
        ({"answer_within_days": 61}, "must be 1 to 60"),
        ({"answer_limit_days": 13}, "must not be less"),
        ({"fallback_email": ""}, "must have an @"),
        ({"fallback_email": "desk"}, "must have an @"),
    ],
)
def test_what_no_form_would_take_is_refused_wherever_it_comes_from(changed: dict[str, Any], says: str) -> None:
    assert ORDINARY.wrong() == []
    wrong = replace(ORDINARY, **changed).wrong()
    assert any(says in message for _, message in wrong), wrong


@pytest.mark.parametrize("role", UPWARDS)
def test_the_words_of_a_change_fit_into_the_log(role: Role) -> None:
    longest = tuple(Rung(150 - line, role) for line in range(8))
    (change,) = replace(ORDINARY, ladder=longest[1:]).changes_from(replace(ORDINARY, ladder=longest))
    assert len(str(change)) <= 400
