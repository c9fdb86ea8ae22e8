"""Custody exports: reading what was uploaded and taking its ticked rows in, so that the page which started it only
looks on. A transaction a batch, and a transaction a row where a batch breaks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import count, islice
from tempfile import TemporaryFile
from typing import BinaryIO

import structlog

from programme.intake.custody_export import ExportRow, UnreadableExport, open_export, row_from_raw
from programme.intake.export_matching import EarlierRows
from programme.intake.export_verdicts import BATCH
from programme.intake.import_reading import begin_reading, end_reading, judge_rows, keep_rows, terms_for
from programme.intake.import_taking import (
    RowTaken,
    TakingFor,
    end_taking,
    note_taken,
    take_rows,
    taking_for,
    why_not_taken,
)
from programme.intake.imports import KEPT_DAYS, forget_imports, imports_in, one_part, ticked_rows
from programme.intake.states import ImportState
from programme.jobs.runner import SweepCount
from programme.shared.dates import london_date
from programme.shared.refusal import NotFound
from programme.storage.database import Database

log = structlog.get_logger()

_MOST_BATCHES = 40


def read_custody_imports(database: Database, *, now: datetime) -> SweepCount:
    """Read what waits to be read, take what waits to be taken; counts rows. An import is due by its state, so one
    that was cut off is done again."""
    done = 0
    for import_id in database.read_now(imports_in, ImportState.READING):
        done += read_import(database, import_id, today=london_date(now))
    for import_id in database.read_now(imports_in, ImportState.TAKING):
        done += take_import(database, import_id, now=now)
    return SweepCount(done)


def forget_custody_imports(database: Database, *, now: datetime) -> SweepCount:
    """Forget the rows of old imports."""
    return SweepCount(database.write_now(forget_imports, uploaded_before=now - timedelta(days=KEPT_DAYS), now=now))


def read_import(database: Database, import_id: int, *, today: date) -> int:
    """Read one uploaded export from its beginning, in bounded memory, and return how many rows it has.

    Rows of an earlier try that was cut off are read again. The file is forgotten when it has been read, or when it
    turns out to be no export; then the import says why. Stops when another process has begun to read it anew.
    """
    force_code = database.write_now(begin_reading, import_id)
    if force_code is None:
        return 0
    terms = database.read_now(terms_for, force_code)
    earlier = EarlierRows()
    read = 0
    with TemporaryFile() as file:
        _fetch(database, import_id, file)
        try:
            export = open_export(file, today=today)
            while batch := list(islice(export.rows, BATCH)):
                # Judged outside the transaction that writes: that one may run again, and `earlier` remembers.
                verdicts = database.read_now(
                    judge_rows, batch, earlier, force_code=force_code, today=today, terms=terms
                )
                if not database.write_now(keep_rows, import_id, batch, verdicts, after=read):
                    return read
                read += len(batch)
        except UnreadableExport as problem:
            database.write_now(end_reading, import_id, after=read, problem=str(problem))
            return read
    database.write_now(end_reading, import_id, after=read, problem=None, warning=export.warning)
    return read


def _fetch(database: Database, import_id: int, file: BinaryIO) -> None:
    """Copy the pieces of the upload into a file of ours, one at a time."""
    for number in count():
        piece = database.read_now(one_part, import_id, number)
        if piece is None:
            break
        file.write(piece)
    file.seek(0)


def take_import(database: Database, import_id: int, *, now: datetime) -> int:
    """Take ticked rows of an uploaded export in, batch by batch, and return how many became cases.

    Stops after _MOST_BATCHES, for the next sweep to go on: no sweep is longer than its lease. Cut off half-way, it goes
    on where it stopped: a row that became a case has its number.
    """
    taken = after = 0
    taking = database.read_now(taking_for, import_id, now=now)
    today = london_date(now)
    for _ in range(_MOST_BATCHES):
        batch = database.read_now(ticked_rows, import_id, after=after, at_most=BATCH)
        if not batch:
            database.write_now(end_taking, import_id)
            break
        rows = [row_from_raw(line, raw, today=today) for line, raw in batch]
        taken += sum(one.referral_id is not None for one in take_batch(database, rows, taking))
        after = batch[-1][0]
    return taken


def take_batch(database: Database, rows: Sequence[ExportRow], taking: TakingFor) -> list[RowTaken]:
    """Take the rows in together, and one by one where that breaks: a faulty row never holds another back."""
    try:
        return database.write_now(take_rows, rows, taking)
    except Exception as fault:
        if len(rows) > 1:
            log.warning("import_batch_broke", kind=type(fault).__name__, rows=len(rows))
            return [taken for row in rows for taken in take_batch(database, [row], taking)]
        if isinstance(fault, NotFound) or not database.answers():
            raise
        became = why_not_taken(rows[0], fault)
        if taking.import_id is not None:
            database.write_now(note_taken, taking.import_id, [became])
        return [became]
