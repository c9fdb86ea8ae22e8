"""Lists as files for a spreadsheet: nothing in a cell is ever run as a formula.

A cell that begins with =, +, -, @, a tab or a carriage return, also in their full-width forms and also behind
spaces, is taken for a formula by spreadsheets. It gets an apostrophe in front, which they read as "this is text". A
number below nought is none. Days and times are written so that a spreadsheet puts them in order.
"""

from __future__ import annotations

import csv
import io
import re
import secrets
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime

from litestar import Response
from litestar.response import Stream

from programme.shared.dates import to_london

_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
_NUMBER = re.compile(r"-[0-9]+(\.[0-9]+)?")
BYTE_ORDER_MARK = "\ufeff"
"""Without it spreadsheets read Ł and ø as something else."""


def safe_cell(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would run it."""
    first = text.lstrip(" \u00a0\u3000")[:1]
    return f"'{text}" if first in _FORMULA and first and not _NUMBER.fullmatch(text) else text


def instant_cell(at: datetime | None) -> str:
    """An instant as a London clock showed it: "2027-03-13 09:30:00"; nothing for None."""
    return to_london(at).strftime("%Y-%m-%d %H:%M:%S") if at else ""


def csv_bytes(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The file: UTF-8 with a byte order mark, commas, every cell safe."""
    return BYTE_ORDER_MARK.encode() + _lines([head]) + _lines(rows)


def _lines(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([safe_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


async def csv_stream(head: Sequence[str], batches: AsyncIterator[Iterable[Sequence[str]]]) -> Stream:
    """The same download sent as its batches are read, so that no file is held here whole. The first is read before
    anything is sent: where it is refused there is a page that says so, and no file. A later one that fails cuts the
    connection, which a browser shows as a download that failed."""
    first = await anext(batches, None) or ()

    async def parts() -> AsyncIterator[bytes]:
        yield csv_bytes(head, first)
        async for rows in batches:
            yield _lines(rows)

    return Stream(parts(), media_type="text/csv", headers=_neutral_name())


def csv_response(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Response[bytes]:
    """The file as a download, under a name that tells nothing."""
    return Response(
        csv_bytes(head, rows),
        media_type="text/csv",
        headers=_neutral_name(),
    )


def _neutral_name() -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="list-{secrets.token_hex(4)}.csv"'}
