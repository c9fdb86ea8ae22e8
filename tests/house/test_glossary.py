"""The glossary leads to files that are there, in the order of the alphabet."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| (?P<word>[^|]+) \| (?P<means>[^|]+) \| `(?P<where>[^`|]+)` \|$", re.MULTILINE)


GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")


def tables(text: str) -> list[list[tuple[str, str]]]:
    return [[(row["word"], row["where"]) for row in ROW.finditer(part)] for part in text.split("\n## ")[1:]]


def lead_nowhere(text: str) -> list[str]:
    """Words whose file is not there."""
    return [word for table in tables(text) for word, where in table if not (ROOT / where).is_file()]


def out_of_order(text: str) -> list[str]:
    """Words that stand before one that comes first, or twice."""
    lower = [[word.lower() for word, _ in table] for table in tables(text)]
    return [word for words in lower for word, after in pairwise(words) if word >= after]


def test_every_word_says_where_it_is_defined() -> None:
    assert sum(map(len, tables(GLOSSARY))) >= 50
    assert lead_nowhere(GLOSSARY) == []


def test_words_stand_in_order_and_once() -> None:
    assert out_of_order(GLOSSARY) == []


def test_a_word_that_leads_nowhere_or_stands_out_of_order_would_be_noticed() -> None:
    text = "\n## A\n| offer | it | `README.md` |\n| clock | time | `src/gone.py` |\n| Clock | time | `README.md` |\n"
    assert lead_nowhere(text) == ["clock"]
    assert out_of_order(text) == ["offer", "clock"]
