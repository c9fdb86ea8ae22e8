"""Everything that the product says in words of a list, for `pybabel extract` (`make words`).

Babel calls `extract` for each file; `babel.cfg` names it. Found are the tables of every `words.py`, and a refusal's
headline, explanation and remedy. Nothing has to be marked in the source: where they stand says what they are.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import IO

REFUSAL_PARTS = {"headline", "explanation", "remedy"}


def extract(file: IO[bytes], *_: object, **__: object) -> Iterator[tuple[int, str, str, list[str]]]:
    """Babel's interface: line, function, text and comments of each message."""
    is_words = getattr(file, "name", "").endswith("words.py")
    for line, text in found_in(file.read().decode("utf-8"), is_words=is_words):
        yield line, "gettext", text, []


def found_in(source: str, *, is_words: bool) -> Iterator[tuple[int, str]]:
    """The texts of a file, each with its line. `is_words`: its tables are for reading."""
    for node in ast.parse(source).body:
        match node:
            case ast.Assign(value=ast.expr() as value) | ast.AnnAssign(value=ast.expr() as value) if is_words:
                said = value.values if isinstance(value, ast.Dict) else [value]
                yield from (found for one in said for found in _texts(one))
            case ast.ClassDef(body=body):
                yield from (found for part in body for found in _refusal_text(part))


def _refusal_text(part: ast.stmt) -> Iterator[tuple[int, str]]:
    if isinstance(part, ast.Assign) and {ast.unparse(name) for name in part.targets} & REFUSAL_PARTS:
        yield from _texts(part.value)


def _texts(value: ast.expr) -> Iterator[tuple[int, str]]:
    for node in ast.walk(value):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and is_prose(node.value):
            yield node.lineno, node.value


def is_prose(text: str) -> bool:
    """Whether somebody reads it. The tone of a tag ("light-blue") is one small word."""
    return " " in text or text[:1].isupper()
