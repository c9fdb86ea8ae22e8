"""The stand-in's memory: objects as JSON, answers kept under idempotency keys, deliveries, things that fall due.

One SQLite connection behind one lock: every call is one transaction and calls follow one another.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Body = dict[str, Any]

_TABLES = """
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS objects_kind ON objects (kind, seq);
CREATE TABLE IF NOT EXISTS kept_answers (
    key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL,
    request_id TEXT NOT NULL, kept_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS falling_due (
    id INTEGER PRIMARY KEY, due_at INTEGER NOT NULL, what TEXT NOT NULL, object_id TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL, state TEXT NOT NULL, position INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, next_at REAL NOT NULL, log TEXT NOT NULL DEFAULT '[]');
CREATE INDEX IF NOT EXISTS deliveries_state ON deliveries (state, position);
CREATE INDEX IF NOT EXISTS deliveries_event ON deliveries (event_id);
CREATE TABLE IF NOT EXISTS switches (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Store:
    """The memory of one stand-in; in a file it survives a restart, without one it lasts as long as the process."""

    def __init__(self, path: Path | None) -> None:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path or ":memory:", check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + _TABLES)
        self._lock = threading.RLock()
        self._depth = 0

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or none of it, and nobody else meanwhile. May be nested: the outermost decides."""
        with self._lock:
            if self._depth == 0:
                self._db.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._depth == 0:
                    self._db.execute("ROLLBACK")
                raise
            self._depth -= 1
            if self._depth == 0:
                self._db.execute("COMMIT")

    # ---- objects

    def put(self, body: Body) -> Body:
        """Keep an object, new or changed; hands it back."""
        with self._lock:
            self._db.execute(
                "INSERT INTO objects (id, kind, body) VALUES (?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET body = excluded.body",
                (body["id"], body["object"], json.dumps(body)),
            )
        return body

    def find(self, kind: str, object_id: str) -> Body | None:
        """The object, or None."""
        row = self._one("SELECT body FROM objects WHERE id = ? AND kind = ?", object_id, kind)
        return json.loads(row["body"]) if row else None

    def find_any(self, object_id: str) -> Body | None:
        """The object of whatever kind, or None."""
        row = self._one("SELECT body FROM objects WHERE id = ?", object_id)
        return json.loads(row["body"]) if row else None

    def newest_first(self, kind: str, limit: int = -1) -> list[Body]:
        """Every object of a kind."""
        rows = self._all("SELECT body FROM objects WHERE kind = ? ORDER BY seq DESC LIMIT ?", kind, limit)
        return [json.loads(row["body"]) for row in rows]

    # ---- answers under idempotency keys

    def kept_answer(self, key: str) -> sqlite3.Row | None:
        """The answer kept under a key, or None."""
        return self._one("SELECT * FROM kept_answers WHERE key = ?", key)

    def keep_answer(self, key: str, fingerprint: str, status: int, body: str, request_id: str, at: int) -> None:
        """Keep an answer under its key."""
        self._run("INSERT INTO kept_answers VALUES (?, ?, ?, ?, ?, ?)", key, fingerprint, status, body, request_id, at)

    def forget_answers(self, before: int) -> None:
        """Drop the answers kept before an instant, in seconds."""
        self._run("DELETE FROM kept_answers WHERE kept_at < ?", before)

    # ---- things that fall due

    def fall_due(self, at: int, what: str, object_id: str) -> None:
        """Remember that something happens at an instant, in seconds."""
        self._run("INSERT INTO falling_due (due_at, what, object_id) VALUES (?, ?, ?)", at, what, object_id)

    def take_due(self, now: int) -> list[tuple[str, str]]:
        """The things that have fallen due, oldest first, each once."""
        rows = self._all("SELECT * FROM falling_due WHERE due_at <= ? ORDER BY due_at, id", now)
        for row in rows:
            self._run("DELETE FROM falling_due WHERE id = ?", row["id"])
        return [(row["what"], row["object_id"]) for row in rows]

    # ---- deliveries

    def add_delivery(self, event_id: str, state: str, next_at: float) -> None:
        """Remember that an event is to be told."""
        self._run(
            "INSERT INTO deliveries (event_id, state, position, next_at) "
            "VALUES (?, ?, (SELECT coalesce(max(position), 0) + 1 FROM deliveries), ?)",
            event_id, state, next_at,
        )  # fmt: skip

    def next_delivery(self, now: float) -> sqlite3.Row | None:
        """The first delivery that is due, or None."""
        return self._one(
            "SELECT * FROM deliveries WHERE state = 'waiting' AND next_at <= ? ORDER BY position LIMIT 1", now
        )

    def deliveries(self, event_id: str | None = None, limit: int = -1) -> list[Body]:
        """Deliveries, newest first; of one event or of all."""
        rows = self._all(
            "SELECT * FROM deliveries WHERE event_id = coalesce(?, event_id) ORDER BY id DESC LIMIT ?", event_id, limit
        )
        return [dict(row) | {"log": json.loads(row["log"])} for row in rows]

    def record_attempt(self, delivery_id: int, state: str, next_at: float, attempt: Body) -> None:
        """Write down what came of one try."""
        self._run(
            "UPDATE deliveries SET state = ?, next_at = ?, attempts = attempts + 1, "
            "log = json_insert(log, '$[#]', json(?)) WHERE id = ?",
            state, next_at, json.dumps(attempt), delivery_id,
        )  # fmt: skip

    def release_held(self, *, backwards: bool, next_at: float) -> int:
        """Let held deliveries go, in their order or the other way round; how many there were."""
        held = [row["id"] for row in self._all("SELECT id FROM deliveries WHERE state = 'held' ORDER BY position")]
        places = [
            row["position"]
            for row in self._all("SELECT position FROM deliveries WHERE state = 'held' ORDER BY position")
        ]
        for delivery_id, place in zip(reversed(held) if backwards else held, places, strict=True):
            self._run(
                "UPDATE deliveries SET state = 'waiting', position = ?, next_at = ? WHERE id = ?",
                place, next_at, delivery_id,
            )  # fmt: skip
        return len(held)

    # ---- switches

    def switch(self, name: str, default: Any) -> Any:
        """The position of a switch."""
        row = self._one("SELECT value FROM switches WHERE name = ?", name)
        return json.loads(row["value"]) if row else default

    def set_switch(self, name: str, value: Any) -> None:
        """Turn a switch."""
        self._run("INSERT OR REPLACE INTO switches VALUES (?, ?)", name, json.dumps(value))

    def _one(self, sql: str, *values: Any) -> sqlite3.Row | None:
        with self._lock:
            row: sqlite3.Row | None = self._db.execute(sql, values).fetchone()
            return row

    def _all(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def _run(self, sql: str, *values: Any) -> None:
        with self._lock:
            self._db.execute(sql, values)
