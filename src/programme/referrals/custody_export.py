"""Reads a custody system's export: a comma-separated file with one offence on each row.

Columns are found by name, whatever their case, spacing and order. Every cell is kept exactly as it stood.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from programme.referrals.export_lines import Record, lines_of, records_of
from programme.referrals.export_values import ExportValues, read_values

REQUIRED_COLUMNS = ("CustodyRef", "PNCID", "Surname", "Forenames", "DOB", "OffenceCode", "OffenceDateTime", "Admission")
OTHER_COLUMNS = (
    "ASN", "CRO", "URN", "Sex", "Address", "Postcode", "Mobile", "Email", "SafeToContact", "OffencePlace",
    "ArrestDateTime", "ReleaseStatus", "BailReturn", "Interpreter", "Adjustments", "OICRank", "OICCollar", "OICName",
    "Operation",
)  # fmt: skip

WHOLE_ROW = "(row)"
"""Where `raw` keeps the text of a row that could not be taken apart."""

WRONG_NUMBER_OF_COLUMNS = "wrong_number_of_columns"


class UnreadableExport(ValueError):
    """The file as a whole is no custody export. Its text tells a person what to do, and holds nothing of the file
    but names of columns."""


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One row: its line in the file (the header is line 1), its cells as they stood, and what was made of them.

    With `problems` the row cannot be read as data; `values` is None when it could not even be taken apart.
    `flags` are oddities that stop nothing.
    """

    line: int
    raw: dict[str, str]
    values: ExportValues | None
    problems: tuple[str, ...]
    flags: tuple[str, ...]


def read_export(pieces: Iterable[bytes], *, today: date) -> Iterator[ExportRow]:
    """The rows of an export that comes in pieces of any size (an open binary file is such a thing), one at a time.

    UTF-8 with or without a byte-order mark, or Windows-1252. Times are London times. `today` is the day in London;
    it decides which century two digits of a year mean. Raises UnreadableExport, before any row, when the first
    line is no header or a required column is missing.
    """
    lines = lines_of(pieces)
    columns = _columns(next(records_of(lines), None))
    for record in records_of(lines, columns=len(columns)):
        yield _row(record, columns, today)


def row_from_raw(line: int, raw: Mapping[str, str], *, today: date) -> ExportRow:
    """The row again from the cells that were kept of it. A row that could not be taken apart still cannot."""
    cells = dict(raw)
    if WHOLE_ROW in cells:
        return ExportRow(line, cells, None, (WRONG_NUMBER_OF_COLUMNS,), ())
    return ExportRow(line, cells, *read_values(cells, today=today))


def _row(record: Record, columns: list[str], today: date) -> ExportRow:
    if record.cells is None:
        return ExportRow(record.line, {WHOLE_ROW: record.text}, None, (record.problem or "",), ())
    if len(record.cells) != len(columns):
        text = ",".join(record.cells)
        return ExportRow(record.line, {WHOLE_ROW: text}, None, (WRONG_NUMBER_OF_COLUMNS,), ())
    raw = dict(zip(columns, record.cells, strict=True))
    values, problems, flags = read_values(raw, today=today)
    return ExportRow(record.line, raw, values, problems, (*flags, "odd_letters") if record.odd_letters else flags)


def _columns(header: Record | None) -> list[str]:
    """The names of the columns as this program writes them, or as the file does where it has more than those."""
    if header is None:
        raise UnreadableExport("The file is empty. Export it again from the custody system.")
    if header.cells is None:
        raise UnreadableExport(
            "This is not a comma-separated text file. Export it as CSV, not as a spreadsheet, and choose it again."
        )
    known = {_bare(column): column for column in (*REQUIRED_COLUMNS, *OTHER_COLUMNS)}
    columns = [known.get(_bare(cell), cell.strip() or f"Column {place}") for place, cell in enumerate(header.cells, 1)]
    missing = [column for column in REQUIRED_COLUMNS if column not in columns]
    if missing:
        raise UnreadableExport(
            f"The first line does not name {'these columns' if len(missing) > 1 else 'this column'}: "
            f"{', '.join(missing)}. Export the file again with all columns, separated by commas."
        )
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        raise UnreadableExport(f"The first line names a column twice: {', '.join(twice)}. Export the file again.")
    return columns


def _bare(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())
