"""`make mutate` changes what it says it changes, and looks where there is something to look at."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code

from mutations import Mutations
from tests.support.source import ROOT, SOURCE

PLAN: dict[str, Any] = tomllib.loads((ROOT / "tools" / "mutants.toml").read_text())


def changed(name: str, source: str) -> list[str]:
    """The operator's changes to the source, each alone."""
    operator = Mutations()[name]()
    count = sum(1 for node in ast_nodes(get_ast(source)) for _ in operator.mutation_positions(node))
    return [mutate_code(source, operator, occurrence) for occurrence in range(count)]


@pytest.mark.parametrize(
    ("name", "was", "became"),
    [
        ("EntryGone", 'A = ("a", "b")\n', ['A = ("b",)\n', 'A = ("a",)\n']),
        ("EntryGone", "A = {x: 1, y: 2}\n", ["A = {y: 2,}\n", "A = {x: 1,}\n"]),
        ("EntryGone", "select(a).where(b, c)\n", ["select(a).where(c,)\n", "select(a).where(b,)\n"]),
        ("EntryGone", "A = [x for x in y]\n", []),
        ("EntryGone", "f(a, b)\n", []),
        ("ArgumentGone", "f(a, b=1, c=2)\n", ["f(a, c=2,)\n", "f(a, b=1,)\n"]),
        ("ArgumentGone", "f(b=1)\n", ["f()\n"]),
        (
            "MemberSwapped",
            "v = Verdict.FAILED\n",
            [
                "v = [*Verdict][[*Verdict].index(Verdict.FAILED) - 1]\n",
                "v = [*Verdict][([*Verdict].index(Verdict.FAILED) + 1) % len([*Verdict])]\n",
            ],
        ),
        ("MemberSwapped", "Verdict.of(x)\n", []),
        ("StatementGone", "def f(x):\n    x.a = 1\n    g(x)\n    y = 2\n", None),
        ("StatementGone", "g(x)\n", []),
        ("SideGone", "a = b or c\n", ["a = c\n", "a = b\n"]),
        ("SideGone", "a = b if c else d\n", ["a = b\n", "a = d\n"]),
        ("SideGone", "a = [x for x in y if x]\n", ["a = [x for x in y]\n"]),
    ],
)
def test_a_change_is_the_one_that_its_name_says(name: str, was: str, became: list[str] | None) -> None:
    if became is None:
        became = [
            "def f(x):\n    pass\n    g(x)\n    y = 2\n",
            "def f(x):\n    x.a = 1\n    pass\n    y = 2\n",
        ]
    assert changed(name, was) == became


def test_every_module_and_every_test_of_the_plan_is_there() -> None:
    tests = {test.partition("::")[0] for named in PLAN["modules"].values() for test in named}
    assert [module for module in PLAN["modules"] if not (SOURCE / module).is_file()] == []
    assert [test for test in tests if not (ROOT / test).is_file()] == []


def test_every_change_that_is_said_to_be_none_has_its_reason_and_its_module() -> None:
    for one in PLAN.get("same", []):
        assert one["module"] in PLAN["modules"]
        assert len(one["because"].split()) > 3
        assert one["was"] != one["became"]
