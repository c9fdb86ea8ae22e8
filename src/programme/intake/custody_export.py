"""Reads a custody system's export: a comma-separated file with one offence on each row.

Columns are found by name, whatever their case, spacing and order. Every cell is kept exactly as it stood.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from programme.intake.export_file import (
    MONTH_FIRST,
    OTHER_COLUMNS,
    REQUIRED_COLUMNS,
    UNCLEAR_ORDER,
    Layout,
    UnreadableExport,
    layout_of,
    rewindable,
)
from programme.intake.export_lines import Record
from programme.intake.export_values import DATE_ORDERS, ExportValues, read_values

__all__ = [
    "OTHER_COLUMNS",
    "REQUIRED_COLUMNS",
    "WHOLE_ROW",
    "WRONG_NUMBER_OF_COLUMNS",
    "Export",
    "ExportRow",
    "UnreadableExport",
    "open_export",
    "read_export",
    "row_from_raw",
]

WHOLE_ROW = "(row)"
"""Where `raw` keeps the text of a row that could not be taken apart."""

WRONG_NUMBER_OF_COLUMNS = "wrong_number_of_columns"


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One row: its line in the file, its cells as they stood, and what was made of them.

    With `problems` the row cannot be read as data; `values` is None when it could not even be taken apart.
    `flags` are oddities that stop nothing.
    """

    line: int
    raw: dict[str, str]
    values: ExportValues | None
    problems: tuple[str, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Export:
    """A file that was looked through: its rows, one at a time, and `warning`, what is wrong with all of it, or ""."""

    warning: str
    rows: Iterator[ExportRow]


def open_export(file: BinaryIO, *, today: date) -> Export:
    """A file that was looked through from its beginning to its end: what is wrong with it as a whole shows before the
    first row.

    UTF-8 or UTF-16 or Windows-1252; any usual line end and separator. Times are London times. `today` is the day in
    London; it decides which century two digits of a year mean. Raises UnreadableExport when it is no custody export.
    """
    layout = layout_of(file)
    return Export(_warning(layout), (_row(record, layout, today) for record in layout.records(file)))


def read_export(source: Iterable[bytes], *, today: date) -> Iterator[ExportRow]:
    """The rows of an export that comes in pieces of any size, or as an open file, as `open_export`."""
    with rewindable(source) as file:
        yield from open_export(file, today=today).rows


def row_from_raw(line: int, raw: Mapping[str, str], *, today: date) -> ExportRow:
    """The row again from the cells that were kept of it. A row that could not be taken apart still cannot."""
    cells = dict(raw)
    if WHOLE_ROW in cells:
        return ExportRow(line, cells, None, (WRONG_NUMBER_OF_COLUMNS,), ())
    return ExportRow(line, cells, *read_values(cells, today=today))


def _row(record: Record, layout: Layout, today: date) -> ExportRow:
    if record.cells is None:
        return ExportRow(record.line, {WHOLE_ROW: record.text}, None, (record.problem or "",), ())
    cells = layout.fitted(record.cells)
    if cells is None:
        text = layout.separator.join(record.cells)
        return ExportRow(record.line, {WHOLE_ROW: text}, None, (WRONG_NUMBER_OF_COLUMNS,), ())
    raw = dict(zip(layout.columns, cells, strict=True))
    if layout.orders:
        raw[DATE_ORDERS] = " ".join(f"{column}={order}" for column, order in sorted(layout.orders.items()))
    values, problems, flags = read_values(raw, today=today)
    flags = tuple(dict.fromkeys((*flags, "odd_letters"))) if record.odd_letters else flags
    return ExportRow(record.line, raw, values, problems, flags)


def _warning(layout: Layout) -> str:
    said = []
    for order, words in (
        (MONTH_FIRST, "This file writes dates with the month first (month/day/year), in {}."),
        (UNCLEAR_ORDER, "This file writes dates in both orders, with the day first and with the month first, in {}."),
    ):
        if columns := [column for column in layout.columns if layout.orders.get(column) == order]:
            said.append(words.format(", ".join(columns)))
    if not said:
        return ""
    said.append("No such date is guessed: export the file again with dates as dd/mm/yyyy, or refer on the form.")
    return " ".join(said)
