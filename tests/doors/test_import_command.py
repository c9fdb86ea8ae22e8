"""`programme import custody`: on the command line, with and without a database."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from programme.cli import main
from programme.people.models import Person
from programme.referrals.models import Referral
from programme.storage.database import Database
from tests.support.builders import a_world, read
from tests.support.exports import SAMPLE, SAMPLE_UTF8, an_export

TODAY = ("--today", "2026-11-23")


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["import", "custody", *map(str, words)])


def rows_of(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def cases(database: Database) -> int:
    return int(read(database, lambda db: db.execute(select(func.count()).select_from(Referral)).scalar_one()))


def test_a_dry_run_needs_no_database_and_makes_none(tmp_path: Path) -> None:
    nowhere = tmp_path / "none.sqlite3"
    result = run(SAMPLE, "--dry-run", "--json", *TODAY, "--database-url", f"sqlite:///{nowhere}")
    assert result.exit_code == 0
    rows = rows_of(result)
    assert [row["line"] for row in rows] == list(range(2, 188))
    assert all(set(row) == {"line", "verdict", "reasons", "flags", "answers_missing"} for row in rows)
    assert set(Counter(row["verdict"] for row in rows)) == {"accept", "refuse", "decide", "repeat", "unreadable"}
    assert not nowhere.exists()


def test_a_dry_run_writes_nothing(database: Database) -> None:
    a_world(database)
    result = run(SAMPLE, "--dry-run", *TODAY, "--database-url", database.url)
    assert result.exit_code == 0
    assert "Nothing was written." in result.stdout
    assert cases(database) == 0


def test_accepted_rows_become_cases_and_a_second_run_changes_nothing(database: Database) -> None:
    a_world(database)
    first = run(SAMPLE_UTF8, "--json", *TODAY, "--database-url", database.url)
    assert first.exit_code == 0
    taken = [row for row in rows_of(first) if row.get("reference")]
    assert {row["verdict"] for row in taken} == {"accept"}
    assert cases(database) == len(taken) > 0
    people = read(database, lambda db: db.execute(select(func.count()).select_from(Person)).scalar_one())
    again = run(SAMPLE_UTF8, "--json", *TODAY, "--database-url", database.url)
    assert again.exit_code == 0
    assert not [row for row in rows_of(again) if row["verdict"] == "accept"]
    assert cases(database) == len(taken)
    assert read(database, lambda db: db.execute(select(func.count()).select_from(Person)).scalar_one()) == people


def test_undecided_rows_are_taken_when_asked_for(database: Database, tmp_path: Path) -> None:
    a_world(database)
    file = tmp_path / "night.csv"
    file.write_bytes(an_export({"Admission": ""}))
    assert "0 became cases" in run(file, *TODAY, "--database-url", database.url).stdout
    assert "1 became cases" in run(file, "--take-undecided", *TODAY, "--database-url", database.url).stdout


def test_what_a_dry_run_says_of_known_cases_comes_from_the_database(database: Database, tmp_path: Path) -> None:
    a_world(database)
    file = tmp_path / "night.csv"
    file.write_bytes(an_export({}))
    run(file, *TODAY, "--database-url", database.url)
    (row,) = rows_of(run(file, "--dry-run", "--json", *TODAY, "--database-url", database.url))
    assert row["verdict"] == "repeat"


def test_a_missing_file_is_a_clear_error() -> None:
    result = run("no-such-file.csv")
    assert result.exit_code == 2
    assert "does not exist" in result.stderr


def test_missing_columns_are_named(tmp_path: Path) -> None:
    file = tmp_path / "night.csv"
    file.write_text("CustodyRef,Surname\r\nHA/1/26,Smith\r\n")
    result = run(file, "--dry-run", "--database-url", f"sqlite:///{tmp_path / 'none'}")
    assert result.exit_code == 2
    assert "PNCID, Forenames, DOB, OffenceCode, OffenceDateTime, Admission" in result.stderr


@pytest.mark.parametrize("content", [b"", b"\r\n\r\n", b"\x00\x01\x02"])
def test_what_is_no_export_is_a_clear_error(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "night.csv"
    file.write_bytes(content)
    result = run(file, "--dry-run", "--database-url", f"sqlite:///{tmp_path / 'none'}")
    assert result.exit_code == 2
    assert result.stderr.strip().splitlines()[-1].startswith("Error: ")


def test_without_a_database_nothing_is_imported(tmp_path: Path) -> None:
    result = run(SAMPLE, "--database-url", f"sqlite:///{tmp_path / 'none.sqlite3'}")
    assert result.exit_code == 2
    assert "programme migrate" in result.stderr


def test_without_a_programme_nothing_is_imported(database: Database) -> None:
    result = run(SAMPLE, *TODAY, "--database-url", database.url)
    assert result.exit_code == 2
    assert "No programme is set up" in result.stderr


def test_a_force_that_there_is_not_is_refused() -> None:
    assert run(SAMPLE, "--dry-run", "--force", "ZZ").exit_code == 2


@pytest.mark.only_on("sqlite", reason="no database is asked: the command itself is tried, once")
def test_the_command_itself_runs(tmp_path: Path, engine_name: str) -> None:
    done = subprocess.run(
        [
            sys.executable, "-m", "programme", "import", "custody", SAMPLE, "--dry-run", "--json", *TODAY,
            "--database-url", f"sqlite:///{tmp_path / 'none'}",
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )  # fmt: skip
    assert len(done.stdout.splitlines()) == 186
    assert "186 rows" in done.stderr
