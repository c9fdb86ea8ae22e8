"""The jobs that the service does by itself, and when it last did: a silent job must not stay silent."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from programme.shared.access import ADMIN
from programme.storage.job_runs import JobRun, job_runs
from programme.web.admin.words import JOB_WORDS
from programme.web.kit.visit import Visit

SILENT_AFTER = timedelta(minutes=30)
"""The slowest job looks every ten minutes: after three of those, somebody should look at the worker. A job that ended
last at a time that is still to come was noted by a clock that ran ahead, and has not looked since."""


class TimetablePage(Controller):
    """`/admin/timetable`."""

    path = "/admin/timetable"
    opt = {"access": ADMIN}

    @get()
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Every job that ever ran, the ones in trouble first. No person is in it."""
        runs = await visit.read(job_runs)
        machine_now = visit.wiring.wall_clock.now()
        lines = [_line(run, machine_now) for run in runs.values()]
        lines.sort(key=lambda line: (line["tone"] == "green", line["name"]))
        return visit.page("admin/timetable.html", title="Timetable", lines=lines)


def _line(run: JobRun, machine_now: datetime) -> dict[str, Any]:
    words, tone = "Running", "green"
    if abs(machine_now - run.finished_at) > SILENT_AFTER:
        words, tone = "Silent", "red"
    elif run.problem or run.failed:
        words, tone = "In trouble", "orange"
    return {"name": JOB_WORDS.get(run.name, run.name), "run": run, "words": words, "tone": tone}
