"""Looking through a whole export before its first row is judged: what kind of file it is, how it is written, its
columns, and in what order its dates stand. Raises UnreadableExport, in words that name what was found."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import IOBase
from itertools import chain, islice
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from programme.intake.export_kinds import other_kind_of
from programme.intake.export_lines import Record, lines_of, records_of
from programme.intake.export_words import ANSWER_COLUMNS
from programme.shared.written_dates import stands_first

REQUIRED_COLUMNS = ("CustodyRef", "PNCID", "Surname", "Forenames", "DOB", "OffenceCode", "OffenceDateTime", "Admission")
OTHER_COLUMNS = (
    "ASN", "CRO", "URN", "CrimeNumber", "Sex", "Address", "Postcode", "Mobile", "Email", "SafeToContact",
    "OffencePlace", "ArrestDateTime", "ReleaseStatus", "BailReturn", "Interpreter", "Adjustments", "OICRank",
    "OICCollar", "OICName", "Operation", "Area", *ANSWER_COLUMNS,
)  # fmt: skip
DATE_COLUMNS = ("DOB", "OffenceDateTime", "ArrestDateTime", "BailReturn")

_MOST_ROWS = 200_000
"""Twice what a force has in ten years. A file with more is no export of a night."""
MONTH_FIRST = "month_first_dates"
UNCLEAR_ORDER = "date_order_unclear"

_HEAD = 8192
_LINES_BEFORE_HEADER = 10
_FEW_ODD_DATES = 100
_FIRST_LOOK = 1000
_PIECE = 16384
_SEPARATORS = (",", ";", "\t", "|")
_SEP_LINE = re.compile(r'"?sep=(.)"?[,;\t|]*', re.IGNORECASE)
_NO_LINE_END = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2026\u2028\u2029]")
"""Line ends of other machines; U+2026 is one of them (0x85) when it is read as Windows-1252."""
_SAFE_NAME = re.compile(r"[A-Za-z][A-Za-z ._/-]{0,29}")
_SAVE_AS_CSV = "save it as CSV (comma-separated text), and choose that file."


class UnreadableExport(ValueError):
    """The file as a whole is no custody export. Its text tells a person what to do, and holds nothing of the file
    but names of columns that this program knows."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is written. `header_line` is the line that names the columns, in `columns` as this program writes
    them; `orders` says of a column of dates in numbers why it cannot be read (MONTH_FIRST, UNCLEAR_ORDER)."""

    encoding: str
    separator: str
    columns: tuple[str, ...]
    header_line: int
    orders: Mapping[str, str] = field(default_factory=dict)

    def records(self, file: BinaryIO) -> Iterator[Record]:
        """The rows of the file, from its beginning."""
        file.seek(0)
        found = records_of(
            lines_of(_as_utf_8(pieces_of(file), self.encoding)), columns=len(self.columns), separator=self.separator
        )
        return (record for record in found if record.line > self.header_line)

    def fitted(self, cells: list[str]) -> list[str] | None:
        """The cells of a row, one for each column; None where it is not certain which belongs where.

        Spreadsheets leave out the empty cells at the end of a row. A missing cell is empty, as long as the row reaches
        what it cannot do without; and an empty cell too many says nothing.
        """
        missing = len(self.columns) - len(cells)
        if missing > 0:
            needed = max(self.columns.index(column) for column in ("DOB", "OffenceDateTime"))
            return [*cells, *[""] * missing] if len(cells) > needed else None
        if missing < 0 and any(cell.strip() for cell in cells[missing:]):
            return None
        return cells[: len(self.columns)]


@contextmanager
def rewindable(source: Iterable[bytes]) -> Iterator[BinaryIO]:
    """The source as a file that can be read twice: itself, or a copy on the disk while it is read."""
    if isinstance(source, IOBase) and source.seekable():
        yield cast("BinaryIO", source)
        return
    pieces = pieces_of(cast("BinaryIO", source)) if isinstance(source, IOBase) else source
    with TemporaryFile() as copy:
        for piece in pieces:
            copy.write(piece)
        yield copy


def pieces_of(file: BinaryIO) -> Iterator[bytes]:
    """The rest of a file, in pieces."""
    while piece := file.read(_PIECE):
        yield piece


def layout_of(file: BinaryIO) -> Layout:
    """Look the whole file through. Raises UnreadableExport where it is no custody export, or has too many rows."""
    file.seek(0)
    head = file.read(_HEAD)
    _refuse_other_kinds(head, file)
    encoding = _encoding_of(head)
    file.seek(0)
    lines = lines_of(_as_utf_8(pieces_of(file), encoding))
    separator, columns, header_line = _header(list(islice(lines, _LINES_BEFORE_HEADER + 1)))
    layout = Layout(encoding, separator, columns, header_line)
    return Layout(encoding, separator, columns, header_line, _date_orders(layout, file))


def _refuse_other_kinds(head: bytes, file: BinaryIO) -> None:
    bare = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if not bare:
        raise UnreadableExport("The file is empty. Export it again from the custody system.")
    kind = other_kind_of(head, file)
    if kind is not None:
        opened = "unpack it first" if "compressed" in kind or "ZIP" in kind else "open it"
        raise UnreadableExport(f"This is {kind}, and no custody export: {opened}, {_SAVE_AS_CSV}")


def _encoding_of(head: bytes) -> str:
    """The name of the encoding, "" for what is told line by line. UTF-16 without a mark shows in its zero bytes."""
    marks = (
        (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
    )  # fmt: skip
    for mark, name in marks:
        if head.startswith(mark):
            return name
    start = head[:400]
    if len(start) >= 8:
        for odd, name in ((1, "utf-16-le"), (0, "utf-16-be")):
            zeros, others = start[odd::2], start[1 - odd :: 2]
            if zeros.count(0) > 0.9 * len(zeros) and b"\0" not in others:
                return name
    if b"\0" in next(iter(head.splitlines()), b""):
        raise UnreadableExport(
            "This is not a comma-separated text file: it holds characters that are not text. Open it where it was "
            f"made, {_SAVE_AS_CSV}"
        )
    return ""


def _as_utf_8(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    if not encoding:
        yield from pieces
        return
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    for piece in chain(pieces, (None,)):
        yield decoder.decode(piece or b"", final=piece is None).encode("utf-8", "replace")


def _header(lines: list[object]) -> tuple[str, tuple[str, ...], int]:
    """The separator, the names of the columns as this program writes them, and the line that they stand on."""
    said = None
    best: tuple[int, str, list[str], int] | None = None
    for separator in _SEPARATORS:
        for record in records_of(iter(lines), separator=separator):  # type: ignore[arg-type]
            if record.cells is None:
                continue
            if said is None and (found := _SEP_LINE.fullmatch(separator.join(record.cells).strip())):
                said = found[1]
                continue
            names = [_KNOWN.get(_bare(cell), "") for cell in record.cells]
            known = len({name for name in names if name in REQUIRED_COLUMNS})
            if best is None or known > best[0]:
                best = (known, separator, record.cells, record.line)
    if best is None:
        raise UnreadableExport("This is not a comma-separated text file. Open it where it was made, " + _SAVE_AS_CSV)
    _, separator, cells, line = best
    _refuse_one_long_line(cells)
    columns = _named(cells)
    _refuse_header(columns)
    return separator, columns, line


def _refuse_one_long_line(cells: list[str]) -> None:
    """Refuse a header that is no row of names: rows stand behind it, or the names stand together in one cell."""
    header = "".join(cells)
    if _NO_LINE_END.search(header):
        raise UnreadableExport(
            "The lines of this file do not end as lines of text do: all of it is one line, and no row was read. "
            f"Open it where it was made, {_SAVE_AS_CSV}"
        )
    if len(cells) < len(REQUIRED_COLUMNS) and all(_bare(column) in _bare(header) for column in REQUIRED_COLUMNS):
        raise UnreadableExport(
            "The first line names the columns, all in one cell: they have to be separated by commas, semicolons, tabs "
            f"or |. Open it where it was made, {_SAVE_AS_CSV}"
        )


def _named(cells: list[str]) -> tuple[str, ...]:
    """The columns' names: those this program knows, others where they are surely names, else by their place."""
    found: list[str] = []
    for place, cell in enumerate(cells, 1):
        name = " ".join(cell.split())
        known = _KNOWN.get(_bare(cell)) or (name if _SAFE_NAME.fullmatch(name) and name not in found else None)
        found.append(known or f"Column {place}")
    return tuple(found)


def _refuse_header(columns: tuple[str, ...]) -> None:
    missing = [column for column in REQUIRED_COLUMNS if column not in columns]
    if len(missing) == len(REQUIRED_COLUMNS):
        raise UnreadableExport(
            "This is not a custody export as comma-separated text: its first line names none of the columns that are "
            f"needed ({', '.join(missing)}). Export the file again as CSV, with the names of the columns in its first "
            "line, separated by commas."
        )
    if missing:
        raise UnreadableExport(
            f"The first line does not name {'these columns' if len(missing) > 1 else 'this column'}: "
            f"{', '.join(missing)}. Export the file again with all columns, separated by commas."
        )
    counted = Counter(column for column in columns if column in _ALL_COLUMNS)
    if twice := sorted(column for column, many in counted.items() if many > 1):
        raise UnreadableExport(f"The first line names a column twice: {', '.join(twice)}. Export the file again.")


def _date_orders(layout: Layout, file: BinaryIO) -> dict[str, str]:
    """Count the rows, and look at each column of dates as a whole: does the day stand first, or the month?"""
    places = {column: layout.columns.index(column) for column in DATE_COLUMNS if column in layout.columns}
    seen: dict[str, Counter[str]] = {column: Counter() for column in places}
    rows = shapeless = 0
    for record in layout.records(file):
        rows += 1
        if rows > _MOST_ROWS:
            raise UnreadableExport(
                f"The file has more than {_MOST_ROWS:,} rows. Export fewer nights at a time and import them one by one."
            )
        cells = layout.fitted(record.cells) if record.cells is not None else None
        if cells is None:
            shapeless += 1
            if rows == _FIRST_LOOK:
                _refuse_no_rows(rows, shapeless)
            continue
        for column, place in places.items():
            if cells[place] and (first := stands_first(cells[place].strip())):
                seen[column][first] += 1
    _refuse_no_rows(rows, shapeless)
    found = {column: order for column, counts in seen.items() if (order := _order(counts))}
    if found:
        # One program wrote them all: a column in which no day above 12 stands says nothing against it.
        likely = MONTH_FIRST if MONTH_FIRST in found.values() else UNCLEAR_ORDER
        found |= {column: likely for column, counts in seen.items() if set(counts) == {"either"}}
    return found


def _refuse_no_rows(rows: int, shapeless: int) -> None:
    if rows >= _FEW_ODD_DATES and shapeless > 0.9 * rows:
        raise UnreadableExport(
            "This is not a custody export: its first line names the columns, but almost none of the lines under it has "
            "as many cells as that. Export the file again as CSV, one offence a row."
        )


def _order(counts: Counter[str]) -> str | None:
    """Why a column cannot be read as day first; None where it can. One slip in a hundred dates is a slip."""
    day, month = counts["day"], counts["month"]
    if not month or month * _FEW_ODD_DATES <= day:
        return None
    return UNCLEAR_ORDER if day else MONTH_FIRST


def _bare(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


_ALL_COLUMNS = frozenset((*REQUIRED_COLUMNS, *OTHER_COLUMNS))
_KNOWN = {_bare(column): column for column in (*REQUIRED_COLUMNS, *OTHER_COLUMNS)}
