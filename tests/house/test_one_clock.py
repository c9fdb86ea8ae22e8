"""A page says of a case, in whatever list it stands, the state and the clock that the case's own page says."""

from __future__ import annotations

import ast

from tests.support.source import FILES, nodes

WORDS = ("CASE_STATE_WORDS", "CASE_STATE_TONES")
MAY_NAME_STATES = {"referrals/words.py", "web/case/asked_list.py"}
"""Where they are, and the filter that offers every state."""


def chips_handed_on(text: str) -> list[int]:
    """Lines that pass the chip on instead of asking for it with a case and what its clock comes to next."""
    asked = {id(node.func) for node in nodes(text) if isinstance(node, ast.Call)}
    return [
        node.lineno
        for node in nodes(text)
        if isinstance(node, ast.Name) and node.id == "chip_of" and id(node) not in asked
    ]


def names_states_itself(text: str) -> bool:
    """Whether it takes the words of a state without asking whether a concern stops the case."""
    return any(isinstance(node, ast.Name) and node.id in WORDS for node in nodes(text))


def test_nobody_shows_a_chip_without_the_day_that_comes_next() -> None:
    assert {name: found for name, text in FILES.items() if (found := chips_handed_on(text))} == {}


def test_nobody_names_a_state_without_asking_whether_the_case_is_stopped() -> None:
    assert {name for name, text in FILES.items() if names_states_itself(text)} == MAY_NAME_STATES


def test_both_would_be_noticed() -> None:
    assert chips_handed_on("page(chip=partial(chip_of, today=today))") == [1]
    assert chips_handed_on("page(chip=chip_of(case, today, bites))") == []
    assert names_states_itself("page(words=CASE_STATE_WORDS)")
