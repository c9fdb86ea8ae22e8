"""Custody exports for tests: the samples, and small ones of a test's own."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from programme.intake.custody_export import OTHER_COLUMNS, REQUIRED_COLUMNS
from programme.people.reference_rows import load_reference_rows
from programme.storage.database import Database

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
SAMPLE = SAMPLES / "custody-export.csv"
SAMPLE_UTF8 = SAMPLES / "custody-export-utf8.csv"
EXPORTED_AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
"""When the samples were exported: what is in time, and what is in the future, hangs on it."""

_ROW = {
    "CustodyRef": "HA/1001/26", "PNCID": "1996/0054031P", "Surname": "Nguyen", "Forenames": "Lee", "DOB": "27/09/1965",
    "Sex": "M", "Mobile": "07700 900577", "SafeToContact": "Y", "OffenceCode": "SX03213",
    "OffenceDateTime": "24/10/2026 01:26", "OffencePlace": "Mill Lane", "ArrestDateTime": "24/10/2026 02:07",
    "ReleaseStatus": "RUI", "Admission": "Y", "OICRank": "PS", "OICCollar": "1187", "OICName": "J Lindqvist",
}  # fmt: skip


def an_export(*rows: dict[str, str]) -> bytes:
    """A file with these rows; each says what is different from a plain one."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [*REQUIRED_COLUMNS, *OTHER_COLUMNS], restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({**_ROW, **row} for row in rows)
    return text.getvalue().encode("cp1252")


def plain_rows(number: int) -> Iterator[dict[str, str]]:
    """Rows of so many men who are like nobody else."""
    for place in range(number):
        yield {
            "CustodyRef": f"HA/{place}/26",
            "PNCID": "",
            "DOB": f"{date(1960, 1, 13) + timedelta(days=31 * place):%d/%m/%Y}",
            "Surname": f"Name{'abcdefghij'[place % 10]}{chr(97 + place // 10)}",
        }


def dirt() -> Iterator[tuple[int, str]]:
    """The faults in each line of the first sample."""
    with (SAMPLES / "custody-export.dirt.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield int(row["line"]), row["kind"]


def with_forces(database: Database) -> Database:
    """The same database with every police force in it."""
    database.write_now(load_reference_rows)
    return database
