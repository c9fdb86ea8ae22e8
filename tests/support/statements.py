"""Counting SQL statements: what a request costs, exactly, on every machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from programme.storage.database import Database


@contextmanager
def changes(database: Database) -> Iterator[list[str]]:
    """The changes committed meanwhile: what a transaction took back is no change."""
    kept: list[str] = []
    pending: dict[int, list[str]] = {}

    def note(connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            pending.setdefault(id(connection), []).append(statement)

    def keep(connection: Any) -> None:
        kept.extend(pending.pop(id(connection), []))

    def forget(connection: Any) -> None:
        pending.pop(id(connection), None)

    heard = (("before_cursor_execute", note), ("commit", keep), ("rollback", forget))
    for name, listener in heard:
        event.listen(database.writing, name, listener)
    try:
        yield kept
    finally:
        for name, listener in heard:
            event.remove(database.writing, name, listener)


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Every statement that the database is sent meanwhile, BEGIN and COMMIT apart."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "COMMIT")):
            sent.append(statement)

    engines = (database.writing, database.reading)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
