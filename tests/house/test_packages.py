"""Every library that the product imports is asked for by name: none is there only because another brings it."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from tests.support.source import FILES, ROOT, imports


def imported(files: dict[str, str]) -> dict[str, str]:
    """Top-level modules of other people that the files import, each with one file that does."""
    found = {module.partition(".")[0]: name for name, text in files.items() for module in imports(text)}
    return {name: file for name, file in found.items() if name not in {*sys.stdlib_module_names, "programme"}}


def named() -> set[str]:
    """The packages in `pyproject.toml`, as package indexes spell them."""
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    return {spelt(re.split(r"[\[<>=~!; ]", line, maxsplit=1)[0]) for line in asked}


def spelt(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def not_named(modules: dict[str, str], packages: set[str]) -> dict[str, str]:
    brings = packages_distributions()
    return {name: file for name, file in modules.items() if not {spelt(one) for one in brings.get(name, ())} & packages}


def test_every_package_that_is_imported_is_named() -> None:
    assert not_named(imported(FILES), named()) == {}


def test_a_package_that_only_another_brings_would_be_noticed() -> None:
    assert not_named({"anyio": "app.py"}, named()) == {"anyio": "app.py"}
