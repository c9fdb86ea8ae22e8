"""How a database goes about a query: what it would read, on either engine."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

import psycopg
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from programme.storage.database import Database

A_HANDFUL = 200
"""Put in order in less time than it takes to ask for them."""
_SQLITE_SORT = "USE TEMP B-TREE FOR ORDER BY"
_FEW = re.compile(r"USING INDEX ix_clock_rungs_(waiting|to_pass_up)\b")
_SORT = re.compile(r"(?<!Incremental )\bSort  \(cost=[^)]*? rows=(\d+) ")


def plans_of(database: Database, query: Callable[[Session], Any]) -> list[str]:
    """The plan of every statement that `query` sends, as the engine explains it with the same values."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if statement.startswith("SELECT"):
            sent.append((statement, values))

    event.listen(database.reading, "before_cursor_execute", note)
    try:
        database.read_now(query)
    finally:
        event.remove(database.reading, "before_cursor_execute", note)
    return [_plan(database, statement, values) for statement, values in sent]


def refresh_statistics(database: Database) -> None:
    """PostgreSQL's autovacuum at once: let it know how many rows there are. SQLite counts rows only when it
    is told to, and nobody ever tells it; with counts it might choose another way, among equals by the order in which a
    migration happened to make its indexes."""
    if not database.is_sqlite:
        database.write_now(lambda db: db.execute(text("ANALYZE")))


def reads_whole_table(plan: str, table: str) -> bool:
    """Whether the plan reads every row of the table."""
    return any(f"Seq Scan on {table}" in line or _is_sqlite_scan(line, table) for line in plan.splitlines())


def sorts(plan: str) -> bool:
    """Whether the plan sorts rows that no index hands over in order. A handful may be sorted: PostgreSQL says how
    many it expects, and what an index hands over nearly in order it sorts piece by piece. SQLite says how it finds
    them, and finds a handful along an index of what still waits."""
    by_a_few = len(_FEW.findall(plan))
    return any(int(rows) > A_HANDFUL for rows in _SORT.findall(plan)) or plan.count(_SQLITE_SORT) > by_a_few


def _is_sqlite_scan(line: str, table: str) -> bool:
    return line.split(" USING ")[0].strip() == f"SCAN {table}"


def _plan(database: Database, statement: str, values: Any) -> str:
    explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"

    def ask(db: Session) -> str:
        asked, connection = f"{explain} {statement}", db.connection()
        if "$1" in statement:  # as storage.prepared sends it
            numbered = psycopg.RawCursor(cast("psycopg.Connection", connection.connection.dbapi_connection))
            rows = list(numbered.execute(asked.encode(), values))
        else:
            rows = list(map(tuple, connection.exec_driver_sql(asked, values)))
        return "\n".join(str(row[-1]) for row in rows)

    return database.read_now(ask)
