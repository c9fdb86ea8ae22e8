"""Rows by name. A frozen dataclass says by the names of its fields which columns it is made of:

    @reads(Booking, starts_at=CourseDate.starts_at)
    @dataclass(frozen=True, slots=True)
    class OwnPlace:
        reference: str
        starts_at: datetime

    rows(db, OwnPlace, select(*columns_of(OwnPlace)).join(...))

A field whose type is such a class too is a part of the same row. Where it may be None its tables are joined from the
left, and it is None where its first column is empty, which in its table it never is. Columns are read here and by
nothing else; whole entities, which are there to be changed, come from `db.execute`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from operator import itemgetter
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args, get_type_hints

from sqlalchemy import inspect
from sqlalchemy.exc import MultipleResultsFound, NoResultFound

from programme.storage.statements import run

if TYPE_CHECKING:
    from sqlalchemy import Connection, Executable, Label
    from sqlalchemy.orm import Session

T = TypeVar("T")


class Rows(list[T]):
    """The rows of a statement, in its order."""

    def first(self) -> T | None:
        """The first row, or None."""
        return self[0] if self else None

    def one(self) -> T:
        """The only row. Raises MultipleResultsFound, NoResultFound."""
        if len(self) != 1:
            raise (MultipleResultsFound if self else NoResultFound)("there is not exactly one row")
        return self[0]

    def one_or_none(self) -> T | None:
        """The only row, or None. Raises MultipleResultsFound."""
        return self.one() if self else None


@dataclass(frozen=True, slots=True)
class _Part:
    kind: type[Any]
    may_be_absent: bool


_COLUMNS: dict[type[Any], dict[str, Any]] = {}
"""Of every class that reads: its columns and parts by the names of its fields."""


def reads(*tables: Any, **named: Any) -> Callable[[type[T]], type[T]]:
    """Say which columns a dataclass is of: those of `tables` that are called like its fields, and those `named`.

    Raises TypeError, when the module is imported, for a field without a column, for one of which there are two, and for
    a column without a field.
    """

    def declare(kind: type[T]) -> type[T]:
        names = [field.name for field in fields(kind)]  # type: ignore[arg-type]  # a dataclass
        if unknown := named.keys() - set(names):
            raise TypeError(f"{kind.__name__} has no field {', '.join(sorted(unknown))}")
        parts = _parts(kind)
        of = {name: named[name] if name in named else parts.get(name) or _column(kind, tables, name) for name in names}
        for part in parts.values():
            if part.may_be_absent and _first_column(part.kind).nullable is not False:
                raise TypeError(f"{kind.__name__}: the first column of {part.kind.__name__} may be empty")
        _COLUMNS[kind] = of
        return kind

    return declare


def columns_of(kind: type[Any], prefix: str = "") -> list[Label[Any]]:
    """The columns of a class that reads, and of its parts, each with the name by which its row is read."""
    found: list[Label[Any]] = []
    for name, column in _COLUMNS[kind].items():
        if isinstance(column, _Part):
            found += columns_of(column.kind, f"{prefix}{name}__")
        else:
            found.append(column.label(prefix + name))
    return found


def rows(db: Session | Connection, kind: type[T], statement: Executable, /, **values: Any) -> Rows[T]:
    """Run `statement` with these values and make a `kind` of each row, by the names of its columns; of a statement of
    one column its value. Raises TypeError where names are missing or left over."""
    found = run(db, statement, **values)
    return Rows(map(reader(cast("Any", kind), found.names), found.cells))


def by_name(row: Any) -> dict[str, Any]:
    """A row's values by the names of its fields: for a larger one that is built on it."""
    return {field.name: getattr(row, field.name) for field in fields(row)}


@cache
def reader(kind: Any, names: tuple[str, ...]) -> Callable[[Sequence[Any]], Any]:
    """How a row with columns of these names is made a `kind`: found out once a statement."""
    if not is_dataclass(kind) and len(names) == 1:
        return itemgetter(0)
    places = {name: place for place, name in enumerate(names)}
    made = _making(kind, places, "")
    if places or len(set(names)) != len(names):
        raise TypeError(f"{kind.__name__} does not read {', '.join(places) or 'a column twice'}")
    return made


def _making(kind: Any, places: dict[str, int], prefix: str) -> Callable[[Sequence[Any]], Any]:
    """Takes out of `places` what it reads."""
    parts, cells, taken = _parts(kind), [], []
    for field in fields(kind):
        name = prefix + field.name
        if field.name in parts:
            cells.append(_part(parts[field.name], places, f"{name}__"))
        elif name in places:
            taken.append(places.pop(name))
            cells.append(itemgetter(taken[-1]))
        else:
            raise TypeError(f"{kind.__name__}.{field.name} has no column {name}")
    if not parts and len(taken) > 1:
        all_at_once = itemgetter(*taken)
        return lambda row: kind(*all_at_once(row))
    return lambda row: kind(*[cell(row) for cell in cells])


def _part(part: _Part, places: dict[str, int], prefix: str) -> Callable[[Sequence[Any]], Any]:
    first = places.get(columns_of(part.kind, prefix)[0].name, 0)
    made = _making(part.kind, places, prefix)
    return (lambda row: None if row[first] is None else made(row)) if part.may_be_absent else made


def _parts(kind: type[Any]) -> dict[str, _Part]:
    found = {}
    for name, hint in get_type_hints(kind).items():
        kinds = [one for one in get_args(hint) or (hint,) if one is not NoneType]
        if len(kinds) == 1 and kinds[0] in _COLUMNS and (kinds[0] is hint or NoneType in get_args(hint)):
            found[name] = _Part(kinds[0], hint is not kinds[0])
    return found


def _column(kind: type[Any], tables: Sequence[Any], name: str) -> Any:
    having = [table for table in tables if name in inspect(table).mapper.columns]
    if len(having) != 1:
        raise TypeError(f"{kind.__name__}.{name} is a column of {len(having)} of its tables")
    return getattr(having[0], name)


def _first_column(kind: type[Any]) -> Any:
    first = next(iter(_COLUMNS[kind].values()))
    return _first_column(first.kind) if isinstance(first, _Part) else first
