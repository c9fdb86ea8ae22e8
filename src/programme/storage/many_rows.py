"""Many new rows of one table in one statement, and their numbers beforehand.

PostgreSQL is handed a batch as one JSON text and takes it apart itself: a statement with a parameter for every cell of
five hundred rows costs several times what it writes. SQLite, which has no journey to save, runs one prepared statement
row by row.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Insert,
    String,
    Table,
    Text,
    bindparam,
    cast,
    column,
    func,
    insert,
    select,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.types import TypeEngine

from programme.storage.base import Base
from programme.storage.rows import rows
from programme.storage.statements import run_many, write

Row = dict[str, Any]


def next_numbers(db: Session, kind: type[Base], count: int) -> list[int]:
    """Numbers for `count` rows that are about to be added; nobody else gets the same.

    PostgreSQL's sequence gives them. A writing transaction of SQLite is alone until it ends: it takes the numbers
    after the greatest, as SQLite itself does.
    """
    table = _table(kind)
    if db.get_bind().dialect.name == "sqlite":
        greatest = rows(db, int, select(func.coalesce(func.max(table.c.id), 0))).one()
        return list(range(greatest + 1, greatest + 1 + count))
    return rows(db, int, _numbers(table), count=count)


def insert_rows(db: Session, kind: type[Base], new: Sequence[Row]) -> None:
    """Add rows, each a mapping of the same columns; what a column has for a default need not be among them.

    For texts, numbers, words of ours, days, instants and JSON that is not NULL. Raises what any insert raises.
    """
    if not new:
        return
    table = _table(kind)
    names = tuple(new[0])
    missing = _defaults(table, names)
    whole = [{**{name: make() for name, make in missing}, **row} for row in new] if missing else new
    if db.get_bind().dialect.name == "sqlite":
        run_many(db, insert(table), whole)
    else:
        write(db, _from_json(table, tuple(whole[0])), rows=json.dumps(whole, default=_as_text))


def columns_in(
    db: Session, columns: Sequence[InstrumentedAttribute[Any]], wanted: Sequence[Any]
) -> ColumnElement[bool]:
    """`column IN (...)`, or `(one, other) IN (...)` for pairs, with hundreds of values: one text for PostgreSQL."""
    if db.get_bind().dialect.name == "sqlite":
        return columns[0].in_(wanted) if len(columns) == 1 else tuple_(*columns).in_(wanted)
    names = [one.key for one in columns]
    values = [dict(zip(names, one if len(names) > 1 else (one,), strict=True)) for one in wanted]
    text = bindparam(None, json.dumps(values, default=_as_text), type_=Text)
    given = func.json_to_recordset(cast(text, JSON)).table_valued(
        *(column(one.key, _of_any_length(one)) for one in columns)
    )
    found = select(given.render_derived(with_types=True))
    return columns[0].in_(found) if len(columns) == 1 else tuple_(*columns).in_(found)


def _of_any_length(one: InstrumentedAttribute[Any]) -> TypeEngine[Any]:
    """The column's type without its length: a value longer than the column is not found, and that is no error."""
    return Text() if isinstance(one.type, String) else one.type


@lru_cache
def _numbers(table: Table) -> Any:
    sequence = func.pg_get_serial_sequence(table.name, "id")
    return select(func.nextval(sequence)).select_from(func.generate_series(1, bindparam("count", type_=BigInteger)))


@lru_cache
def _from_json(table: Table, names: tuple[str, ...]) -> Insert:
    given = func.json_to_recordset(cast(bindparam("rows", type_=Text), JSON)).table_valued(
        *(column(name, table.c[name].type) for name in names)
    )
    return insert(table).from_select(names, select(given.render_derived(with_types=True)))


@lru_cache
def _defaults(table: Table, names: tuple[str, ...]) -> list[tuple[str, Any]]:
    """The default of each column that has one and is not given."""
    return [
        (one.name, _making(one.default)) for one in table.columns if one.default is not None and one.name not in names
    ]


def _making(default: Any) -> Any:
    return (lambda: default.arg) if default.is_scalar else (lambda: default.arg(None))


def _as_text(value: object) -> Any:
    """A day, an instant or a struct as PostgreSQL reads it. An instant needs a time zone, as everywhere."""
    if isinstance(value, msgspec.Struct):
        return msgspec.to_builtins(value)
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is nothing that a column holds")


def _table(kind: type[Base]) -> Table:
    table = kind.__table__
    assert isinstance(table, Table)
    return table
