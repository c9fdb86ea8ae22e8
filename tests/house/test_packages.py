"""Every library that the product imports is asked for by name: none is there only because another brings it."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def imported(folder: Path) -> dict[str, Path]:
    """Top-level modules of other people that the files below `folder` import, each with one file that does."""
    found: dict[str, Path] = {}
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names = [node.module]
            found |= {name.partition(".")[0]: file for name in names}
    return {name: file for name, file in found.items() if name not in {*sys.stdlib_module_names, "programme"}}


def named() -> set[str]:
    """The packages in `pyproject.toml`, as package indexes spell them."""
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    return {spelt(re.split(r"[\[<>=~!; ]", line, maxsplit=1)[0]) for line in asked}


def spelt(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def not_named(modules: dict[str, Path], packages: set[str]) -> dict[str, Path]:
    brings = packages_distributions()
    return {name: file for name, file in modules.items() if not {spelt(one) for one in brings.get(name, ())} & packages}


def test_every_package_that_is_imported_is_named() -> None:
    assert not_named(imported(ROOT / "src"), named()) == {}


def test_a_package_that_only_another_brings_would_be_noticed() -> None:
    file = ROOT / "src" / "programme" / "app.py"
    assert not_named({"anyio": file}, named()) == {"anyio": file}
