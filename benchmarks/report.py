"""Writing docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.commands import Run
from benchmarks.measure import Figure
from benchmarks.phone import HEADING, PhoneFigures, written
from benchmarks.stages import WebFigures
from benchmarks.web_jobs import WEB_JOBS

FLAT = 1.5
NOTES = "## What is slower, and why"
COMMAND_TITLES = {"import": "A referral by import", "reminders": "A reminder, owed and sent"}


@dataclass
class Report:
    """Everything that was measured."""

    quick: bool
    web: dict[tuple[str, int], WebFigures] = field(default_factory=dict)
    commands: dict[str, tuple[Run, Run]] = field(default_factory=dict)
    phone: PhoneFigures | None = None


def write_report(report: Report, file: Path) -> None:
    """Write the report as Markdown."""
    parts = [_head(report), _starts(report)]
    parts += [_web(engine, size, figures) for (engine, size), figures in report.web.items()]
    parts += [_growth(report), _commands(report), written(report.phone) if report.phone else "", _notes(file)]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(parts))


def write_phone(figures: PhoneFigures, file: Path) -> None:
    """Write this part anew, and leave all others as they were measured."""
    before, _, rest = file.read_text().partition(f"{HEADING}\n")
    after = rest[rest.index("\n## ") + 1 :] if rest else ""
    if not rest:
        before, _, notes = before.partition(NOTES)
        after = NOTES + notes
    file.write_text(f"{before}{written(figures)}\n{after}")


def _head(report: Report) -> str:
    short = "\n**A quick run: small sizes and short rounds. Do not quote it.**\n" if report.quick else ""
    return (
        "# Benchmarks\n\nWritten by `make bench`. The yardstick (`benchmarks/yardstick/`) is a minimal Litestar app that "
        "does the least SQL for the same job, without sign-in, permissions, access log, history or messages. Both ran in "
        "turn, in the same run, one server process each, on the same database server. Compare the ratios of processor "
        f"time: absolute figures are this machine's ({os.cpu_count()} processors, {platform.machine()}, Python "
        f"{platform.python_version()}).\n{short}\n"
        "`CPU` is processor time a unit, of the server and of PostgreSQL's processes together; `ratio` is the product's "
        "over the yardstick's.\n"
    )


def _starts(report: Report) -> str:
    lines = ["## Start and memory\n", "| | product | yardstick | ratio |", "|---|---|---|---|"]
    for (engine, size), figures in report.web.items():
        ours, theirs = figures.start_seconds
        lines.append(
            f"| cold start to the first answer, {engine}, {size:,} | {ours:.2f} s | {theirs:.2f} s | {ours / theirs:.1f} |"
        )
        ours, theirs = figures.resident_mib
        lines.append(
            f"| memory a process after the load, {engine}, {size:,} | {ours:.0f} MiB | {theirs:.0f} MiB | {ours / theirs:.1f} |"
        )
    return "\n".join(lines) + "\n"


def _web(engine: str, size: int, figures: WebFigures) -> str:
    lines = [
        f"## {engine}, {size:,} referrals\n",
        "| job | CPU ms | of it database | yardstick CPU ms | ratio | asked | p50 / p95 ms | yardstick p50 / p95 | a second | yardstick |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for job in WEB_JOBS:
        ours, theirs = figures.product[job.name], figures.yardstick[job.name]
        ratio = _of(ours, _cpu) / _of(theirs, _cpu)
        lines.append(
            f"| {job.title} | {_of(ours, _cpu):.2f} | {_of(ours, lambda f: f.database_ms):.2f} | {_of(theirs, _cpu):.2f} "
            f"| **{ratio:.2f}** | {job.ratio:.1f} {'met' if ratio <= job.ratio else 'missed'} "
            f"| {_of(ours, lambda f: f.p50_ms):.1f} / {_of(ours, lambda f: f.p95_ms):.1f} "
            f"| {_of(theirs, lambda f: f.p50_ms):.1f} / {_of(theirs, lambda f: f.p95_ms):.1f} "
            f"| {_of(ours, lambda f: f.rate):.0f} | {_of(theirs, lambda f: f.rate):.0f} |"
        )
    return "\n".join(lines) + "\n"


def _growth(report: Report) -> str:
    sizes = sorted(size for engine, size in report.web if engine == "PostgreSQL")
    if len(sizes) < 2:
        return ""
    first, last = sizes[0], sizes[-1]
    lines = [
        f"## Growth, PostgreSQL, {first:,} to {last:,} referrals\n",
        "| job | CPU | p50 |",
        "|---|---|---|",
    ]
    for job in WEB_JOBS:
        small = report.web["PostgreSQL", first].product[job.name]
        large = report.web["PostgreSQL", last].product[job.name]
        grew = _of(large, _cpu) / _of(small, _cpu)
        lines.append(
            f"| {job.title} | x{grew:.2f} {'flat' if grew <= FLAT else 'grows'} "
            f"| x{_of(large, lambda f: f.p50_ms) / _of(small, lambda f: f.p50_ms):.2f} |"
        )
    return "\n".join(lines) + "\n"


def _commands(report: Report) -> str:
    lines = [
        "## Whole processes, PostgreSQL\n",
        "Start of the process included on both sides.\n",
        "| job | items | CPU ms an item | of it database | yardstick CPU ms | ratio | wall | yardstick wall | peak memory |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    items = 500 if report.quick else 10_000
    for name, (ours, theirs) in report.commands.items():
        cost, plain = ours.cpu_seconds + ours.database_seconds, theirs.cpu_seconds + theirs.database_seconds
        lines.append(
            f"| {COMMAND_TITLES[name]} | {items:,} | {cost / items * 1000:.2f} | {ours.database_seconds / items * 1000:.2f} "
            f"| {plain / items * 1000:.2f} | **{cost / plain:.2f}** | {ours.wall_seconds:.1f} s | {theirs.wall_seconds:.1f} s "
            f"| {ours.peak_mib:.0f} MiB |"
        )
    return "\n".join(lines) + "\n"


def _notes(file: Path) -> str:
    """The notes that a person wrote below the figures are kept: the next run does not know better."""
    old = file.read_text() if file.exists() else ""
    return NOTES + old.partition(NOTES)[2] if NOTES in old else f"{NOTES}\n\nNot written yet.\n"


def _of(figures: Sequence[Figure], what: Callable[[Figure], float]) -> float:
    return median(what(figure) for figure in figures)


def _cpu(figure: Figure) -> float:
    return figure.cpu_ms
