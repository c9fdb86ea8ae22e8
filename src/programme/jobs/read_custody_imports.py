"""Reading uploaded custody exports and taking their ticked rows in, so that the page which started it only looks on."""

from __future__ import annotations

from datetime import datetime, timedelta

from programme.intake.import_reading import read_import
from programme.intake.import_taking import take_import
from programme.intake.imports import forget_imports, imports_in
from programme.intake.states import ImportState
from programme.jobs.runner import SweepCount
from programme.shared.dates import london_date
from programme.storage.database import Database

KEPT_DAYS = 30
"""How long the rows of an export are kept to look up what became of them. The cases they became stay."""


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
