"""A test run that is cut, by Ctrl-C or by whoever kills it, leaves no server of its own running."""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.support.commands import environment
from tests.support.ending import with_its_parent
from tests.support.postgres import CHECKOUT

EVERYTHING = """
import time
from pathlib import Path
from playwright.sync_api import sync_playwright
from tests.support.browser import launch
from tests.support.nginx import in_front_of
from tests.support.rehearsal import Rehearsal

def test_everything_is_started(postgres_databases, tmp_path):
    postgres_databases.empty()
    rehearsal = Rehearsal(tmp_path / "rehearsal")
    rehearsal.start()
    try:
        with in_front_of(rehearsal.port, tmp_path), sync_playwright() as driver:
            launch(driver).new_page().goto(rehearsal.at.web_url)
            (Path(__file__).parent / "started").touch()
            time.sleep(600)
    finally:
        rehearsal.stop()
"""
SERVERS = ("postgres", "nginx", "chrom", "demo", "sandbox", "serve", "worker")
PARENT = """
import subprocess, sys, time
from tests.support.commands import environment
from tests.support.ending import with_its_parent
sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
tied = with_its_parent if sys.argv[1:] else None
print(subprocess.Popen(sleep, stdout=subprocess.DEVNULL, preexec_fn=tied).pid, flush=True)
time.sleep(60)
"""


ASKED_WHERE_NOTHING_CAN_BE_RAISED = """
import os, signal
from programme.cli.demo import Stop

class Destroyed:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)

stop = Stop()
thing = Destroyed()
del thing
print("asked" if stop.asked else "not known")
"""


def wait(true: Callable[[], object], what: str, seconds: float) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, what
        time.sleep(0.1)


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] not in "ZX"
    except FileNotFoundError:
        return False


def running_now() -> dict[int, tuple[int, str]]:
    """Every process: its parent, and how it was called."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                parent = int((entry / "stat").read_text().rpartition(") ")[2].split()[1])
                found[int(entry.name)] = (parent, (entry / "cmdline").read_text().replace("\0", " "))
    return found


def started_by(pid: int, directory: Path) -> dict[int, str]:
    """The processes that a run started: its children and theirs, and whatever was told to work below its directory."""
    everything, found = running_now(), {pid: "the run"}
    while more := {
        one: called
        for one, (parent, called) in everything.items()
        if one not in found and one != os.getpid() and (parent in found or str(directory) in called)
    }:
        found |= more
    return found


@pytest.fixture
def home() -> Iterator[Path]:
    """A directory with a short name, as sockets need it, which PostgreSQL's user may pass through."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as directory:
        Path(directory).chmod(0o711)
        yield Path(directory)


@pytest.mark.parametrize(
    ("cut", "processes"),
    [
        pytest.param(signal.SIGINT, 0, marks=pytest.mark.long),
        pytest.param(signal.SIGTERM, 0, marks=pytest.mark.long),
        (signal.SIGKILL, 1),  # leaves nobody the time to tidy up: whoever stands this stands the others
    ],
    ids=["Ctrl-C", "stopped", "killed while others test for it"],
)
def test_nothing_is_left_of_a_run_that_is_cut(cut: signal.Signals, processes: int, home: Path) -> None:
    (home / "test_everything.py").write_text(EVERYTHING)
    said = home / "said"
    with said.open("w") as out:
        run = subprocess.Popen(
            [
                *(sys.executable, "-m", "pytest", "-p", "tests.conftest", "-c", str(CHECKOUT / "pyproject.toml")),
                *("-p", "no:cacheprovider", "-n", str(processes), str(home / "test_everything.py")),
            ],
            cwd=CHECKOUT,
            env={**os.environ, "TMPDIR": str(home)},
            stdout=out,
            stderr=out,
            start_new_session=True,
            preexec_fn=with_its_parent,
        )
    wait(lambda: (home / "started").exists() or run.poll() is not None, "it did not start", 90)
    assert run.poll() is None, said.read_text()
    started = started_by(run.pid, home)

    run.send_signal(cut)
    run.wait(180)

    named = " ".join(started.values())
    assert [each for each in SERVERS if each not in named] == []
    with suppress(AssertionError):
        wait(lambda: not any(map(lives, started)), "", 30)
    assert {pid: called for pid, called in started.items() if lives(pid)} == {}


def test_a_rehearsal_that_is_stopped_while_it_starts_leaves_nothing(home: Path) -> None:
    run = subprocess.Popen(
        [sys.executable, "-m", "programme", "demo", "--port", "18803", "--home", str(home)],
        cwd=CHECKOUT,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=with_its_parent,
    )
    wait(lambda: len(started_by(run.pid, home)) > 1, "it does not start", 180)
    started = started_by(run.pid, home)

    run.terminate()
    run.wait(180)

    assert [called for pid, called in started.items() if lives(pid)] == []


def test_a_rehearsal_asked_to_stop_while_python_cannot_break_it_off_knows_it() -> None:
    command = [sys.executable, "-c", ASKED_WHERE_NOTHING_CAN_BE_RAISED]
    said = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True)

    assert "KeyboardInterrupt" in said.stderr, "it was not dropped: this shows nothing"
    assert said.stdout == "asked\n"


def test_a_child_ends_with_its_parent_and_would_go_on_without_being_tied() -> None:
    for tied in ([], ["tied"]):
        command = [sys.executable, "-c", PARENT, *tied]
        parent = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, preexec_fn=with_its_parent)
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
        parent.wait()
        parent.stdout.close()
        if tied:
            wait(lambda: not lives(child), "it is still there", 10)  # noqa: B023 - awaited in this round
        else:
            time.sleep(0.5)
            assert lives(child)
            os.kill(child, signal.SIGKILL)


def untied(text: str) -> list[str]:
    """Processes that a file starts and does not tie to the run."""
    return [
        f"{call.lineno}: {ast.unparse(call.func)}"
        for call in ast.walk(ast.parse(text))
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("Popen")
        if "with_its_parent" not in {ast.unparse(word.value) for word in call.keywords if word.arg == "preexec_fn"}
    ]


def test_whatever_a_test_starts_is_tied_to_the_run() -> None:
    found = {str(path.relative_to(CHECKOUT)): untied(path.read_text()) for path in (CHECKOUT / "tests").rglob("*.py")}

    assert {name: lines for name, lines in found.items() if lines} == {}


def test_one_that_is_not_would_be_noticed() -> None:
    assert untied("subprocess.Popen(['nginx'])") == ["1: subprocess.Popen"]
    assert untied("subprocess.Popen(['nginx'], preexec_fn=with_its_parent)") == []
