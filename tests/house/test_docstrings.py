"""A docstring is a sentence that says more than the name above it. None begins with "What", and no comment does."""

from __future__ import annotations

import ast
import re

from tests.support.source import FILES, ROOT, files_below, nodes

EVERYTHING = FILES | {
    f"{folder}/{name}": text
    for folder in ("tests", "tools", "benchmarks")
    for name, text in files_below(ROOT / folder).items()
}

_BEGINS_WITH_WHAT = re.compile(r"(?:^|[.!?:]\s+)What\b")
_COMMENT_BEGINS_WITH_WHAT = re.compile(r"^\s*# What\b", re.MULTILINE)
_SAYS_NOTHING = {"a", "an", "the", "of", "one", "this", "that", "is", "are"}


def _words(text: str) -> set[str]:
    return {word.rstrip("s") for word in re.findall(r"[a-z]+", text.lower())}


def _sentences(text: str) -> list[tuple[str, str]]:
    """Every docstring of a file, and every text below a constant, each under its name ("" below a constant)."""
    found = []
    for node in nodes(text):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            for place, part in enumerate(node.body):
                if isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant):
                    name = getattr(node, "name", "") if place == 0 else ""
                    found.append((name, str(part.value.value).strip()))
    return found


def begin_with_what(text: str) -> list[str]:
    return [said for _, said in _sentences(text) if _BEGINS_WITH_WHAT.search(said)] + [
        found.strip() for found in _COMMENT_BEGINS_WITH_WHAT.findall(text)
    ]


def repeat_their_name(text: str) -> list[str]:
    """Docstrings without a word that is not in the name, in whatever order. An address says more than a name."""
    return [
        name
        for name, said in _sentences(text)
        if name and "/" not in said and _words(said) - _SAYS_NOTHING <= _words(re.sub(r"([A-Z])", r" \1", name))
    ]


def test_no_docstring_and_no_comment_begins_with_what() -> None:
    assert {file: found for file, text in EVERYTHING.items() if (found := begin_with_what(text))} == {}


def test_no_docstring_repeats_its_name() -> None:
    assert {file: found for file, text in EVERYTHING.items() if (found := repeat_their_name(text))} == {}


def test_such_a_docstring_would_be_noticed() -> None:
    source = '''"""What is here."""
def undo_mark():
    """Undo the mark."""
class Marked:
    """The mark as it stands. What is left of it."""
    A = 1
    """What A is."""
    def whatever(self):
        """Whatever may come, whatever it is: what it is stands below."""
'''
    assert begin_with_what(f"{source}\n  # What follows\n  # whatever") == [
        "What is here.",
        "The mark as it stands. What is left of it.",
        "What A is.",
        "# What",
    ]
    assert repeat_their_name(source) == ["undo_mark"]
