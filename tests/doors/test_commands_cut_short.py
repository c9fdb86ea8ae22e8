"""Commands whose input or output is closed or full, and whose database is held or of another release: a sentence."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.commands import environment, run_here, shortcomings
from tests.support.exports import SAMPLE
from tests.support.postgres import CHECKOUT

ON_THE_DATABASE = [
    ("user", "list"),
    ("user", "disable", "nobody@force.example"),
    ("audit", "seal"),
    ("messages",),
    ("messages", "retry"),
    ("clock", "show"),
    ("clock", "confirm", "--yes"),
]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file."""
    file = tmp_path_factory.mktemp("kept") / "programme.sqlite3"
    assert run_here("migrate", env=environment(f"sqlite:///{file}")).returncode == 0
    return file


def in_a_shell(redirected: str, *words: str | Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """The command with streams as `redirected` says, in the words of a shell."""
    return subprocess.run(
        ["bash", "-c", f'"$@" {redirected}', "bash", sys.executable, "-m", "programme", *map(str, words)],
        env=env,
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=120,
    )


NEW = ("new@force.example", "--name", "N", "--organisation", "O", "--door", "admin", "--role", "administrator")


@pytest.mark.parametrize("words", [("user", "add", *NEW), ("clock", "confirm")], ids=str)
def test_a_command_that_asks_says_that_nobody_can_answer(kept: Path, words: tuple[str, ...]) -> None:
    done = in_a_shell("<&-", *words, env=environment(f"sqlite:///{kept}"))

    assert done.returncode == 2, done.stderr
    assert "no standard input" in done.stderr


@pytest.mark.parametrize(
    "words", [("--help",), ("user", "--help"), ("import", "custody", SAMPLE, "--dry-run")], ids=["all", "one", "import"]
)
def test_output_that_cannot_be_written_is_said_and_the_file_is_not_blamed(kept: Path, words: tuple[str, ...]) -> None:
    done = in_a_shell(">/dev/full", *words, env=environment(f"sqlite:///{kept}"))

    assert shortcomings(done, {1}) == []
    assert "No space left" in done.stderr
    assert "cannot be read" not in done.stderr


def test_a_reader_who_has_gone_is_no_fault_of_the_file(kept: Path) -> None:
    words = ("import", "custody", SAMPLE, "--dry-run", "--today", "2026-11-23")

    done = in_a_shell("| head -n 0; exit ${PIPESTATUS[0]}", *words, env=environment(f"sqlite:///{kept}"))

    assert done.returncode in (0, 1), done.stderr
    assert "cannot be read" not in done.stderr


@pytest.mark.parametrize("words", ON_THE_DATABASE, ids=" ".join)
def test_a_database_of_another_release_is_not_worked_on(kept: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    other = tmp_path / "other.sqlite3"
    other.write_bytes(kept.read_bytes())
    with closing(sqlite3.connect(other)) as file, file:
        file.execute("update alembic_version set version_num = '0001'")

    done = run_here(*words, env=environment(f"sqlite:///{other}"))

    assert done.returncode == 1
    assert "programme migrate" in done.stderr


def test_a_database_that_somebody_holds_is_said_to_be_in_use(kept: Path) -> None:
    with closing(sqlite3.connect(kept, isolation_level=None)) as holder:
        holder.execute("begin immediate")
        done = run_here("messages", "retry", env=environment(f"sqlite:///{kept}"))

    assert done.returncode == 1, done.stderr
    assert "in use" in done.stderr
