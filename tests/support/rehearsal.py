"""The rehearsal as a newcomer starts it: the real command, real processes, real ports, and nothing left behind."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import httpx

from programme.integrations.clock import MovableClock
from programme.sandbox.addresses import Addresses, addresses
from tests.support.ending import with_its_parent
from tests.support.postgres import CHECKOUT

PATIENCE_SECONDS = 60.0
_TROUBLE = re.compile(r"Traceback|\bERROR\b|\"level\": ?\"(error|critical)\"")


class RehearsalFailed(Exception):
    """It did not start or did not stop; the text ends with what it said."""


@dataclass(frozen=True, slots=True)
class SlipInHand:
    """The facts on a slip that the start prints."""

    reference: str
    code: str
    born_on: date
    told: str


@dataclass
class Rehearsal:
    """`programme demo` with its data under `home`, on four free ports, on the database at `database_url` (default: a
    file of its own). `start` after `stop` finds everything as it was."""

    home: Path
    database_url: str | None = None
    port: int = 0
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def at(self) -> Addresses:
        """Where its parts listen."""
        return addresses(self.port)

    @property
    def clock(self) -> MovableClock:
        """The time in the rehearsal."""
        return MovableClock(self.home / "clock.json")

    def now(self) -> datetime:
        """The instant it is in the rehearsal, aware and in UTC."""
        return self.clock.now()

    def start(self) -> None:
        """Start it and wait until it answers and has printed how to get in. Raises RehearsalFailed."""
        self.home.mkdir(parents=True, exist_ok=True)
        self.port = self.port or _port_with_friends()
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PROGRAMME_")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        if self.database_url is not None:
            environment["PROGRAMME_DEMO_DATABASE_URL"] = self.database_url
        with self._output.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "programme", "demo", "--port", str(self.port), "--home", str(self.home)],
                cwd=CHECKOUT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=with_its_parent,
                start_new_session=True,  # so that whatever it starts can be told from everything else
            )
        self._wait_until_it_answers()

    def stop(self, by: signal.Signals = signal.SIGTERM) -> None:
        """Stop it the way people do, and make sure that no process and no port of it is left.

        Raises RehearsalFailed where something stays; what stays is killed first.
        """
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(by)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            _kill(_members_of(process.pid))
            process.wait()
            raise RehearsalFailed(f"it does not stop\n{self.said()}") from None
        left = _members_of(process.pid)
        if left:
            _kill(left)
            raise RehearsalFailed(f"processes {left} were left behind\n{self.said()}")
        if not _all_free(self.at):
            raise RehearsalFailed("it is gone and one of its ports is still taken")

    def check_it_runs(self) -> None:
        """Raises RehearsalFailed, with what it said, where it stopped by itself."""
        if self._process is not None and self._process.poll() is not None:
            raise RehearsalFailed(f"it stopped by itself\n{self.said()}")

    def said(self) -> str:
        """Everything it printed since its first start."""
        return self._output.read_text(errors="replace")

    def complaints(self) -> list[str]:
        """The lines of what it printed that tell of a fault; empty in a good rehearsal."""
        return [line for line in self.said().splitlines() if _TROUBLE.search(line)]

    def slips(self) -> list[SlipInHand]:
        """The slips that the start printed, as it keeps them."""
        kept = json.loads((self.home / "slips.json").read_text())
        return [SlipInHand(row[0], row[1], date.fromisoformat(row[2]), row[3]) for row in kept]

    @property
    def _output(self) -> Path:
        return self.home / "output.log"

    def _wait_until_it_answers(self) -> None:
        assert self._process is not None
        until = time.monotonic() + PATIENCE_SECONDS
        told_before = self.said().count("Ctrl-C stops everything")
        while time.monotonic() < until:
            if self._process.poll() is not None:
                raise RehearsalFailed(f"it stopped by itself\n{self.said()}")
            if self._is_ready() and self.said().count("Ctrl-C stops everything") > told_before:
                return
            time.sleep(0.1)
        self.stop()
        raise RehearsalFailed(f"it did not answer in {PATIENCE_SECONDS:.0f} seconds\n{self.said()}")

    def _is_ready(self) -> bool:
        with suppress(httpx.HTTPError):
            answer = httpx.get(f"{self.at.web_url}/health/ready", timeout=2, trust_env=False)
            return answer.status_code == 200
        return False


def _port_with_friends() -> int:
    """A port that is free together with the three that follow from it."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        if _all_free(addresses(port)):
            return port


def _all_free(at: Addresses) -> bool:
    for number in (at.web, at.stripe, at.stage, at.mail):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", number))
            except OSError:
                return False
    return True


def _members_of(session: int) -> list[int]:
    """The living processes of a session: number six of /proc/PID/stat, counted behind the name in brackets."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                state, _, _, its_session, *_ = (entry / "stat").read_text().rpartition(") ")[2].split()
                if int(its_session) == session and state not in "ZX":
                    found.append(int(entry.name))
    return found


def _kill(pids: list[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
