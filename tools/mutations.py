"""Changes that Cosmic Ray does not make by itself: an entry that goes from a list, a member of an enumeration that
becomes its neighbour, an argument, a statement, a condition or a choice that goes.

Each is one of its operators: where in a tree of the source it applies, and what the tree is then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from parso.python.tree import Name

Node = Any
"""Of a tree of parso's, which has no types of its own for what it is made of."""
Position = tuple[tuple[int, int], tuple[int, int]]
_SQL = re.compile(r"\.(where|join|order_by)$|(^|\.)(and_|or_)$")


class _Operator:
    """The methods that Cosmic Ray asks of an operator."""

    @classmethod
    def arguments(cls) -> tuple[()]:
        return ()

    def mutation_positions(self, node: Node) -> Iterator[Position]:
        """Once for each change that can be made to the node itself."""
        for _ in self.changes(node):
            yield node.start_pos, node.end_pos

    def mutate(self, node: Node, index: int) -> Node:
        """The node after its change of that number."""
        return list(self.changes(node))[index]()

    def changes(self, node: Node) -> list[Any]:
        raise NotImplementedError


def _groups(node: Node) -> list[list[Node]]:
    """The parts between commas."""
    found: list[list[Node]] = [[]]
    for child in node.children:
        if child.type == "operator" and _code(child) == ",":
            found.append([])
        else:
            found[-1].append(child)
    return [group for group in found if group]


def _without(node: Node, gone: int) -> Node:
    """The same list without one of its entries; each that stays has a comma after it."""
    left = [group for number, group in enumerate(_groups(node)) if number != gone]
    text = "".join("".join(child.get_code() for child in group) + "," for group in left)
    return _instead_of(node, text.lstrip())


def _code(node: Node) -> str:
    return str(node.get_code(include_prefix=False))


def _prefix(node: Node) -> str:
    return str(node.get_first_leaf().prefix)


def _instead_of(node: Node, text: str) -> Node:
    """The text as one leaf in the node's place: whatever it is made of, it is only written out again."""
    return Name(text, node.start_pos, _prefix(node) if text else "")


def _is_comprehension(node: Node) -> bool:
    return any("comp_for" in child.type for child in node.children)


def _called(node: Node) -> str:
    """The name that is called, where the node is the part between the brackets of a call."""
    trailer = node.parent
    if trailer is None or trailer.type != "trailer" or _code(trailer.children[0]) != "(":
        return ""
    before = trailer.parent.children[: trailer.parent.children.index(trailer)] if trailer.parent else []
    return "".join(child.get_code() for child in before).strip()


class EntryGone(_Operator):
    """An entry goes from a list, a set, a tuple or a table; a condition from a statement of SQL."""

    def changes(self, node: Node) -> list[Any]:
        in_brackets = node.type in ("testlist_comp", "dictorsetmaker") and not _is_comprehension(node)
        if not in_brackets and not (node.type == "arglist" and _SQL.search(_called(node))):
            return []
        count = len(_groups(node))
        return [lambda gone=gone: _without(node, gone) for gone in range(count)] if count > 1 else []


class ArgumentGone(_Operator):
    """An argument by name goes from a call, so that its default holds."""

    def changes(self, node: Node) -> list[Any]:
        if node.type == "argument" and _called(node) and self._is_by_name(node):
            return [lambda: _instead_of(node, "")]
        if node.type != "arglist" or not _called(node):
            return []
        named = [number for number, group in enumerate(_groups(node)) if self._is_by_name(group[0])]
        return [lambda gone=gone: _without(node, gone) for gone in named]

    @staticmethod
    def _is_by_name(node: Node) -> bool:
        return bool(node.type == "argument" and _code(node.children[1]) == "=")


class MemberSwapped(_Operator):
    """A member of an enumeration becomes the one before or after it."""

    _ENUM: ClassVar = re.compile(r"([A-Z][a-z]\w*)\.([A-Z][A-Z0-9_]*)")

    def changes(self, node: Node) -> list[Any]:
        if node.type not in ("atom_expr", "power") or len(node.children) != 2:
            return []
        found = self._ENUM.fullmatch(_code(node))
        if found is None:
            return []
        every = f"[*{found[1]}]"
        place = f"{every}.index({found[0]})"
        return [
            lambda: _instead_of(node, f"{every}[{place} - 1]"),
            lambda: _instead_of(node, f"{every}[({place} + 1) % len({every})]"),
        ]


class StatementGone(_Operator):
    """A call that stands alone, or what is set of somebody, does not happen."""

    def changes(self, node: Node) -> list[Any]:
        if node.type != "simple_stmt" or not self._does_something(node.children[0]) or not _is_in_a_function(node):
            return []
        return [lambda: _instead_of(node, "pass\n")]

    @staticmethod
    def _does_something(node: Node) -> bool:
        if node.type in ("atom_expr", "power"):
            return _code(node.children[-1]).startswith("(")
        return bool(node.type == "expr_stmt" and "." in _code(node.children[0]))


def _is_in_a_function(node: Node) -> bool:
    above = node.parent
    while above is not None and above.type != "funcdef":
        above = above.parent
    return above is not None


class SideGone(_Operator):
    """Of several conditions one goes, of two choices one is always taken, of what is picked out all is."""

    def changes(self, node: Node) -> list[Any]:
        if node.type in ("or_test", "and_test"):
            sides = node.children[::2]
            word = f" {_code(node.children[1])} "
            return [lambda gone=gone: self._joined(node, sides, word, gone) for gone in range(len(sides))]
        if node.type in ("ternary", "test") and len(node.children) == 5:
            choices = [_code(node.children[0]), _code(node.children[4])]
            return [lambda choice=choice: _instead_of(node, choice) for choice in choices]
        if node.type == "comp_if":
            return [lambda: _instead_of(node, "")]
        return []

    def _joined(self, node: Node, sides: list[Node], word: str, gone: int) -> Node:
        left = word.join(_code(side) for number, side in enumerate(sides) if number != gone)
        return _instead_of(node, left)


class Mutations:
    """The operators by their names, as Cosmic Ray looks for them."""

    _all: ClassVar = {kind.__name__: kind for kind in (EntryGone, ArgumentGone, MemberSwapped, StatementGone, SideGone)}

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __getitem__(self, name: str) -> type[_Operator]:
        return self._all[name]
