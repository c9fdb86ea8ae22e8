"""A programme's settings: what changes, in words, and what is wrong with a ladder as it was entered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.duties.rules import ORDINARY_LADDER, UPWARDS, Rung
from programme.duties.settings import ProgrammeSettings, changes_between, wrong_with_ladder
from programme.shared.actor import Role

ORDINARY = ProgrammeSettings(28, 3, 14, 21, 2, ORDINARY_LADDER)


def test_what_changes_is_said_from_what_to_what() -> None:
    ladder = (Rung(30, Role.OFFICER), Rung(7, Role.COORDINATOR))

    changes = changes_between(ORDINARY, replace(ORDINARY, charging_reserve_days=35, pass_up_days=1, ladder=ladder))

    assert [str(change) for change in changes] == [
        "Days kept for charging: 28 days to 35 days",
        "A warning waits before it is passed up: 2 working days to 1 working day",
        "Ladder of warnings: 60 officer, 42 officer, 28 supervisor, 14 supervisor, 7 coordinator, 3 coordinator to "
        "30 officer, 7 coordinator",
    ]


def test_nothing_changes_between_the_same_settings() -> None:
    assert changes_between(ORDINARY, replace(ORDINARY)) == []
    assert ORDINARY.mark == replace(ORDINARY).mark
    assert ORDINARY.mark != replace(ORDINARY, pass_up_days=3).mark


def test_two_rungs_on_one_day_are_told_at_the_second() -> None:
    rungs = [(1, Rung(28, Role.OFFICER)), (3, Rung(28, Role.OFFICER))]
    assert list(wrong_with_ladder(rungs)) == [(3, "Rung 3 is on the same day as rung 1: change one of them")]


def test_a_ladder_does_not_go_down() -> None:
    rungs = [(1, Rung(7, Role.OFFICER)), (2, Rung(28, Role.SUPERVISOR))]
    assert list(wrong_with_ladder(rungs)) == [
        (
            1,
            "Rung 1, at 7 days, must not go to somebody lower than the supervisor, who has the warning at 28 days",
        )
    ]


@given(st.lists(st.tuples(st.integers(1, 8), st.builds(Rung, st.integers(1, 150), st.sampled_from(UPWARDS)))))
def test_a_ladder_with_nothing_wrong_goes_up_day_by_day(rungs: list[tuple[int, Rung]]) -> None:
    wrong = list(wrong_with_ladder(rungs))
    ordered = sorted((rung for _, rung in rungs), key=lambda rung: -rung.days_left)
    places = [UPWARDS.index(rung.role) for rung in ordered]
    assert bool(wrong) is (places != sorted(places) or len({rung.days_left for rung in ordered}) < len(ordered))


@pytest.mark.parametrize("role", UPWARDS)
def test_the_words_of_a_change_fit_into_the_log(role: Role) -> None:
    longest = tuple(Rung(150 - line, role) for line in range(8))
    (change,) = changes_between(replace(ORDINARY, ladder=longest), replace(ORDINARY, ladder=longest[1:]))
    assert len(str(change)) <= 400
