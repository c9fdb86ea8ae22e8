"""Web servers in processes of their own, as a force runs them: several in front of one database."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import httpx

from tests.support.ending import with_its_parent
from tests.support.postgres import CHECKOUT

GUARDED = "programme.asgi:app"
UNGUARDED = "tests.support.unguarded_app:app"
START_SECONDS = 60


@contextmanager
def servers(database_url: str, count: int = 2, *, app: str = GUARDED) -> Iterator[list[str]]:
    """`count` servers over the same database; gives their addresses and stops them in the end."""
    with ExitStack() as stack:
        ports = free_ports(count)
        logs = [stack.enter_context(tempfile.TemporaryFile("w+")) for _ in ports]
        running = [
            stack.enter_context(_started(app, port, database_url, log)) for port, log in zip(ports, logs, strict=True)
        ]
        for port, process, log in zip(ports, running, logs, strict=True):
            _wait_until_it_answers(port, process, log)
        yield [f"http://127.0.0.1:{port}" for port in ports]


@dataclass(frozen=True, slots=True)
class Served:
    """One server as `programme serve` starts it, and the file it writes its log to."""

    port: int
    process: subprocess.Popen[str]
    log: IO[str]

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def said(self) -> str:
        """Everything in its log so far."""
        self.log.seek(0)
        return self.log.read()


@contextmanager
def served(database_url: str, **settings: str) -> Iterator[Served]:
    """A server as a force runs it, with settings of its own: `LEAVE_SECONDS="0"`."""
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "programme", "serve"]
    given = {f"PROGRAMME_{name}": value for name, value in settings.items()}
    with (
        tempfile.TemporaryFile("w+") as log,
        _process(command, {**_settings(port, database_url), **given}, log) as process,
    ):
        _wait_until_it_answers(port, process, log)
        yield Served(port, process, log)


def _started(app: str, port: int, database_url: str, log: IO[str]) -> AbstractContextManager[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "uvicorn", app, "--factory", "--port", str(port), "--no-access-log"]
    return _process(command, _settings(port, database_url), log)


@contextmanager
def _process(command: list[str], settings: dict[str, str], log: IO[str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        command,
        cwd=CHECKOUT,
        env={**_environment(), **settings},
        stdout=log,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=with_its_parent,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PROGRAMME_")}
    return {**kept, "PYTHONPATH": os.pathsep.join((str(CHECKOUT), str(Path(CHECKOUT) / "src")))}


def _settings(port: int, database_url: str) -> dict[str, str]:
    return {
        "PROGRAMME_ENVIRONMENT": "test",
        "PROGRAMME_DATABASE_URL": database_url,
        "PROGRAMME_PORT": str(port),
        "PROGRAMME_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PROGRAMME_STRIPE_BASE_URL": "http://127.0.0.1:9",
        "PROGRAMME_LEAVE_SECONDS": "0",
    }


def free_ports(count: int) -> list[int]:
    """Ports on which nobody listens at this moment."""
    with ExitStack() as stack:
        taken = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in taken:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in taken]


def _wait_until_it_answers(port: int, process: subprocess.Popen[str], log: IO[str]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/health/live", timeout=5).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    log.seek(0)
    raise AssertionError(f"the server did not start:\n{log.read()[-4000:]}")
