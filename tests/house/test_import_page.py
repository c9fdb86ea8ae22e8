"""docs/import.md names every verdict, reason and flag that a row can have."""

from __future__ import annotations

import pytest

from programme.intake import export_verdicts
from programme.intake.import_taking import NOT_KEPT
from programme.intake.states import ImportVerdict
from programme.intake.words import FLAG_WORDS, ORDER_WORDS, ROW_PROBLEM_WORDS
from programme.settings import HOME
from tests.support.exports import SAMPLE, SAMPLE_UTF8

PAGE = (HOME / "docs" / "import.md").read_text(encoding="utf-8")
REASONS = {
    *export_verdicts._REASONS.values(),
    *ROW_PROBLEM_WORDS,
    *ORDER_WORDS,
    "surname_missing",
    "repeat",
    NOT_KEPT,
}


@pytest.mark.parametrize("word", sorted({*ImportVerdict, *REASONS, "possible_same_person", *FLAG_WORDS}))
def test_the_page_names_it(word: str) -> None:
    assert f"`{word}`" in PAGE


def test_every_column_of_the_samples_is_named() -> None:
    for sample in (SAMPLE, SAMPLE_UTF8):
        header = sample.read_bytes().split(b"\r\n")[0].decode("utf-8-sig").strip().split(",")
        assert [column for column in header if f"`{column}`" not in PAGE] == []
