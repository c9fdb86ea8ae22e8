"""Running statements: what `storage.rows` reads and what is written.

A statement that is the same object as at an earlier call (built when its module is imported, or kept by a cache) is run
on the driver below the session (`storage.prepared`; docs/decisions/0020 says why), any other one by SQLAlchemy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from sqlalchemy import Connection, Integer, literal_column

from programme.storage.prepared import RawRows, prepared

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from enum import StrEnum

    from sqlalchemy import ColumnElement, Executable
    from sqlalchemy.orm import InstrumentedAttribute, Session

_RUN_BEFORE: WeakSet[Any] = WeakSet()


def run(db: Session | Connection, statement: Executable, /, **values: Any) -> RawRows:
    """Run `statement` with these values, in the session's transaction or on a connection. For `storage` alone: outside,
    rows have names (`storage.rows`)."""
    connection = db if isinstance(db, Connection) else _connection(db)
    if statement in _RUN_BEFORE:
        ready = prepared(statement, connection.dialect, tuple(values))
        if ready is not None:
            return ready.run(connection, values)
    else:
        _RUN_BEFORE.add(statement)
    found = connection.execute(statement, values)
    return RawRows(tuple(found.keys()), list(map(tuple, found))) if found.returns_rows else RawRows()


def write(db: Session, statement: Executable, /, **values: Any) -> bool:
    """Run a statement that writes; returns whether it gave a row back, where it says RETURNING."""
    return bool(run(db, statement, **values).cells)


def run_many(db: Session, statement: Executable, rows: Sequence[dict[str, Any]]) -> None:
    """Run `statement` once a row of values, in as few journeys as the engine allows."""
    _connection(db).execute(statement, rows)


def is_one_of(column: InstrumentedAttribute[Any], words: Iterable[StrEnum]) -> ColumnElement[bool]:
    """`column IN (...)` with words of ours written into the statement.

    A planner that sees them can use the partial indexes that are made for them, whatever plan it keeps; and the
    statement is not put together anew for every run, as one with a list of parameters is. They stand in the order of
    their table of states, as in those indexes: SQLite does not know another order again.
    """
    chosen = set(words)
    in_order = [word for word in type(next(iter(chosen))) if word in chosen]
    return column.in_([literal_column(f"'{word.value}'", column.type) for word in in_order])


def written(number: int) -> ColumnElement[int]:
    """A number of ours written into the statement, for a LIMIT.

    Of one that is handed over as a value PostgreSQL thinks that it may be a tenth of all rows, never keeps a plan, and
    with many rows plans the whole page anew at every visit.
    """
    return literal_column(str(int(number)), Integer)


def _connection(db: Session) -> Connection:
    """The session's connection. It is asked for once: asking is a good part of what a small statement costs."""
    found: Connection | None = db.info.get(_CONNECTION)
    if found is None or found.closed:
        found = db.info[_CONNECTION] = db.connection()
    return found


_CONNECTION = "programme_connection"
