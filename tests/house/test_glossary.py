"""The glossary leads to files that are there, in the order of the alphabet."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| (?P<word>[^|]+) \| (?P<means>[^|]+) \| `(?P<where>[^`|]+)` \|$", re.MULTILINE)


def tables() -> list[list[tuple[str, str]]]:
    parts = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").split("\n## ")[1:]
    return [[(row["word"], row["where"]) for row in ROW.finditer(part)] for part in parts]


def test_every_word_says_where_it_is_defined() -> None:
    words = [word for table in tables() for word in table]
    assert len(words) >= 50
    assert [(word, where) for word, where in words if not (ROOT / where).is_file()] == []


def test_words_stand_in_order_and_once() -> None:
    for table in tables():
        words = [word.lower() for word, _ in table]
        assert words == sorted(set(words))
