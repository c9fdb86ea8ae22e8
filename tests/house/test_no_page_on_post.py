"""A form is answered with the address of a page, never with the page: so Back and reload send nothing again."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

WEB = Path(__file__).resolve().parents[2] / "src" / "programme" / "web"

ANSWERS_WITH_A_PAGE = {
    "kit/sign_in.py take": "whoever tries too often is told so (429), and nothing is kept for him",
    "setting_up.py take": "the same, of whoever tries codes",
    "case/refer.py live": "a piece of the page that asks for it: what is typed does not go into an address",
    "provider/seat.py again": "a script at the door asks, which knows by the status that a mark was not taken (0018)",
}
"""The handlers that may, each with its reason."""

SENT_TO = {"take", "save", "again"}
"""The calls in the handlers of a form page (`kit/form_page.py`)."""


def pages_on_post(module: str) -> Iterator[str]:
    """The functions of a module that a sent form comes to, and that show a page themselves or by another of them."""
    functions: dict[str, ast.FunctionDef | ast.AsyncFunctionDef] = {
        node.name: node
        for node in ast.walk(ast.parse(module))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    def shows(name: str, seen: frozenset[str]) -> bool:
        called = set(calls_in(functions[name]))
        if called & {"page", "shown"} - {name}:
            return True
        return any(shows(other, seen | {name}) for other in called & functions.keys() - seen - {name})

    for name, node in functions.items():
        if (takes_forms(node) or name in SENT_TO) and shows(name, frozenset()):
            yield name


def calls_in(function: ast.AST) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node.func.attr
            elif isinstance(node.func, ast.Name):
                yield node.func.id


def takes_forms(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(
        isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == "post"
        for one in function.decorator_list
    )


def found() -> set[str]:
    return {f"{path.relative_to(WEB)} {name}" for path in WEB.rglob("*.py") for name in pages_on_post(path.read_text())}


def test_no_form_is_answered_with_a_page_but_those_that_say_why() -> None:
    assert found() == set(ANSWERS_WITH_A_PAGE)


def test_a_page_on_a_form_would_be_noticed_also_behind_another_function() -> None:
    bad = """
@post("/x")
async def change(visit):
    return await _again(visit)

async def _again(visit):
    return visit.page("x.html")
"""
    assert list(pages_on_post(bad)) == ["change"]
    assert list(pages_on_post(bad.replace("visit.page", "visit.to"))) == []
