"""The database, and the only place that commits.

Database work is plain synchronous code. A door hands it over with `await db.write(action, ...)` or
`await db.read(query, ...)`: one thread hop, one transaction, and the commit is done before the page is made.
Returning commits, raising rolls back. Jobs, the command line and tests use `write_now` and `read_now`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import IsolationLevel
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from programme.storage.away import DatabaseAway, why_away
from programme.storage.constraints import refusal_for
from programme.storage.hops import follow_connections, hop, is_wanted

P = ParamSpec("P")
T = TypeVar("T")

TRANSACTION_TRIES = 5
HOP_SECONDS = 7.0
"""How long anybody at a door waits for the database, before he is told that it is away."""
MUCH_SECONDS = 60.0
LOCK_SECONDS = 6
_RETRYABLE = {"40001", "40P01"}  # PostgreSQL: serialization failure, deadlock


class Database:
    """One database, SQLite or PostgreSQL, with a reading and a writing side that behave alike.

    `url` is an SQLAlchemy address (`sqlite:///var/programme.sqlite3`, `postgresql://…`). `threads` bounds how
    many transactions run at once in this process. `before_commit` is run with every writing transaction when its work
    is done: what follows from it belongs to it.
    """

    def __init__(self, url: str, *, before_commit: Callable[[Session], None], threads: int = 8) -> None:
        self.url = url
        self._before_commit = before_commit
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self.writing, self.reading = _sqlite_engines(url) if self.is_sqlite else _postgres_engines(url, threads)
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="database")

    @contextmanager
    def _transaction(self, *, read_only: bool = False) -> Iterator[Session]:
        """One transaction. Commits on leaving, rolls back on raising; a read-only one cannot write at all."""
        with Session(self.reading if read_only else self.writing, autoflush=False, expire_on_commit=False) as db:
            try:
                yield db
                if not is_wanted():
                    raise DatabaseAway("too slow")
                db.commit()  # a read too: psycopg forgets every prepared statement at a ROLLBACK
            except BaseException:
                db.rollback()
                raise

    def write_now(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work(db, ...)`, and what follows from it, in one writing transaction and return what it returns.

        A broken constraint that has a name in `storage.constraints` raises its Refusal. A serialization failure
        or deadlock runs the work again, up to five times: work must have no effect outside the database. So does a
        connection that turned out to be dead, as all of them are after a restart of the server; but not where it broke
        at the commit, of which nobody knows whether it came through.
        """
        for attempt in range(1, TRANSACTION_TRIES + 1):
            committing = False
            try:
                with self._transaction() as db:
                    result = work(db, *args, **kwargs)
                    self._before_commit(db)
                    committing = True
                return result
            except IntegrityError as broken:
                refusal = refusal_for(broken)
                if refusal is None:
                    raise
                raise refusal from broken
            except DBAPIError as failed:
                undone = getattr(failed.orig, "sqlstate", None) in _RETRYABLE
                lost = failed.connection_invalidated and not committing and attempt == 1
                if attempt == TRANSACTION_TRIES or not (undone or lost) or not is_wanted():
                    raise
                time.sleep(0.01 * attempt)
        raise AssertionError("unreachable")

    def read_now(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work(db, ...)` where nothing can be written, and return what it returns.

        On SQLite it sees one moment of the database, on PostgreSQL every statement sees what is committed when it
        begins, as in any transaction of ours. On a connection that turned out to be dead it is run once more.
        """

        def run() -> T:
            with self._transaction(read_only=True) as db:
                return work(db, *args, **kwargs)

        return _once_more(run)

    async def write(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`write_now` in a thread. Raises DatabaseAway where the database is, or takes too long."""
        return await self._hop(partial(self.write_now, work, *args, **kwargs))

    async def write_much(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same for what may take a minute: a large file to be kept."""
        return await self._hop(partial(self.write_now, work, *args, **kwargs), seconds=MUCH_SECONDS)

    async def read(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`read_now` in a thread."""
        return await self._hop(partial(self.read_now, work, *args, **kwargs))

    async def look_up(self, query: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `query(connection, ...)`, which is one statement, where nothing can be written: without a session, which
        would cost more than the answer."""

        def asked() -> T:
            with self.reading.connect() as connection:
                return query(connection, *args, **kwargs)

        return await self._hop(partial(_once_more, asked))

    async def in_thread(self, call: Callable[[], T]) -> T:
        """Run `call` in one of the database's threads and in no transaction: for looks at the database itself."""
        return await self._hop(call)

    async def _hop(self, call: Callable[[], T], seconds: float = HOP_SECONDS) -> T:
        try:
            return await hop(self._threads, call, seconds=seconds)
        except Exception as failed:
            why = why_away(failed)
            if why is None:
                raise
            raise DatabaseAway(why) from failed

    def answers(self) -> bool:
        """Whether the database can be reached and written to (a lock is not taken)."""
        try:
            self.read_now(lambda db: db.execute(text("SELECT 1")).scalar_one())
        except DBAPIError:
            return False
        return True

    def dispose(self) -> None:
        """Close every connection. The object must not be used afterwards."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        self.writing.dispose()
        self.reading.dispose()


def _once_more(run: Callable[[], T]) -> T:
    """Run it, and again where the connection had died meanwhile: whatever reads can be done twice."""
    try:
        return run()
    except DBAPIError as failed:
        if not failed.connection_invalidated or not is_wanted():
            raise
        return run()


def _sqlite_engines(url: str) -> tuple[Engine, Engine]:
    return _sqlite_engine(url, "BEGIN IMMEDIATE", query_only=False), _sqlite_engine(url, "BEGIN", query_only=True)


def _sqlite_engine(url: str, begin: str, *, query_only: bool) -> Engine:
    engine = create_engine(
        url,
        connect_args={"timeout": LOCK_SECONDS, "check_same_thread": False},
        pool_size=8,
        max_overflow=0,
        hide_parameters=True,  # what an error message quotes may be somebody's name
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we send BEGIN ourselves: the driver's own comes too late
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={LOCK_SECONDS * 1000}",
            "trusted_schema=OFF",
            "secure_delete=ON",
            f"query_only={'ON' if query_only else 'OFF'}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)  # through SQLAlchemy, so that a refusal is an error of its kind

    return engine


def _postgres_engines(url: str, threads: int) -> tuple[Engine, Engine]:
    """Reading stands outside transactions: a look-up is one journey to the server instead of three."""
    return (
        _postgres_engine(url, threads, "", isolation_level="READ COMMITTED"),
        _postgres_engine(url, threads, " -c default_transaction_read_only=on", isolation_level="AUTOCOMMIT"),
    )


def _postgres_engine(url: str, threads: int, options: str, *, isolation_level: IsolationLevel) -> Engine:
    engine = create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        isolation_level=isolation_level,
        hide_parameters=True,  # what an error message quotes may be somebody's name
        pool_size=threads,
        max_overflow=2,
        pool_pre_ping=False,  # a dead connection is noticed when it is used, and the work done on another one
        pool_timeout=5,
        pool_recycle=1800,
        pool_use_lifo=True,  # the connection used last has its statements prepared
        # Reading a row out of order costs no more than in order on anything but a turning disk. PostgreSQL assumes the
        # disk, and would sort whole months of cases where an index hands them over in order.
        connect_args={
            **WATCHED,
            "options": "-c statement_timeout=30000 -c lock_timeout=10000 -c timezone=UTC -c random_page_cost=1.1"
            + options,
        },
    )
    follow_connections(engine)
    return engine


WATCHED = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""A server that went without a word (its machine lost power, the network is cut) is noticed within some seconds."""
