"""A file is read in one sitting and a function on one screen: 300 lines, and 60."""

from __future__ import annotations

import ast

from tests.support.source import FILES, ROOT, files_below, nodes

LONGEST_FILE, LONGEST_FUNCTION = 300, 60
EVERYTHING = FILES | {f"tools/{name}": text for name, text in files_below(ROOT / "tools").items()}

TABLES = {
    "web/admin/words.py": "a line for every page, deed and job of which the access log and the timetable speak",
}
"""Files that may be longer, and why: a table is looked things up in, and is not read from end to end."""


def too_long(files: dict[str, str]) -> set[str]:
    """Files by their path, and functions by their file and name."""
    long_files = {name for name, text in files.items() if len(text.splitlines()) > LONGEST_FILE}
    return long_files | {
        f"{name}: {node.name}"
        for name, text in files.items()
        for node in nodes(text)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    }


def test_files_and_functions_are_short_enough_to_be_read() -> None:
    assert too_long(EVERYTHING) - set(TABLES) == set()


def test_what_is_too_long_would_be_noticed() -> None:
    fits = "def read():\n" + "    pass\n" * (LONGEST_FUNCTION - 1)

    assert too_long({"a.py": fits, "b.py": "\n" * LONGEST_FILE}) == set()
    assert too_long({"a.py": f"{fits}    pass\n", "b.py": "\n" * (LONGEST_FILE + 1)}) == {"a.py: read", "b.py"}
