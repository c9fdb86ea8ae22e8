"""`programme …` as whoever runs the service types it: a process of its own, in an environment of its own.

In a test's own process every module has been imported by some other test, and what a command forgot is not missed.
"""

from __future__ import annotations

import ctypes
import os
import pty
import re
import secrets
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
import httpx
from click.testing import CliRunner

from programme.cli import main
from tests.support.ending import with_its_parent
from tests.support.postgres import CHECKOUT

DOCUMENTED = {0, 1, 2}
_DROP_FROM_BOUNDS, _MAY_WRITE_ANYTHING, _MAY_READ_ANYTHING = 24, 1, 2
_GAVE_UP = 60.0


def environment(database_url: str | None = None, /, **settings: str) -> dict[str, str]:
    """The machine's environment without settings of ours, and with these: `PORT="8000"` is PROGRAMME_PORT."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PROGRAMME_") and name != "PORT"}
    given = {"DATABASE_URL": database_url, **settings}
    return {**kept, **{f"PROGRAMME_{name}": value for name, value in given.items() if value is not None}}


def production(database_url: str, **settings: str) -> dict[str, str]:
    """The environment of production's processes, with secrets of their own."""
    own = {
        "ENVIRONMENT": "production",
        "PUBLIC_URL": "https://courses.test",
        "SECRET_KEY": secrets.token_hex(32),
        "METRICS_TOKEN": secrets.token_hex(32),
        "STRIPE_API_KEY": "rk_test_" + secrets.token_hex(24),
        "STRIPE_WEBHOOK_SECRETS": "whsec_" + secrets.token_urlsafe(32),
        "MAIL_FROM": "Course bookings <bookings@courses.test>",
        "TRUSTED_PROXIES": "1",
        "WORKER_TICK_SECONDS": "1",
    }
    return environment(database_url, **{**own, **settings})


def run(
    *words: str | Path,
    env: Mapping[str, str],
    typed: str | bytes = "",
    as_anybody: bool = False,
    cwd: Path = CHECKOUT,
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end. `as_anybody` is bound by the permissions of files, as a test run by root is not."""
    done = subprocess.run(
        [sys.executable, "-m", "programme", *map(str, words)],
        env=dict(env),
        cwd=cwd,
        input=typed.encode() if isinstance(typed, str) else typed,
        capture_output=True,
        timeout=_GAVE_UP,
        preexec_fn=_obey_permissions if as_anybody else None,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
    )


def run_here(*words: str | Path, env: Mapping[str, str], typed: str = "") -> subprocess.CompletedProcess[str]:
    """The same in this process, where another one would take a second and show nothing more."""
    done = CliRunner().invoke(main, list(map(str, words)), input=typed, env=env)
    return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)


def at_a_terminal(*words: str, env: Mapping[str, str], answers: Sequence[tuple[str, str]]) -> tuple[str, int]:
    """Run one command as somebody who sits there: each prompt is awaited and answered. The screen's text, and how it
    ended."""
    child, screen = pty.fork()
    if child == 0:
        os.chdir(CHECKOUT)
        os.execve(sys.executable, [sys.executable, "-m", "programme", *words], dict(env))  # noqa: S606 - our own command
    shown, seen, until = "", 0, time.monotonic() + _GAVE_UP
    left = list(answers)
    while time.monotonic() < until:
        if left and left[0][0] in shown[seen:]:
            seen = len(shown)
            os.write(screen, f"{left.pop(0)[1]}\n".encode())
        try:
            shown += os.read(screen, 4096).decode(errors="replace") if select.select([screen], [], [], 1)[0] else ""
        except OSError:  # the screen is gone with the command
            break
    os.close(screen)
    return shown.replace("\r", ""), os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def shortcomings(done: subprocess.CompletedProcess[str], codes: set[int] = DOCUMENTED) -> list[str]:
    """The faults in how a command ended: nothing where it did, or said why not in a sentence with its code."""
    found = []
    if "Traceback" in done.stderr + done.stdout:
        found.append("a traceback")
    if done.returncode not in codes:
        found.append(f"code {done.returncode}")
    if done.returncode and not re.search(r"^(Error: \S|BROKEN: )", done.stderr, flags=re.MULTILINE):
        found.append("no sentence")
    return [f"{one}\n{done.stderr[-2000:]}" for one in found]


def commands(group: click.Group, *above: str) -> Iterator[str]:
    """Every command that does something, with the groups it stands in: "user add"."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, name
        if isinstance(command, click.Group):
            yield from commands(command, *above, name)
        else:
            yield " ".join((*above, name))


@contextmanager
def running(*words: str | Path, env: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A command that goes on until it is stopped; what it says goes into `log`."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "programme", *map(str, words)],
            env=dict(env),
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            preexec_fn=with_its_parent,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def wait_until(true: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait for something of a running command; fails with what it said where it ends first or takes too long."""
    end = time.monotonic() + _GAVE_UP
    while not true():
        assert process.poll() is None, f"it ended with {process.returncode}\n{log.read_text()[-3000:]}"
        assert time.monotonic() < end, log.read_text()[-3000:]
        time.sleep(0.1)


def answers(url: str) -> Callable[[], bool]:
    """Whether a web process has begun to answer."""

    def asked() -> bool:
        try:
            return httpx.get(url, timeout=5, trust_env=False).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    return asked


def stop(process: subprocess.Popen[bytes]) -> int:
    """Ask it to end, as systemd and container engines do; how it ended."""
    process.send_signal(signal.SIGTERM)
    return process.wait(_GAVE_UP)


def _obey_permissions() -> None:
    if os.geteuid() == 0:
        prctl = ctypes.CDLL(None, use_errno=True).prctl
        for privilege in (_MAY_WRITE_ANYTHING, _MAY_READ_ANYTHING):
            if prctl(_DROP_FROM_BOUNDS, privilege, 0, 0, 0) != 0:
                raise OSError(ctypes.get_errno(), "the right to write anywhere cannot be given up")
