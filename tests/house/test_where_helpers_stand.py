"""A test takes nothing from another test: what several of them need stands in tests/support."""

from __future__ import annotations

import pytest

from tests.support.source import ROOT, files_below, imports

TESTS = files_below(ROOT / "tests")


def from_other_tests(text: str) -> list[str]:
    """The names that a file takes from the tests beside tests/support."""
    return sorted(
        name for name in imports(text) if f"{name}.".startswith("tests.") and name.split(".")[1:2] != ["support"]
    )


def test_no_test_takes_anything_from_another_test() -> None:
    assert {name: taken for name, text in TESTS.items() if (taken := from_other_tests(text))} == {}


@pytest.mark.parametrize(
    "line",
    [
        "from tests.actions.test_refer_offender import refer",
        "from tests.actions import test_refer_offender",
        "from tests.conftest import database",
        "import tests.stories.conftest",
    ],
)
def test_one_that_does_would_be_noticed(line: str) -> None:
    assert from_other_tests(line) != []
    assert from_other_tests("from tests.support.builders import NOW\nimport tests.support.clients") == []
