"""Clean, migrated databases for tests, on both engines, quickly.

The migrations run once for each state of their files; the result is kept as a template, for the next run too.
SQLite copies the file, PostgreSQL clones it once a process and empties it between tests. Nothing is in them but what
the migrations put there; reference rows are a builder's work.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import LiteralString

import psycopg

from programme.storage.migrating import upgrade
from tests.support.postgres import CHECKOUT, OWNER, Address, directory_of_this_checkout

ENGINES = ("sqlite", "postgresql")

_CREATING = 7_046_150_128  # PostgreSQL advisory lock: one process at a time makes or clones templates

# Rows that the migrations themselves put into tables and sequences are set aside in a schema of its own, and put back.
_SET_ASIDE: LiteralString = """
CREATE SCHEMA pristine;
CREATE TABLE pristine.sequences AS
    SELECT schemaname, sequencename, start_value, last_value FROM pg_sequences WHERE schemaname = 'public';
DO $$
DECLARE name text; filled boolean;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', name) INTO filled;
        IF filled THEN EXECUTE format('CREATE TABLE pristine.%I AS TABLE public.%I', name, name); END IF;
    END LOOP;
END $$;
CREATE FUNCTION pristine.restore() RETURNS void LANGUAGE plpgsql SET session_replication_role = replica AS $$
DECLARE name text; filled boolean;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', name) INTO filled;
        IF filled THEN EXECUTE format('DELETE FROM public.%I', name); END IF;
        IF to_regclass(format('pristine.%I', name)) IS NOT NULL THEN
            EXECUTE format('INSERT INTO public.%I OVERRIDING SYSTEM VALUE TABLE pristine.%I', name, name);
        END IF;
    END LOOP;
    PERFORM setval(format('public.%I', s.sequencename), coalesce(p.last_value, s.start_value), p.last_value IS NOT NULL)
        FROM pg_sequences s LEFT JOIN pristine.sequences p USING (schemaname, sequencename)
        WHERE s.schemaname = 'public' AND s.last_value IS DISTINCT FROM p.last_value;
END $$;
"""
# Whoever is still in a transaction, or holds a lock, belongs to a test that is over. Whoever waits may stay: a new
# connection learns all tables and triggers anew, which takes the server longer than most tests. Waited for: who is
# sent away and has not gone yet may be in the midst of the next test's work by then.
_SEND_THE_BUSY_AWAY: LiteralString = """
SELECT pg_terminate_backend(pid, 20000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
    AND (state <> 'idle' OR pid IN (SELECT pid FROM pg_locks))
"""


class SqliteDatabases:
    """Makes SQLite files: `reused()` and `new()` migrated ones, `empty()` paths where there is nothing yet."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._template: Path | None = None
        self._reused: str | None = None

    def reused(self) -> str:
        """The address of this process's migrated database, as the migrations left it: a new file at the old place."""
        if self._reused is None:
            self._reused = self.empty()
        self.discard(self._reused)
        self._copy_to(Path(self._reused.removeprefix("sqlite:///")))
        return self._reused

    def new(self) -> str:
        """The address of a migrated database of its own."""
        path = self._new_path()
        self._copy_to(path)
        return f"sqlite:///{path}"

    def empty(self) -> str:
        """The address of a database that no migration has seen."""
        return f"sqlite:///{self._new_path()}"

    def discard(self, url: str) -> None:
        """Delete a database and the files SQLite keeps beside it."""
        path = Path(url.removeprefix("sqlite:///"))
        for leaf in (path, *path.parent.glob(f"{path.name}-*")):
            leaf.unlink(missing_ok=True)

    def _copy_to(self, path: Path) -> None:
        if self._template is None:
            self._template = self._build_template()
        shutil.copyfile(self._template, path)

    def _build_template(self) -> Path:
        """A copy of this process's own of what the first run made, so that nobody takes it away meanwhile."""
        kept, own = directory_of_this_checkout() / f"template_{_state_of_migrations()}.sqlite3", self._new_path()
        with suppress(FileNotFoundError):
            return Path(shutil.copyfile(kept, own))
        upgrade(f"sqlite:///{own}")
        # One file to copy: without this the newest pages may still be in the write-ahead log beside it.
        connection = sqlite3.connect(own)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        for older in kept.parent.glob("template_*"):
            older.unlink(missing_ok=True)
        unfinished = shutil.copyfile(own, kept.with_suffix(f".{own.stem}"))
        unfinished.replace(kept)  # of two that make it at once the last stays; nobody meets half of one
        return own

    def _new_path(self) -> Path:
        return self._directory / f"{secrets.token_hex(6)}.sqlite3"


class PostgresDatabases:
    """Makes PostgreSQL databases on one server: `reused()` quickly, `new()` and `empty()` in fifty milliseconds."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._reused: str | None = None
        self._cleaner: psycopg.Connection | None = None

    def reused(self) -> str:
        """The address of this process's migrated database, with every table as the migrations left it."""
        if self._reused is None:
            self._reused = self._clone_template()
            self._cleaner = psycopg.connect(self._address.admin_url(self._reused), autocommit=True)
            self._cleaner.execute("SET lock_timeout = '20s'")
        else:
            assert self._cleaner is not None
            self._cleaner.execute(_SEND_THE_BUSY_AWAY)
            self._cleaner.execute("SELECT pristine.restore()")
        return self._address.owner_url(self._reused)

    def new(self) -> str:
        """The address of a migrated database of its own, for a test that changes more than rows."""
        return self._address.owner_url(self._clone_template())

    def empty(self) -> str:
        """The address of a database that no migration has seen."""
        name = _new_name()
        with self._administration() as admin:
            admin.execute(f'CREATE DATABASE "{name}" {self._owned}')
        return self._address.owner_url(name)

    def discard(self, url: str) -> None:
        """Drop a database that `new` or `empty` made."""
        self._drop(_database_of(url))

    def close(self) -> None:
        """Drop what this process reused."""
        if self._cleaner is not None:
            self._cleaner.close()
        if self._reused is not None:
            self._drop(self._reused)
        self._reused = self._cleaner = None

    def admin_url(self, url: str) -> str:
        """A superuser's address of the database at `url`."""
        return self._address.admin_url(_database_of(url))

    def set_aside(self, url: str) -> None:
        """Remember what is in the database now as what `pristine.restore()`, run by a superuser, brings back."""
        with psycopg.connect(self.admin_url(url), autocommit=True) as connection:
            connection.execute(_SET_ASIDE)

    def _clone_template(self) -> str:
        template, name = f"template_{_state_of_migrations()}", _new_name()
        with self._administration() as admin:
            admin.execute(f"SELECT pg_advisory_lock({_CREATING})")
            there = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone()
            if not there:
                self._build_template(admin, template)
            admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" {self._owned}')
        return name

    def _build_template(self, admin: psycopg.Connection, template: str) -> None:
        older = admin.execute(r"SELECT datname FROM pg_database WHERE datname LIKE 'template\_%'").fetchall()
        for (name,) in older:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        unfinished = _new_name()
        admin.execute(f'CREATE DATABASE "{unfinished}" {self._owned}')
        unfinished_url = self._address.owner_url(unfinished)
        try:
            upgrade(unfinished_url)
            self.set_aside(unfinished_url)
        except BaseException:
            admin.execute(f'DROP DATABASE "{unfinished}" WITH (FORCE)')
            raise
        # Renamed only when complete, so that a run which dies half-way leaves nothing that looks like a template.
        admin.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{template}"')

    def _drop(self, name: str) -> None:
        with self._administration() as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    @contextmanager
    def _administration(self) -> Iterator[psycopg.Connection]:
        with psycopg.connect(self._address.admin_url(), autocommit=True) as connection:
            yield connection

    @property
    def _owned(self) -> str:
        return "" if self._address.admin == self._address.owner else f"OWNER {OWNER}"


def directory_for_files() -> Path:
    """A new directory for SQLite files, in memory where there is room: waiting for a disk shows a test nothing."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 512 * 1024**2
    return Path(tempfile.mkdtemp(prefix="programme-tests-", dir=memory if roomy else None))


def _state_of_migrations() -> str:
    """A mark that changes when a migration, or what migrations are made with, changes."""
    sources = [*(CHECKOUT / "migrations").rglob("*.py"), *(CHECKOUT / "src/programme/storage").glob("*.py")]
    digest = hashlib.sha256(_SET_ASIDE.encode())
    for path in sorted(sources):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _database_of(url: str) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(url)["dbname"])


def _new_name() -> str:
    return f"test_{secrets.token_hex(6)}"
