"""The yardstick's import: read the file, write a case a row, in batches. No rules, no identifiers, no history."""

from __future__ import annotations

import csv
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import create_engine, insert

from benchmarks.yardstick.rows import Base, Case, Line

BATCH = 500


def main(url: str, file: str) -> None:
    """Import `file` into the database at `url`."""
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    batch: list[dict[str, object]] = []
    with Path(file).open(encoding="cp1252", newline="") as opened:
        for number, row in enumerate(csv.DictReader(opened), start=1):
            batch.append(_case(number, row))
            if len(batch) == BATCH:
                _write(engine, batch)
                batch = []
    if batch:
        _write(engine, batch)
    engine.dispose()


def _case(number: int, row: dict[str, str]) -> dict[str, object]:
    try:
        offence = datetime.strptime(row["OffenceDateTime"], "%d/%m/%Y %H:%M")  # noqa: DTZ007 - a yardstick
    except ValueError:
        offence = datetime(2026, 1, 1)  # noqa: DTZ001
    charge_by = (offence + timedelta(days=182)).date()
    return {
        "id": number,
        "reference": f"C{number:07d}",
        "force_code": "43",
        "surname": row["Surname"],
        "forenames": row["Forenames"],
        "born_on": date(1980, 1, 1),
        "state": "eligible",
        "offence_at": offence,
        "offence_place": row["OffencePlace"],
        "charge_by_on": charge_by,
        "return_by_on": charge_by - timedelta(days=28),
        "complete_by_on": charge_by - timedelta(days=33),
        "officer_name": row["OICName"],
        "custody_reference": row["CustodyRef"],
    }


def _write(engine, batch: list[dict[str, object]]) -> None:  # type: ignore[no-untyped-def]
    with engine.begin() as connection:
        connection.execute(insert(Case), batch)
        connection.execute(
            insert(Line), [{"case_id": row["id"], "words": "referred", "at": row["offence_at"]} for row in batch]
        )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
