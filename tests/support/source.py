"""The source as text and as trees. Every rule of the house reads it; it is read and parsed once a process."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "programme"


@cache
def files_below(folder: Path) -> dict[str, str]:
    """The text of every Python file below the folder, by its path from there."""
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.py"))}


FILES = files_below(SOURCE)
"""The product's own."""


@cache
def nodes(text: str) -> tuple[ast.AST, ...]:
    """Everything in a file, its module first. Nobody changes them: they are everybody's."""
    return tuple(ast.walk(ast.parse(text)))


@cache
def calls(text: str) -> tuple[tuple[ast.Call, str], ...]:
    """Every call in a file, and what is called, as written."""
    return tuple((node, ast.unparse(node.func)) for node in nodes(text) if isinstance(node, ast.Call))


@cache
def imports(text: str) -> frozenset[str]:
    """The modules that a file imports, as a whole or from."""
    whole = {alias.name for node in nodes(text) if isinstance(node, ast.Import) for alias in node.names}
    return frozenset(whole | {str(node.module) for node in nodes(text) if isinstance(node, ast.ImportFrom)})
