"""The ground tests stand on: every test gets a clean database, and a missing server is said, not skipped."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from programme.storage.database import Database
from tests.support.databases import PostgresDatabases
from tests.support.postgres import PostgresMissing, PostgresServer, find_binaries, kept_running

PUT_A_LEASE = text("INSERT INTO leases (name, holder, until_at) VALUES ('night', 'somebody', '2026-11-24 00:00:00')")


def test_without_a_postgresql_server_it_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(PostgresMissing, match="apt-get install postgresql"):
        find_binaries(debian=tmp_path, path=str(tmp_path))


def test_the_newest_of_several_servers_is_taken(tmp_path: Path) -> None:
    for version in ("9.6", "15", "17"):
        (tmp_path / version / "bin").mkdir(parents=True)
        for program in ("initdb", "postgres"):
            (tmp_path / version / "bin" / program).touch()
    (tmp_path / "18" / "bin").mkdir(parents=True)  # client programs only

    assert find_binaries(debian=tmp_path) == tmp_path / "17" / "bin"


@pytest.mark.parametrize("time", ["first", "second"])
def test_rows_of_one_test_are_not_seen_by_the_next(database: Database, time: str) -> None:
    def count(db: Session) -> int:
        return db.execute(text("SELECT count(*) FROM leases")).scalar_one()

    assert database.read_now(count) == 0
    database.write_now(Session.execute, PUT_A_LEASE)
    assert database.read_now(count) == 1


@pytest.fixture
def scratch(postgres_databases: PostgresDatabases) -> Iterator[str]:
    url = postgres_databases.empty()
    yield url
    postgres_databases.discard(url)


@pytest.mark.only_on("postgresql", reason="SQLite is given a new file for every test")
def test_restoring_empties_tables_that_refuse_deletion_and_brings_back_what_migrations_put_there(
    scratch: str, postgres_databases: PostgresDatabases
) -> None:
    with psycopg.connect(scratch, autocommit=True) as db:
        db.execute("CREATE TABLE kept (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, word text)")
        db.execute("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'append-only'; END$$")
        db.execute("INSERT INTO kept (word) VALUES ('from the migration')")
        db.execute("CREATE TRIGGER t BEFORE DELETE OR UPDATE ON kept FOR EACH ROW EXECUTE FUNCTION refuse()")
    postgres_databases.set_aside(scratch)
    with psycopg.connect(postgres_databases.admin_url(scratch), autocommit=True) as db:
        db.execute("INSERT INTO kept (word) VALUES ('from a test')")
        with pytest.raises(psycopg.errors.RaiseException):
            db.execute("DELETE FROM kept")

        db.execute("SELECT pristine.restore()")

        assert db.execute("SELECT id, word FROM kept").fetchall() == [(1, "from the migration")]
        assert db.execute("INSERT INTO kept (word) VALUES ('next') RETURNING id").fetchone() == (2,)


@pytest.mark.only_on("postgresql", reason="SQLite is given a new file for every test")
def test_what_a_test_left_in_a_transaction_or_locked_is_ended_and_a_connection_that_waits_stays(
    postgres_databases: PostgresDatabases,
) -> None:
    url = postgres_databases.reused()
    left = [psycopg.connect(url), psycopg.connect(url, autocommit=True)]
    left[0].execute("SELECT 1")
    left[1].execute("SELECT pg_advisory_lock(1)")
    with psycopg.connect(url, autocommit=True) as waits:
        postgres_databases.reused()
        assert waits.execute("SELECT count(*) FROM leases").fetchone() == (0,)
    for gone in left:
        with pytest.raises(psycopg.OperationalError):
            gone.execute("SELECT 1")
        gone.close()


@pytest.mark.durability
@pytest.mark.only_on("postgresql", reason="starts and kills a server of its own")
def test_a_durable_server_keeps_what_it_acknowledged_when_it_is_killed() -> None:
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o711)
        with kept_running(PostgresServer(Path(directory), durable=True)) as server:
            with psycopg.connect(server.address.admin_url(), autocommit=True) as db:
                db.execute("CREATE TABLE kept (n int)")
                db.execute("INSERT INTO kept VALUES (1)")
            server.kill()
            assert not server.is_running()
            server.start()
            with psycopg.connect(server.address.admin_url()) as db:
                assert db.execute("SELECT n FROM kept").fetchall() == [(1,)]
                assert db.execute("SHOW fsync").fetchone() == ("on",)
            server.remove()
