"""Templates are read by people too: no line is longer than a screen, and none decides by words that a page shows."""

from __future__ import annotations

import re

import pytest

from tests.support.source import ROOT

LONGEST_LINE = 200
TEMPLATES = {path.relative_to(ROOT): path.read_text() for path in (ROOT / "templates").rglob("*.html")}
_DECIDES = re.compile(r"[!=]=\s*([\"'])(.*?)\1")


def long_lines(text: str) -> list[int]:
    """The numbers of the lines that nobody reads to their end."""
    return [number for number, line in enumerate(text.splitlines(), start=1) if len(line) > LONGEST_LINE]


def decided_by_words(text: str) -> list[str]:
    """Words that a template compares with. A stored name has neither a capital nor a space."""
    return [words for _, words in _DECIDES.findall(text) if not re.fullmatch(r"[a-z0-9_]*", words)]


def test_no_line_is_longer_than_a_screen() -> None:
    assert {str(path): found for path, text in TEMPLATES.items() if (found := long_lines(text))} == {}


def test_no_template_decides_by_words_that_a_page_shows() -> None:
    assert {str(path): found for path, text in TEMPLATES.items() if (found := decided_by_words(text))} == {}


@pytest.mark.parametrize(("length", "noticed"), [(200, []), (201, [2])])
def test_a_longer_line_would_be_noticed(length: int, noticed: list[int]) -> None:
    assert long_lines("<p>\n" + "x" * length) == noticed


@pytest.mark.parametrize(
    ("text", "noticed"),
    [
        ('{% if state_words == "Eligibility not decided" %}', ["Eligibility not decided"]),
        ("{% if state != 'eligible' and label != 'Offer made' %}", ["Offer made"]),
        ('{% if date.state == "running" %}', []),
    ],
)
def test_a_decision_by_words_would_be_noticed(text: str, noticed: list[str]) -> None:
    assert decided_by_words(text) == noticed
