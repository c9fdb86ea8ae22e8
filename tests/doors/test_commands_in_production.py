"""The first hour: every command and every job as a process with the settings of production, on a database that nothing
but `programme migrate` has touched, and on one that `programme setup` has set up."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from programme.cli import main
from programme.jobs.timetable import TIMETABLE
from programme.opening import database_at
from programme.storage.job_runs import JobRun, job_runs
from tests.support.clients import NOWHERE
from tests.support.commands import commands, production, run, run_here, running, shortcomings, stop, wait_until
from tests.support.databases import ENGINES, PostgresDatabases, SqliteDatabases
from tests.support.exports import SAMPLE
from tests.support.mail import a_mail_server

PASSWORD = "correct horse battery 9"
FIRST = ("--programme", "Ours", "--name", "Ada Admin", "--email", "ada@force.example")
DESK = ("desk@force.example", "--name", "Sgt A. Desk", "--organisation", "Custody", "--door", "custody")


@dataclass(frozen=True)
class Case:
    """Words behind a command, what is typed, and how it ends on a migrated database and on one that is set up."""

    words: tuple[str | Path, ...] = ()
    empty: int = 0
    begun: int = 0
    typed: str = ""


CASES = {
    "migrate": Case(),
    "setup": Case(("--page",), begun=1),
    "check": Case(empty=1, begun=1),
    "user add": Case((*DESK, "--role", "officer", "--force", "43", "--invite")),
    "user list": Case(),
    "user password": Case(("nobody@force.example",), 1, 1, PASSWORD),
    "user disable": Case(("nobody@force.example",), 1, 1),
    "user enable": Case(("nobody@force.example",), 1, 1),
    "audit seal": Case(),
    "audit verify": Case(),
    "clock show": Case(),
    "clock confirm": Case(empty=2, begun=2),
    "messages status": Case(),
    "messages retry": Case(),
    "import custody": Case((SAMPLE,), empty=2),
    "deadlines": Case(("--offence", "2026-08-31T23:50")),
    "demo": Case(empty=1, begun=1),
    "sandbox": Case(("--home", "nowhere"), 1, 1),
}
GOES_ON = {"serve", "worker"}
"""Run until they are stopped: `serve` in test_production, the worker below."""
ASKS_THE_GATEWAY = {"compare_payments": "GatewayUnavailable"}
"""Jobs that ask the payment gateway though nobody has paid. There is none here, and each says so."""


@pytest.fixture(scope="module", params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """One database an engine for all of this file."""
    return str(request.param)


@pytest.fixture(scope="module")
def databases(engine_name: str, request: pytest.FixtureRequest) -> SqliteDatabases | PostgresDatabases:
    kind = "postgres_databases" if engine_name == "postgresql" else "sqlite_databases"
    found: SqliteDatabases | PostgresDatabases = request.getfixturevalue(kind)
    return found


@pytest.fixture(scope="module")
def empty(databases: SqliteDatabases | PostgresDatabases) -> Iterator[dict[str, str]]:
    """The environment of production over a migrated database."""
    url = databases.new()
    env = production(url, OUTGOING_PROXY=NOWHERE, SMTP_PORT="9")
    assert run_here("migrate", env=env).returncode == 0
    yield env
    databases.discard(url)


@pytest.fixture(scope="module")
def begun(databases: SqliteDatabases | PostgresDatabases) -> Iterator[dict[str, str]]:
    """The same, set up for a force."""
    url = databases.new()
    env = production(url, OUTGOING_PROXY=NOWHERE, SMTP_PORT="9")
    assert run_here("migrate", env=env).returncode == 0
    done = run_here("setup", "--force", "43", *FIRST, env=env, typed=f"{PASSWORD}\n")
    assert shortcomings(done, {0}) == []
    yield env
    databases.discard(url)


def faults(done: subprocess.CompletedProcess[str], code: int) -> list[str]:
    """Everything wrong with how it ended; a command that did something and says nothing tells nobody."""
    return shortcomings(done, {code}) + ["silent"] * (not (done.stdout + done.stderr).strip())


def test_every_command_stands_here() -> None:
    assert set(CASES) | GOES_ON == set(commands(main))


def test_a_command_that_tells_nobody_would_be_noticed() -> None:
    assert faults(subprocess.CompletedProcess((), 0, "\n", ""), 0) == ["silent"]
    assert [one.split("\n")[0] for one in faults(subprocess.CompletedProcess((), 1, "", "Aborted!\n"), 1)] == [
        "no sentence"
    ]


@pytest.mark.parametrize("command", CASES)
@pytest.mark.parametrize("stage", ["empty", "begun"])
def test_each_command_ends_as_it_promises(
    stage: str, command: str, engine_name: str, request: pytest.FixtureRequest
) -> None:
    env, case = request.getfixturevalue(stage), CASES[command]
    # An import that a command forgot is missed in a process of its own only, and the same on every database.
    start = run if (stage, engine_name) == ("empty", "sqlite") else run_here

    done = start(*command.split(), *case.words, env=env, typed=f"{case.typed}\n" if case.typed else "")

    assert faults(done, {"empty": case.empty, "begun": case.begun}[stage]) == []


def test_a_second_force_is_told_whose_the_service_is_and_how_it_gets_its_own(begun: dict[str, str]) -> None:
    done = run_here("setup", "--force", "34", *FIRST, env=begun, typed=f"{PASSWORD}\n")

    assert shortcomings(done, {1}) == []
    for said in ("set up already, with Ours for Thames Valley", "PROGRAMME_DATABASE_URL", "--door partner"):
        assert said in done.stderr


@pytest.fixture(scope="module")
def looked(begun: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, JobRun]:
    """How every job ended that a worker of production has run, which then stopped in good order."""
    log, database = tmp_path_factory.mktemp("worker") / "log", database_at(begun["PROGRAMME_DATABASE_URL"], threads=1)
    wanted = {row.name for row in TIMETABLE}
    try:
        with (
            a_mail_server() as mail,
            running("worker", env={**begun, "PROGRAMME_SMTP_PORT": str(mail.port)}, log=log) as worker,
        ):
            wait_until(lambda: wanted <= set(database.read_now(job_runs)), worker, log)
            assert stop(worker) == 0
        assert "Traceback" not in log.read_text()
        return database.read_now(job_runs)
    finally:
        database.dispose()


@pytest.mark.parametrize("job", [row.name for row in TIMETABLE])
def test_each_job_of_the_worker_looks_and_ends(looked: dict[str, JobRun], job: str) -> None:
    ran = looked[job]
    assert (ran.problem, ran.failed) == (ASKS_THE_GATEWAY.get(job), int(job in ASKS_THE_GATEWAY))
