"""Words for an enum stand in one table, in its stage's `words.py`, leave no member out, and are found for gettext."""

from __future__ import annotations

import ast
import importlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from io import BytesIO
from typing import Any

from programme.bookings.refusals import DateFull
from programme.shared.refusal import NotFound
from tests.support.source import FILES
from words_to_translate import extract, found_in, is_prose

Table = Mapping[Any, Any]

NOT_ALL = {
    "ROLE_WORDS": "a warning is with three of the roles; the others are never named",
    "INVITE_WORDS": "the doors for staff",
    "BACK_TAGS": "a case that is back with its force; before, the exchange says how far it is",
    "MONEY_TASKS": "tasks about money, of all tasks",
    "MARK_EVENT_WORDS": "what is pressed at the door; a mark is taken back on a page of its own",
}
SAID_TWICE = {
    "OWN_REASON_WORDS": "the person himself reads it, behind a “because”, where others may see",
    "RESULT_WORDS": "a provider reads about its day: it has no part in why a case ended",
}
"""Tables that say another way what VERDICT_WORDS says, with the reason."""


def tables() -> dict[str, Table]:
    """Every table of every `words.py`, by its name."""
    found: dict[str, Table] = {}
    for file in FILES:
        if file.endswith("/words.py"):
            module = importlib.import_module("programme." + file.removesuffix(".py").replace("/", "."))
            named = {name: value for name, value in vars(module).items() if isinstance(value, dict) and value}
            found |= {name: value for name, value in named.items() if not name.startswith("__")}
    return found


def by_enum(table: Table) -> type[Enum] | None:
    """The enum whose members are the keys; None where they are codes."""
    kinds = {type(key) for key in table}
    kind = next(iter(kinds))
    return kind if len(kinds) == 1 and issubclass(kind, Enum) else None


def left_out(found: Mapping[str, Table]) -> dict[str, list[str]]:
    """Members without words, by the table."""
    missing = {
        name: [member.name for member in kind if member not in table]
        for name, table in found.items()
        if (kind := by_enum(table)) is not None
    }
    return {name: members for name, members in missing.items() if members}


def said_twice(found: Mapping[str, Table]) -> list[tuple[str, ...]]:
    """Tables of the same kind (`..._WORDS`, `..._TONES`, `..._HINTS`) about the same enum."""
    kinds: dict[tuple[type[Enum], str], list[str]] = defaultdict(list)
    for name, table in found.items():
        if (enum := by_enum(table)) is not None:
            kinds[enum, name.rpartition("_")[2]].append(name)
    return [tuple(sorted(names)) for names in kinds.values() if len(names) > 1]


def members_of_enums(files: Iterable[str]) -> dict[str, int]:
    """How many members each enum of the source has."""
    return {
        node.name: sum(isinstance(part, ast.Assign) for part in node.body)
        for text in files
        for node in ast.parse(text).body
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("Enum") for base in node.bases)
    }


def words_of_an_enum(text: str, sizes: Mapping[str, int]) -> Iterator[str]:
    """Tables of a module that say something about every member of an enum."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict):
            keys = node.value.keys
            enums = {ast.unparse(key.value) if isinstance(key, ast.Attribute) else "" for key in keys}
            parts = [part for value in node.value.values for part in ast.walk(value)]
            said = [one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if len(enums) == 1 and sizes.get(enums.pop()) == len(keys) and any(map(is_prose, said)):
                yield ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)


def test_every_table_has_words_for_every_member() -> None:
    assert len(tables()) > 40
    assert set(left_out(tables())) == set(NOT_ALL)


def test_nothing_is_said_in_two_tables() -> None:
    assert [names for names in said_twice(tables()) if not set(names) & set(SAID_TWICE)] == []


def test_words_for_an_enum_stand_with_the_words() -> None:
    sizes = members_of_enums(FILES.values())
    elsewhere = {
        file: found
        for file, text in FILES.items()
        if not file.endswith("/words.py") and (found := list(words_of_an_enum(text, sizes)))
    }
    assert elsewhere == {
        "eligibility/rules.py": ["_OTHER_CASES"],  # the answer of a rule, with its sentence
        "web/case/deeds.py": ["WORDS"],  # some of them depend on the case
    }


def test_all_of_it_is_found_for_a_second_language() -> None:
    found = {
        text for file, source in FILES.items() for _, text in found_in(source, is_words=file.endswith("/words.py"))
    }
    values = [value for table in tables().values() for value in table.values()]
    said = {one for value in values for one in ([value] if isinstance(value, str) else value) if is_prose(one)}

    assert len(said) > 200
    assert said <= found
    assert {refusal.headline for refusal in (DateFull, NotFound)} <= found


class _Light(Enum):
    RED = "red"
    GREEN = "green"


def test_a_member_without_words_would_be_noticed() -> None:
    assert left_out({"LIGHT_WORDS": {_Light.RED: "Stop"}}) == {"LIGHT_WORDS": ["GREEN"]}
    assert left_out({"LIGHT_WORDS": {_Light.RED: "Stop", _Light.GREEN: "Go"}, "CODES": {"a": "A"}}) == {}


def test_a_second_table_would_be_noticed() -> None:
    whole = {_Light.RED: "Stop", _Light.GREEN: "Go"}
    assert said_twice({"LIGHT_WORDS": whole, "DOOR_WORDS": whole, "LIGHT_TONES": whole}) == [
        ("DOOR_WORDS", "LIGHT_WORDS")
    ]


def test_words_that_stand_elsewhere_would_be_noticed() -> None:
    source = """
_SAID = {Light.RED: "Stop", Light.GREEN: ("Go", "green")}
_CODES = {Light.RED: "r", Light.GREEN: "g"}
_HINTS = {Light.RED: "Only of this one"}
"""
    assert list(words_of_an_enum(source, {"Light": 2})) == ["_SAID"]


def test_a_refusal_is_found_and_a_tone_is_not() -> None:
    refusal = b"class Full(Refusal):\n    code = 'Full up'\n    headline = 'It is full'\n"
    tags = 'TAGS = {Light.RED: (\'Full\', \'red\')}\n"""Of a date."""\n'

    assert list(extract(BytesIO(refusal), (), (), options={})) == [(3, "gettext", "It is full", [])]
    assert list(found_in(tags, is_words=True)) == [(1, "Full")]
    assert list(found_in(tags, is_words=False)) == []
