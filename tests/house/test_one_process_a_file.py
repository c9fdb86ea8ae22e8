"""Of a run in several processes, one has all tests of a file: what they share is made once, and kept by nobody else."""

from __future__ import annotations

import pytest

_came: list[int] = []


@pytest.mark.parametrize("number", range(8))
def test_the_tests_of_a_file_come_one_after_another_to_the_same_process(number: int) -> None:
    """Fails where a run shares out each test by itself, as `-n 2` without the options of the Makefile does."""
    _came.append(number)

    assert _came == list(range(_came[0], number + 1))
