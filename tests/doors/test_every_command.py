"""Every command of `programme --help` as a process of its own: it ends with 0, or with a sentence and its code."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

from programme.cli import main
from tests.support.commands import (
    answers,
    at_a_terminal,
    commands,
    environment,
    run,
    run_here,
    running,
    shortcomings,
    stop,
    wait_until,
)
from tests.support.databases import SqliteDatabases
from tests.support.exports import SAMPLE
from tests.support.postgres import CHECKOUT

PASSWORD = "correct horse battery 9"
DESK = ("desk@force.example", "--name", "Sgt A. Desk", "--organisation", "Custody", "--door", "custody")


@dataclass(frozen=True)
class Case:
    """Words behind the command, what is typed, and how it ends on an empty migrated database."""

    words: tuple[str | Path, ...] = ()
    code: int = 0
    typed: str = ""


ADD = Case((*DESK, "--role", "officer", "--force", "43"), typed=PASSWORD)
SETUP = ("--force", "43", "--programme", "Ours", "--name", "Ada Admin", "--email", "ada@force.example")
ENDS: dict[str, list[Case]] = {
    "migrate": [Case()],
    "user add": [ADD, Case((*DESK, "--role", "officer", "--force", "ZZ"), 1, PASSWORD)],
    "user list": [Case(), Case(("--all",))],
    "user password": [Case(("nobody@force.example",), 1, PASSWORD)],
    "user disable": [Case(("nobody@force.example",), 1)],
    "user enable": [Case(("nobody@force.example",), 1)],
    "audit seal": [Case()],
    "audit verify": [Case(), Case(("--expect", "f" * 64), 1), Case(("--expect", "garbage"), 2)],
    "clock show": [Case()],
    "clock confirm": [Case(("--yes",))],
    "messages status": [Case()],
    "messages retry": [Case(("--all",))],
    "import custody": [
        Case((SAMPLE, "--dry-run", "--today", "2026-11-23")),
        Case((SAMPLE, "--today", "2026-11-23"), 2),  # no programme of that force yet
        Case(("no-such-file.csv",), 2),
        Case(("tests",), 2),
        Case(("/proc/self/mem", "--dry-run"), 2),
        Case((SAMPLE, "--dry-run", "--today", "0001-01-01"), 2),
        Case((SAMPLE, "--dry-run", "--force", "no force"), 2),
    ],
    "deadlines": [
        Case(("--offence", "2026-08-31T23:50")),
        Case(("--offence", "9999-12-31T23:59"), 2),
        Case(("--offence", "0001-01-01T00:00"), 2),
        Case(("--offence", "9999-12-31T23:59:59+00:00"), 2),
        Case(("--offence", "in the night"), 2),
        Case(("--offence", "2026-02-30T12:00"), 2),
        Case(("--offence", "2026-08-31T23:50", "--caution", "9999-12-01"), 2),
        Case(("--offence", "2026-08-31T23:50", "--caution", "2026-08-01"), 2),
        Case(("--offence", "2026-08-31T23:50", "--caution", ""), 2),
        Case(("--offence", "2026-08-31T23:50", "--route", "fine"), 2),
    ],
    "setup": [
        Case(("--forces",)),
        Case(("--page",)),
        Case((), 2),
        Case(SETUP, 2, "short"),
        Case(SETUP, typed=PASSWORD),
        Case(SETUP, 1, PASSWORD),  # a second time
        Case(("--page",), 1),
    ],
    "check": [Case((), 1)],
}
GOES_ON = {"serve", "worker", "demo", "sandbox"}
"""Run until they are stopped; each has a test of its own below or, for the rehearsal, in test_rehearsal_homes."""


@pytest.fixture
def migrated(migrated_database_url: str) -> str:
    """A migrated database that the product's own command has been over, and nothing else has touched."""
    done = run_here("migrate", env=environment(migrated_database_url))
    assert done.returncode == 0, done.stderr
    return migrated_database_url


def test_every_command_has_a_case_and_no_case_is_left_over() -> None:
    assert set(ENDS) | GOES_ON == set(commands(main))


def test_a_command_without_a_case_would_be_noticed() -> None:
    @click.group()
    def group() -> None:
        pass

    @group.group("user")
    def below() -> None:
        pass

    @below.command("forgotten")
    def forgotten() -> None:
        pass

    assert set(commands(group)) == {"user forgotten"}


def test_each_ends_as_it_promises_on_an_empty_migrated_database(migrated: str, engine_name: str) -> None:
    wrong = {}
    for command, cases in ENDS.items():
        for case in cases:
            # One process shows what a command forgot to import, which is the same on the other engine.
            start = run if case is cases[0] and engine_name == "sqlite" else run_here
            done = start(*command.split(), *case.words, env=environment(migrated), typed=f"{case.typed}\n")
            if problems := shortcomings(done, {case.code}):
                wrong[f"{command} {case.words}"] = problems

    assert wrong == {}


def test_an_account_is_made_changed_and_shut_out_by_commands_alone(migrated: str) -> None:
    env = environment(migrated)

    added = run_here("user", "add", *ADD.words, env=env, typed=f"{PASSWORD}\n")
    again = run_here("user", "add", *ADD.words, env=env, typed=f"{PASSWORD}\n")
    changed = run_here("user", "password", "Desk@force.example", env=env, typed="another horse battery\n")
    disabled = run_here("user", "disable", "desk@force.example", env=env)

    assert [done.returncode for done in (added, again, changed, disabled)] == [0, 1, 0, 0]
    assert "can sign in" in added.stdout
    assert "has an account already" in again.stderr
    assert "(disabled)" in run_here("user", "list", "--all", env=env).stdout


NEEDS_A_DATABASE = [
    ("user", "list"),
    ("user", "disable", "a@force.example"),
    ("user", "password", "a@force.example"),
    ("user", "add", *ADD.words),
    ("audit", "seal"),
    ("audit", "verify"),
    ("clock", "show"),
    ("clock", "confirm", "--yes"),
    ("messages",),
    ("messages", "retry"),
    ("import", "custody", SAMPLE),
    ("serve",),
    ("worker",),
]


def ids(words: tuple[str | Path, ...]) -> str:
    return "-".join(str(word) for word in words[:2] if "/" not in str(word))


@pytest.mark.parametrize("words", NEEDS_A_DATABASE, ids=ids)
def test_before_the_database_was_migrated_it_is_said_and_no_file_is_made(
    empty_database_url: str, words: tuple[str | Path, ...]
) -> None:
    done = run_here(*words, env=environment(empty_database_url), typed=f"{PASSWORD}\n")

    assert shortcomings(done, {1, 2}) == []
    assert "programme migrate" in done.stderr
    assert not Path(empty_database_url.removeprefix("sqlite:///")).exists()


GONE = ("postgresql://programme:hidden-password@127.0.0.1:9/programme", "sqlite:////proc/nowhere/at/all.sqlite3")


@pytest.mark.parametrize("words", [("migrate",), *NEEDS_A_DATABASE], ids=ids)
@pytest.mark.parametrize("url", GONE, ids=["server away", "folder away"])
def test_where_the_database_is_away_it_is_said_without_the_password(words: tuple[str | Path, ...], url: str) -> None:
    done = run_here(*words, env=environment(url), typed=f"{PASSWORD}\n")

    assert shortcomings(done, {1, 2}) == []
    assert "hidden-password" not in done.stderr + done.stdout


@pytest.mark.parametrize(
    "wrong",
    [
        {"DATABASE_URL": "nonsense"},
        {"DATABASE_URL": "mysql://root@127.0.0.1/programme"},
        {"DATABASE_URL": "postgresql+asyncpg://root@127.0.0.1/programme"},
        {"DATABASE_URL": "postgresql://root@127.0.0.1:99999999/programme"},
        {"PORT": "99999999999"},
        {"PORT": "eighty"},
        {"HOST": "not a host"},
        {"ENVIRONMENT": "prod"},
        {"STAFF_IDLE_MINUTES": "100000"},
    ],
    ids=str,
)
@pytest.mark.parametrize("words", [("migrate",), ("user", "list")], ids=ids)
def test_a_setting_that_is_no_good_is_named(words: tuple[str, ...], wrong: dict[str, str]) -> None:
    done = run_here(*words, env=environment(**{"DATABASE_URL": "sqlite:////tmp/never-made.sqlite3", **wrong}))

    assert shortcomings(done, {1}) == []
    assert f"PROGRAMME_{next(iter(wrong))}: " in done.stderr


def test_a_setting_that_cannot_be_read_does_not_hide_the_others() -> None:
    env = environment("sqlite:////tmp/never-made.sqlite3", ENVIRONMENT="production", PORT="eighty", HOST="not a host")
    done = run_here("migrate", env=env)

    assert shortcomings(done, {1}) == []
    for named in (
        "PROGRAMME_PORT: ",
        "PROGRAMME_HOST: ",
        "PROGRAMME_SECRET_KEY must be your own",
        "PROGRAMME_MAIL_FROM",
    ):
        assert done.stderr.count(named) == 1, named


def test_a_mistyped_folder_is_not_made(tmp_path: Path) -> None:
    done = run_here("migrate", env=environment(f"sqlite:///{tmp_path}/programe/programme.sqlite3"))

    assert shortcomings(done, {1}) == []
    assert f"there is no folder {tmp_path}/programe" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.only_on("sqlite", reason="what is asked at a terminal is no affair of the database")
def test_each_answer_of_setup_is_asked_again_until_it_is_right(migrated: str) -> None:
    typed = [
        ("Force,", "18"),
        ("Force must be the two-character code", "43"),
        ("Name of the programme", "Ours"),
        ("Work email address", "ada"),
        ("Email address must be", "ada@force.example"),
        ("Password", "short"),
        ("Repeat for confirmation", "short"),
        ("Password", PASSWORD),
        ("Repeat for confirmation", PASSWORD),
    ]
    shown, code = at_a_terminal("setup", "--name", "Ada Admin", env=environment(migrated), answers=typed)

    assert code == 0, shown
    assert "Name of the first administrator" not in shown
    assert "Ours is set up for Thames Valley" in shown


@pytest.mark.parametrize(
    "words",
    [
        ("demo", "--port", "99999999999"),
        ("demo", "--port", "80"),
        ("demo", "--home", "/proc/version"),
        ("sandbox", "--home", "/proc/version"),
        ("serve", "--workers", "0"),
        ("serve", "--workers", "99999999"),
        ("import", "custody", SAMPLE, "--database-url", "nonsense"),
        ("import", "custody", SAMPLE, "--database-url", "mysql://root@127.0.0.1/x"),
        ("user", "add", "no address", *DESK[1:], "--role", "officer", "--force", "43"),
        ("user", "add", "a@b.test", "--name", " ", *DESK[3:], "--role", "officer", "--force", "43"),
        ("user", "add", "a@b.test", "--name", "x" * 101, *DESK[3:], "--role", "officer", "--force", "43"),
        ("user", "add", *DESK[:5], "--door", "provider", "--role", "provider_staff", "--provider", str(10**30)),
        ("user", "add", *DESK, "--role", "officer", "--force", "43", "--rank", "a\nb"),
        ("user", "nonsense"),
        ("nonsense",),
    ],
    ids=lambda words: " ".join(map(str, words))[:40],
)
def test_what_is_typed_wrongly_is_a_sentence(words: tuple[str | Path, ...], tmp_path: Path) -> None:
    done = run_here(*words, env=environment(f"sqlite:///{tmp_path}/none.sqlite3"), typed=f"{PASSWORD}\n")

    assert shortcomings(done, {1, 2}) == []


@pytest.mark.parametrize("typed", [b"\xff\xfe a password that is no text\n", b"short\n", b""], ids=repr)
def test_a_password_that_is_no_text_is_a_sentence(tmp_path: Path, typed: bytes) -> None:
    done = run("user", "add", *ADD.words, env=environment(f"sqlite:///{tmp_path}/none.sqlite3"), typed=typed)

    assert shortcomings(done, {2}) == []


@pytest.mark.parametrize("words", [("migrate",), ("user", "list"), ("worker",)], ids=ids)
@pytest.mark.parametrize("what", ["folder", "file"])
def test_a_folder_or_file_that_may_only_be_read_is_a_sentence(
    sqlite_databases: SqliteDatabases, tmp_path: Path, words: tuple[str, ...], what: str
) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    file = folder / "programme.sqlite3"
    env = environment(f"sqlite:///{file}", SMTP_PORT="9")
    if what == "file" or words != ("migrate",):
        migrated = sqlite_databases.new()
        shutil.move(migrated.removeprefix("sqlite:///"), file)
        file.chmod(0o444)
    folder.chmod(0o555)

    done = run(*words, env=env, as_anybody=True)

    folder.chmod(0o755)
    assert shortcomings(done) == []
    if words[0] != "user" or done.returncode:
        assert done.returncode == 1, done.stderr


def test_a_file_that_is_no_database_is_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "programme.sqlite3"
    file.write_text("Dear diary, " * 1000)

    for words in (("migrate",), ("user", "list"), ("serve",)):
        assert shortcomings(run_here(*words, env=environment(f"sqlite:///{file}")), {1}) == []
    assert file.read_text().startswith("Dear diary")


def test_serve_and_worker_start_and_end_when_they_are_asked(database_url: str, tmp_path: Path) -> None:
    port = _free_port()
    env = environment(
        database_url, PORT=str(port), ENVIRONMENT="test", SMTP_PORT="9", STRIPE_BASE_URL="http://127.0.0.1:9"
    )
    web_log, worker_log = tmp_path / "web", tmp_path / "worker"

    with running("serve", env=env, log=web_log) as web, running("worker", env=env, log=worker_log) as worker:
        wait_until(answers(f"http://127.0.0.1:{port}/health/live"), web, web_log)
        wait_until(lambda: "worker_started" in worker_log.read_text(), worker, worker_log)
        taken = run("serve", env=env)

        assert (stop(web), stop(worker)) == (0, 0)
    assert shortcomings(taken, {1}) == []
    assert f"port {port}: something else listens there already" in taken.stderr
    assert "Traceback" not in web_log.read_text() + worker_log.read_text()


def test_a_fault_of_the_program_is_told_by_its_place_and_not_in_its_own_words(tmp_path: Path) -> None:
    script = """
import click
from programme.cli import main
@main.command("broken")
def broken(): raise RuntimeError("Smith of 12 Mill Lane")
main.commands["broken"] = broken
type(main).get_command = lambda self, ctx, name: broken
main(["broken"])
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=CHECKOUT, capture_output=True, text=True, timeout=60)

    assert done.returncode == 70
    assert "RuntimeError at broken:" in done.stderr
    assert "Smith" not in done.stderr
    assert "Traceback" not in done.stderr


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
