"""One name, one thing: whoever looks for a public name finds one definition, and with it the whole story."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.support.his_words import KEPT_WORDS
from tests.support.source import FILES

EVERYWHERE = {"log"}
"""Each module has its own, by custom."""


def public_names(text: str) -> Iterator[str]:
    """The names that a module defines for others: classes, functions and constants. A door's controllers are apart:
    Litestar mounts them, nobody looks for them by name."""
    for node in ast.parse(text).body:
        match node:
            case ast.ClassDef() if any(_is_controller(base) for base in node.bases):
                continue
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found = [name]
            case ast.Assign(value=ast.Call(func=ast.Name(id="TypeVar"))):
                continue  # stands for a type of its own file alone
            case ast.Assign(targets=targets):
                found = [one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)]
            case ast.AnnAssign(target=ast.Name(id=name)):
                found = [name]
            case _:
                found = []
        yield from (one for one in found if not one.startswith("_"))


def _is_controller(base: ast.expr) -> bool:
    base = base.value if isinstance(base, ast.Subscript) else base
    return ast.unparse(base).endswith(("Controller", "Page", "Pages", "Routes"))


def defined_twice(files: Mapping[str, str]) -> dict[str, list[str]]:
    """Names with the files that define them, where these are more than one."""
    places: dict[str, list[str]] = defaultdict(list)
    for file, text in files.items():
        for name in public_names(text):
            places[name].append(file)
    return {name: where for name, where in places.items() if len(where) > 1 and name not in EVERYWHERE}


def test_a_public_name_stands_once() -> None:
    """Words that are kept have the names of those that took their place."""
    files = {file: text for file, text in FILES.items() if Path(file).parent.name not in KEPT_WORDS}
    assert len(files) < len(FILES)
    assert defined_twice(files) == {}


def test_a_second_thing_of_the_same_name_would_be_noticed() -> None:
    files = {
        "a/rules.py": "class Verdict: ...\nPAGE = 3",
        "b/rules.py": "def judge(): ...\nclass Verdict: ...\nPAGE: int = 4",
    }

    assert defined_twice(files) == {"Verdict": ["a/rules.py", "b/rules.py"], "PAGE": ["a/rules.py", "b/rules.py"]}


def test_a_name_of_a_modules_own_may_stand_in_each() -> None:
    assert defined_twice({"a.py": "_PAGE = 3", "b.py": "_PAGE = 4"}) == {}
