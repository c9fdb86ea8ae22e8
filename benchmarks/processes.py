"""Starting a server, and reading from /proc what it and the database's processes used."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    pid: int
    started_in: float

    def cpu_seconds(self) -> float:
        """Processor time it used so far, its threads and ended children included."""
        return _cpu(self.pid)

    def resident_mib(self) -> float:
        """Memory it holds now."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0.0


@contextmanager
def serving(target: str, environment: Callable[[int], dict[str, str]], ready: str) -> Iterator[Server]:
    """Serve the ASGI factory `target` with one uvicorn process; yields when `ready` answers 200."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", target, "--factory", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--no-access-log", "--log-level", "warning", "--no-proxy-headers", "--no-server-header"]
    if len(os.sched_getaffinity(0)) > 1:
        command = ["taskset", "-c", "0", *command]
    began = time.perf_counter()
    log = Path(f"/tmp/benchmark-{port}.log")
    with log.open("wb") as output:
        process = subprocess.Popen(command, env={**os.environ, **environment(port)}, stdout=output, stderr=output)
        try:
            _wait_until_ready(process, f"http://127.0.0.1:{port}{ready}", log)
            yield Server(port, process.pid, time.perf_counter() - began)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            log.unlink(missing_ok=True)


def _wait_until_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    until = time.perf_counter() + PATIENCE_SECONDS
    while time.perf_counter() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server stopped: {log.read_text()[-2000:]}")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
    raise RuntimeError(f"{url} did not answer: {log.read_text()[-2000:]}")


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def tree_cpu_seconds(root: int) -> float:
    """Processor time of a process and all below it: PostgreSQL's postmaster and its backends."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents.setdefault(_stat(int(entry.name))[1], []).append(int(entry.name))
            except (OSError, ValueError):
                continue
    total, todo = 0.0, [root]
    while todo:
        pid = todo.pop()
        todo.extend(parents.get(pid, []))
        try:
            total += _cpu(pid)
        except OSError:
            continue
    return total


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(fields[i]) for i in (11, 12, 13, 14)) / TICKS


def _stat(pid: int) -> tuple[int, int]:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return pid, int(fields[1])
