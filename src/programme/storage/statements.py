"""Running statements that were built once.

A busy page's statements are built when their module is imported, with `bindparam` for what changes, and are run on
the connection below the session: a statement of thirty columns costs a quarter of what it does when it is built and
taken through the ORM for every request. For columns only: rows that are to be changed come from `db.execute`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import literal_column

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from enum import StrEnum

    from sqlalchemy import ColumnElement, Connection, CursorResult, Executable
    from sqlalchemy.orm import InstrumentedAttribute, Session


def run(db: Session, statement: Executable, /, **values: Any) -> CursorResult[*tuple[Any, ...]]:
    """Run `statement` with these values, in the session's transaction."""
    return _connection(db).execute(statement, values)


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
