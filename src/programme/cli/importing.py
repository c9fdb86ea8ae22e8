"""`programme import custody FILE`: a custody system's export, row by row, from the command line.

Heavy parts are imported when the command runs: the command line's start must be quick.
"""

from __future__ import annotations

import gc
import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from programme.cli.deadlines import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from programme.eligibility.terms import DatedTerms
    from programme.intake.custody_export import ExportRow
    from programme.intake.export_matching import EarlierRows
    from programme.intake.export_verdicts import RowVerdict
    from programme.intake.import_taking import RowTaken
    from programme.settings import Settings
    from programme.storage.database import Database


class _CannotImport(click.ClickException):
    """The file or the database is not what it has to be. The process ends with 2."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class _Run:
    """The orders for one import. `database` is None where there is none yet: then nothing is known."""

    database: Database | None
    terms: DatedTerms
    force_code: str
    now: datetime
    dry: bool
    take_undecided: bool

    @property
    def today(self) -> date:
        """The day in London."""
        from programme.shared.dates import london_date

        return london_date(self.now)


def _within_reach(_ctx: click.Context, _param: click.Parameter, day: datetime | None) -> datetime | None:
    if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise click.BadParameter(f"the years from {FIRST_YEAR} to {LAST_YEAR} can be worked out")
    return day


@click.group("import")
def import_command() -> None:
    """Take cases in from files."""


@import_command.command("custody")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--force", "force_code", default="43", show_default=True, help="The force whose offences these are.")
@click.option("--dry-run", is_flag=True, help="Judge every row and write nothing. Needs no database.")
@click.option("--take-undecided", is_flag=True, help="Take rows that wait for a decision as well.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a row.")
@click.option("--database-url", default=None, help="In place of PROGRAMME_DATABASE_URL.")
@click.option("--today", default=None, hidden=True, type=click.DateTime(["%Y-%m-%d"]), callback=_within_reach)
def custody_command(
    file: Path,
    force_code: str,
    dry_run: bool,
    take_undecided: bool,
    as_json: bool,
    database_url: str | None,
    today: datetime | None,
) -> None:
    """Read a custody export and take its accepted rows in.

    Each row gets a verdict: accept, decide, refuse, repeat or unreadable, with its reasons. Running the same file
    again changes nothing. Ends with 0 when the file was read, whatever its rows say, and with 2 when it could not be.
    """
    from programme.intake.custody_export import UnreadableExport
    from programme.people.reference import find_force

    if find_force(force_code) is None:
        raise _CannotImport(f"No police force has the code {force_code}.")
    run = _prepare(force_code, dry_run, take_undecided, database_url, today.date() if today else None)
    totals: Counter[str] = Counter()
    gc.freeze()  # what stands now stands to the end: no collection need look through it again
    try:
        with file.open("rb") as opened, _progress(opened) as source:
            for batch in _judged(run, source):
                totals.update(verdict.verdict.value for verdict, _ in batch)
                totals["taken"] += sum(bool(taken and taken.reference) for _, taken in batch)
                said = _as_json if as_json else _as_text
                _say("\n".join(said(verdict, taken) for verdict, taken in batch))
    except UnreadableExport as unreadable:
        raise _CannotImport(str(unreadable)) from unreadable
    except BrokenPipeError:  # whoever read along has gone
        raise
    except OSError as unreadable:
        raise _CannotImport(f"The file cannot be read: {os.strerror(unreadable.errno or 0)}.") from unreadable
    finally:
        if run.database is not None:
            run.database.dispose()
    click.echo(_summary(totals, dry_run), err=as_json)


def _say(verdicts: str) -> None:
    try:
        click.echo(verdicts)
    except BrokenPipeError:
        raise
    except OSError as full:
        reason = os.strerror(full.errno or 0)
        raise click.ClickException(f"What was read cannot be written to standard output: {reason}.") from full


def _prepare(force_code: str, dry: bool, take_undecided: bool, database_url: str | None, today: date | None) -> _Run:
    from programme.eligibility.terms import ORDINARY
    from programme.intake.import_reading import terms_for
    from programme.integrations.clock import MovableClock, SystemClock
    from programme.opening import open_database
    from programme.shared.dates import london_instant

    settings = _settings(database_url)
    clock = MovableClock(settings.clock_file) if settings.clock_file else SystemClock()
    now = london_instant(today, time(12)) if today else clock.now()
    problem = _database_problem(settings)
    if problem and not dry:
        raise _CannotImport(problem)
    if problem:
        click.echo(f"{problem} The rows are judged against the file alone.", err=True)
        return _Run(None, ORDINARY, force_code, now, dry, take_undecided)
    database = open_database(settings, threads=1)
    if not dry:
        _need_programme(database, force_code)
    return _Run(database, database.read_now(terms_for, force_code), force_code, now, dry, take_undecided)


def _settings(database_url: str | None) -> Settings:
    """The settings, with the database of the option in the place of their own."""
    from programme.cli.faults import wrong_settings
    from programme.settings import Settings

    if database_url is None:
        return Settings()
    try:
        return Settings(database_url=database_url)
    except ValueError as wrong:
        if any("DATABASE_URL" in line for line in wrong_settings(wrong)):
            raise click.BadParameter(wrong_settings(wrong)[0].split(": ", 1)[1], param_hint="--database-url") from None
        raise


def _database_problem(settings: Settings) -> str | None:
    """Why the database cannot be asked, or None. Creates nothing: SQLite would make a file of the first question."""
    from programme.opening import DatabaseUnfit, check_database

    try:
        check_database(settings)
    except DatabaseUnfit as unfit:
        return str(unfit)
    return None


def _need_programme(database: Database, force_code: str) -> None:
    from programme.courses.queries import our_programme
    from programme.shared.refusal import NotFound

    try:
        database.read_now(our_programme, force_code=force_code)
    except NotFound as missing:
        database.dispose()
        raise _CannotImport(f"{missing.headline}. {missing.remedy}") from missing


def _judged(run: _Run, source: BinaryIO) -> Iterator[list[tuple[RowVerdict, RowTaken | None]]]:
    """The rows' verdicts, with what became of those that were taken, batch by batch: one is in memory at a time."""
    from programme.intake.custody_export import open_export
    from programme.intake.export_file import rewindable
    from programme.intake.export_matching import EarlierRows
    from programme.intake.export_verdicts import BATCH

    earlier = EarlierRows()
    with rewindable(source) as file:
        export = open_export(file, today=run.today)
        if export.warning:
            click.echo(f"Warning: {export.warning}", err=True)
        while batch := list(islice(export.rows, BATCH)):
            verdicts = _judge(run, batch, earlier)
            taken = {} if run.dry else _take(run, batch, verdicts)
            yield [(verdict, taken.get(verdict.line)) for verdict in verdicts]


def _judge(run: _Run, rows: list[ExportRow], earlier: EarlierRows) -> list[RowVerdict]:
    from programme.intake.export_matching import NothingStored
    from programme.intake.export_verdicts import judge_batch
    from programme.intake.import_reading import judge_rows

    if run.database is None:
        return judge_batch(rows, NothingStored(), earlier, run.today, run.terms)
    return run.database.read_now(judge_rows, rows, earlier, force_code=run.force_code, today=run.today, terms=run.terms)


def _take(run: _Run, rows: list[ExportRow], verdicts: list[RowVerdict]) -> dict[int, RowTaken]:
    from programme.intake.import_taking import TakingFor
    from programme.intake.states import ImportVerdict
    from programme.jobs.imports import take_batch
    from programme.shared.actor import COMMAND_LINE

    wanted = {ImportVerdict.ACCEPT, ImportVerdict.DECIDE} if run.take_undecided else {ImportVerdict.ACCEPT}
    chosen = [row for row, verdict in zip(rows, verdicts, strict=True) if verdict.verdict in wanted]
    if not chosen or run.database is None:
        return {}
    taken = take_batch(run.database, chosen, TakingFor(run.force_code, COMMAND_LINE, run.now))
    return {one.line: one for one in taken}


@contextmanager
def _progress(file: BinaryIO) -> Iterator[BinaryIO]:
    """The file, with a bar on standard error while somebody looks at it."""
    from rich.console import Console
    from rich.progress import wrap_file

    console = Console(stderr=True)
    if not console.is_terminal:
        yield file
        return
    with wrap_file(
        file, Path(file.name).stat().st_size, description="Reading", console=console, transient=True
    ) as seen:
        yield seen


def _as_json(verdict: RowVerdict, taken: RowTaken | None) -> str:
    row: dict[str, object] = {
        "line": verdict.line,
        "verdict": verdict.verdict.value,
        "reasons": list(verdict.reasons),
        "flags": list(verdict.flags),
        "answers_missing": verdict.answers_missing,
    }
    if taken is not None:
        row["reference"] = taken.reference
        if taken.reference is None:
            row |= {"became": taken.verdict.value, "why_not_taken": list(taken.reasons)}
    return json.dumps(row)


def _as_text(verdict: RowVerdict, taken: RowTaken | None) -> str:
    from programme.intake.words import row_verdict_words

    words = [f"line {verdict.line:<6} {verdict.verdict.value:<10}"]
    if taken is not None:
        words.append(f"case {taken.reference}" if taken.reference else f"not taken: {' '.join(taken.explanation)}")
    words.extend(verdict.explanation)
    if verdict.answers_missing:
        words.append(f"{row_verdict_words(verdict.verdict, verdict.answers_missing)}.")
    if verdict.flags:
        words.append(f"[{', '.join(verdict.flags)}]")
    return " ".join(words).rstrip()


def _summary(totals: Counter[str], dry: bool) -> str:
    from programme.intake.states import ImportVerdict

    counted = ", ".join(f"{totals[verdict.value]} {verdict.value}" for verdict in ImportVerdict)
    read = sum(totals[verdict.value] for verdict in ImportVerdict)
    done = "Nothing was written." if dry else f"{totals['taken']} became cases."
    return f"{read} rows: {counted}. {done}"
