"""Nothing takes a row of the database apart by position: two dates exchanged would look right to everybody."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

import pytest

from tests.support.source import FILES, nodes

ASKED = {"execute", "rows"}
OF_THE_SAME = {"all", "partitions", "fetchall", "list", "sorted", "reversed", "tuple", "iter"}
ONE_OF_THEM = {"one", "one_or_none", "first", "fetchone", "next", "tuple"}


def taken_apart(text: str) -> list[str]:
    """Where a function takes by position what it, or whoever handed it a `row`, asked the database for."""
    functions = [node for node in nodes(text) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return sorted({found for function in functions for found in _Reading(function).taken_apart()})


class _Reading:
    """The names of a function that are rows, and those that are many of them: followed through assignments and
    loops."""

    def __init__(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.nodes = list(ast.walk(function))
        self.many: set[str] = set()
        self.single = {one.arg for one in (*function.args.args, *function.args.posonlyargs) if one.arg == "row"}
        before = None
        while before != (len(self.many), len(self.single)):
            before = len(self.many), len(self.single)
            for target, value, is_loop in self._bound():
                if isinstance(target, ast.Name):
                    if not is_loop and self._is_many(value):
                        self.many.add(target.id)
                    elif self._is_many(value) if is_loop else self._is_row(value):
                        self.single.add(target.id)

    def taken_apart(self) -> Iterator[str]:
        for target, value, is_loop in self._bound():
            if isinstance(target, ast.Tuple | ast.List) and (self._is_many if is_loop else self._is_row)(value):
                yield _where(value, target)
        for node in self.nodes:
            by_name = isinstance(node, ast.Subscript) and _is_text(node.slice)
            if isinstance(node, ast.Starred | ast.Subscript) and not by_name and self._is_row(node.value):
                yield _where(node, node)

    def _bound(self) -> Iterator[tuple[ast.expr, ast.expr, bool]]:
        for node in self.nodes:
            if isinstance(node, ast.Assign):
                yield node.targets[0], node.value, False
            elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
                yield node.target, node.value, False
            elif isinstance(node, ast.For | ast.comprehension):
                yield node.target, node.iter, True

    def _is_many(self, value: ast.expr) -> bool:
        if isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Slice):
            return self._is_many(value.value)
        return _called(value) in ASKED or self._comes_of(value, OF_THE_SAME, self.many, self._is_many)

    def _is_row(self, value: ast.expr) -> bool:
        if isinstance(value, ast.Subscript) and not isinstance(value.slice, ast.Slice):
            return self._is_many(value.value)
        if isinstance(value, ast.Call) and _called(value) == "tuple" and any(map(self._is_row, value.args)):
            return True
        return self._comes_of(value, ONE_OF_THEM, self.single, self._is_many)

    def _comes_of(self, value: ast.expr, calls: set[str], names: set[str], of: Callable[[ast.expr], bool]) -> bool:
        if isinstance(value, ast.Name):
            return value.id in names
        if not isinstance(value, ast.Call) or _called(value) not in calls:
            return False
        return of(value.func.value) if isinstance(value.func, ast.Attribute) else any(map(of, value.args[:1]))


def _called(value: ast.expr) -> str:
    if not isinstance(value, ast.Call):
        return ""
    return value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", "")


def _is_text(of: ast.expr) -> bool:
    return isinstance(of, ast.Constant) and isinstance(of.value, str)


def _where(at: ast.expr, what: ast.expr) -> str:
    return f"{at.lineno}: {ast.unparse(what)}"


def test_rows_have_names_everywhere_but_in_storage() -> None:
    found = {file: taken_apart(text) for file, text in FILES.items() if not file.startswith("storage/")}
    assert {file: where for file, where in found.items() if where} == {}


def test_storage_alone_runs_statements_without_names() -> None:
    users = [file for file, text in FILES.items() if _imports_what_is_storages(text)]
    assert [file for file in users if not file.startswith("storage/")] == []
    assert users, "the control: storage itself does"


def _imports_what_is_storages(text: str) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and (
            node.module == "programme.storage.prepared"
            or (node.module == "programme.storage.statements" and any(one.name == "run" for one in node.names))
        )
        for node in nodes(text)
    )


@pytest.mark.parametrize(
    "line",
    [
        "return [Line(*row) for row in db.execute(wanted)]",
        "reference, state = db.execute(wanted).one()",
        "for reference, state in db.execute(wanted).all(): print(state)",
        "found = db.execute(wanted).one_or_none()\n    return found[0] if found else None",
        "found = rows(db, Line, wanted)\n    return found[0][1:]",
        "found = sorted(db.execute(wanted))\n    first, *rest = tuple(found[0])",
        "by = {number: name for number, name in db.execute(wanted)}",
        "return Line(*row)",
        "return row[3]",
    ],
)
def test_a_row_taken_apart_by_position_would_be_noticed(line: str) -> None:
    assert taken_apart(f"def query(db, row, wanted):\n    {line}\n") != []


@pytest.mark.parametrize(
    "line",
    [
        "return rows(db, Line, wanted)",
        "return {row.id: row.name for row in db.execute(wanted)}",
        "found = db.execute(wanted).all()\n    return found[:25], found[0].state",
        "return db.execute(wanted).scalar_one()",
        "first, second = two_of(db)\n    return table[0]",
        'return row["name"]',
    ],
)
def test_names_are_left_alone(line: str) -> None:
    assert taken_apart(f"def query(db, row, wanted):\n    {line}\n") == []
