"""Running one job against one server, and what came of it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import islice

from benchmarks.load import Load, drive
from benchmarks.processes import Server, tree_cpu_seconds
from benchmarks.web_jobs import Units


@dataclass(frozen=True)
class Figure:
    """The cost of one unit of work. Processor time in milliseconds, of the server and of the database's processes."""

    units: int
    server_ms: float
    database_ms: float
    p50_ms: float
    p95_ms: float
    rate: float

    @property
    def cpu_ms(self) -> float:
        """Server and database together."""
        return self.server_ms + self.database_ms


def measure(
    server: Server, units: Units, *, connections: int, seconds: float, database_pid: int | None, most: int | None = None
) -> Figure:
    """Drive `units` for `seconds` (or until `most` are spent) and read what they cost."""
    time.sleep(0.2)  # let the last job's ends settle
    server_before, database_before = server.cpu_seconds(), _database(database_pid)
    load: Load = drive(
        server.port, islice(units, most) if most else units, connections=connections, seconds=0 if most else seconds
    )
    done = len(load.seconds)
    return Figure(
        units=done,
        server_ms=(server.cpu_seconds() - server_before) / done * 1000,
        database_ms=(_database(database_pid) - database_before) / done * 1000,
        p50_ms=load.percentile(0.5),
        p95_ms=load.percentile(0.95),
        rate=load.rate,
    )


def _database(pid: int | None) -> float:
    return tree_cpu_seconds(pid) if pid else 0.0
