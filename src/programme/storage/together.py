"""Several lists in one journey to the database.

A page that shows four short lists beside one case would ask four times, and asking PostgreSQL costs more than the rows
do: there the lists are put one under the other, what is of one kind in the same columns, and are told apart again.
SQLite, to which there is no journey, is asked for one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    BigInteger,
    Enum,
    Integer,
    Select,
    String,
    cast,
    literal_column,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.types import TypeEngine

from programme.storage.rows import reader, rows
from programme.storage.statements import run

BEFORE = 2
"""Every row begins with the number of its list and its place in it."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One list: the class of its rows (`storage.rows`), the statement, and the number that puts them in
    their order. Its bound values (`bindparam`) are handed to `Together.run`; a limit of its own is kept."""

    kind: Any
    statement: Select[*tuple[Any, ...]]
    order: InstrumentedAttribute[int]
    newest_first: bool = False

    @property
    def alone(self) -> Select[*tuple[Any, ...]]:
        """The statement in its order."""
        return self.statement.order_by(None).order_by(self.order.desc() if self.newest_first else self.order)


class Together:
    """The lists, by their names. Built once, when a module is imported."""

    def __init__(self, **lists: Listed) -> None:
        kinds = [[_kind(column.type) for column in one.statement.selected_columns] for one in lists.values()]
        slots = _slots(kinds)
        places = [_places(of_list, slots) for of_list in kinds]
        self._alone = {name: (one.kind, one.alone) for name, one in lists.items()}
        self._lists = [
            (
                name,
                itemgetter(*taken),
                _words(one.statement),
                reader(one.kind, tuple(one.statement.selected_columns.keys())),
            )
            for (name, one), taken in zip(lists.items(), places, strict=True)
        ]
        branches = [
            _branch(number, one, taken, slots)
            for number, (one, taken) in enumerate(zip(lists.values(), places, strict=True))
        ]
        self._statement = union_all(*branches).order_by(literal_column("1"), literal_column("2"))

    def run(self, db: Session, **values: Any) -> dict[str, list[Any]]:
        """The rows of each list, as its own statement would have given them."""
        if db.get_bind().dialect.name == "sqlite":
            return {name: rows(db, kind, statement, **values) for name, (kind, statement) in self._alone.items()}
        found: dict[str, list[Any]] = {name: [] for name in self._alone}
        for row in run(db, self._statement, **values).cells:
            name, taken, words, read = self._lists[row[0]]
            found[name].append(read(_worded(taken(row), words) if words else taken(row)))
        return found


def _kind(of: TypeEngine[Any]) -> TypeEngine[Any]:
    """The kind of a column: texts of every length and words, numbers of every size, or its own kind."""
    if isinstance(of, String):
        return String()
    return BigInteger() if isinstance(of, Integer) else of


def _slots(lists: Iterable[Sequence[TypeEngine[Any]]]) -> list[TypeEngine[Any]]:
    """The columns of the whole: of every kind as many as the list that has most of it."""
    slots: list[TypeEngine[Any]] = []
    for kinds in lists:
        for kind in kinds:
            missing = _count(kinds, kind) - _count(slots, kind)
            slots += [kind] * max(missing, 0)
    return slots


def _count(kinds: Sequence[TypeEngine[Any]], wanted: TypeEngine[Any]) -> int:
    return sum(type(kind) is type(wanted) for kind in kinds)


def _places(kinds: Sequence[TypeEngine[Any]], slots: Sequence[TypeEngine[Any]]) -> list[int]:
    """In which column of the whole each column of a list stands: the first of its kind that is free."""
    free = [(place, slot) for place, slot in enumerate(slots, BEFORE)]
    places = []
    for kind in kinds:
        at = next(at for at, (_, slot) in enumerate(free) if type(slot) is type(kind))
        places.append(free.pop(at)[0])
    return places


def _branch(number: int, one: Listed, places: Sequence[int], slots: Sequence[TypeEngine[Any]]) -> Select[Any]:
    """The list as a part of the whole: what it has in its places, and nothing in the others."""
    inner = one.statement.add_columns((-one.order if one.newest_first else one.order).label("place")).subquery()
    *columns, order = inner.columns
    standing = dict(zip(places, columns, strict=True))
    return select(
        literal_column(str(number), BigInteger),
        order,
        *(
            type_coerce(standing[place], slot) if place in standing else cast(null(), slot)
            for place, slot in enumerate(slots, BEFORE)
        ),
    )


def _words(statement: Select[*tuple[Any, ...]]) -> list[tuple[int, dict[Any, Any]]]:
    """Which columns of a list are words of ours, and the words by their text: among texts they come as texts."""
    return [
        (place, {None: None, **{member.value: member for member in column.type.enum_class or ()}})
        for place, column in enumerate(statement.selected_columns)
        if isinstance(column.type, Enum)
    ]


def _worded(row: tuple[Any, ...], words: list[tuple[int, dict[Any, Any]]]) -> tuple[Any, ...]:
    cells = list(row)
    for place, by_text in words:
        cells[place] = by_text[cells[place]]
    return tuple(cells)
