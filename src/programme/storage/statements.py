"""Running statements that were built once.

A busy page's statements are built when their module is imported, with `bindparam` for what changes, and are run on
the driver below the session (`storage.prepared`; docs/decisions/0011 says why). For columns only: rows that are to be
changed come from `db.execute`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, literal_column

from programme.storage.prepared import Rows, prepared

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from enum import StrEnum

    from sqlalchemy import ColumnElement, Executable
    from sqlalchemy.orm import InstrumentedAttribute, Session


def run(db: Session | Connection, statement: Executable, /, **values: Any) -> Rows:
    """Run `statement`, one that was built once, with these values: in the session's transaction, or on a connection."""
    connection = db if isinstance(db, Connection) else _connection(db)
    ready = prepared(statement, connection.dialect, tuple(values))
    if ready is not None:
        return ready.run(connection, values)
    found = connection.execute(statement, values)
    return Rows(map(tuple, found)) if found.returns_rows else Rows()


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


def _connection(db: Session) -> Connection:
    """The session's connection. It is asked for once: asking is a good part of what a small statement costs."""
    found: Connection | None = db.info.get(_CONNECTION)
    if found is None or found.closed:
        found = db.info[_CONNECTION] = db.connection()
    return found


_CONNECTION = "programme_connection"
