"""The jobs that are whole processes: what they used, from the operating system's own accounting."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.processes import tree_cpu_seconds


@dataclass(frozen=True)
class Run:
    """One process from start to end."""

    cpu_seconds: float
    database_seconds: float
    wall_seconds: float
    peak_mib: float
    output: str


def run(command: Sequence[str], environment: dict[str, str], *, database_pid: int | None) -> Run:
    """Run a Python command line and read what it used. Raises RuntimeError when it fails."""
    database_before = tree_cpu_seconds(database_pid) if database_pid else 0.0
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    output = process.stdout.read() if process.stdout else ""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    if process.returncode != 0:
        raise RuntimeError(f"{command} ended with {process.returncode}")
    database = (tree_cpu_seconds(database_pid) if database_pid else 0.0) - database_before
    return Run(used.ru_utime + used.ru_stime, database, wall, used.ru_maxrss / 1024, output)
