"""The records of a comma-separated file, one at a time, whatever state it is in.

Constant memory: a file is taken in pieces, a line may be 64 KiB long, a record 500 lines. A record that cannot be
read costs its own line, never the lines after it.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LONGEST_LINE = 64 * 1024
LONGEST_RECORD = 256 * 1024
LONGEST_RECORD_LINES = 500
_ENOUGH_TO_TELL_ROWS = 8
_SHOWN = 1000

LINE_TOO_LONG = "line_too_long"
BROKEN_QUOTES = "broken_quotes"
NOT_TEXT = "not_text"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the file with its number (the first is 1). `odd_letters`: not in the encoding of the lines above."""

    number: int
    text: str
    odd_letters: bool = False
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one record and the line it starts on; or no cells, the text as it stood, and the problem."""

    line: int
    cells: list[str] | None
    text: str
    odd_letters: bool
    problem: str | None


def lines_of(pieces: Iterable[bytes]) -> Iterator[_Line]:
    """The lines of a file that comes in pieces of any size, decoded line by line.

    A line that is UTF-8 is read as UTF-8, any other as Windows-1252: text of the one is hardly ever valid as the
    other, so a file that was pasted together from both is read right as well. A byte-order mark is dropped.
    """
    decode = _Decoder()
    for number, (raw, too_long) in enumerate(_raw_lines(pieces), start=1):
        if number == 1:
            raw = decode.without_mark(raw)
        yield decode.line(number, raw, too_long)


def records_of(lines: Iterable[_Line], *, columns: int | None = None, separator: str = ",") -> Iterator[Record]:
    """The records of the lines; lines that hold nothing but spaces and separators are passed over.

    With `columns`, a record that runs over several lines and has another number of cells, or that swallowed a line
    which is a row by itself, counts as one broken line, and reading goes on with the next: a stray quotation mark does
    not swallow its neighbours.
    """
    waiting = deque[_Line]()
    source = iter(lines)
    empty = " \t\r\n\ufeff" + separator
    while True:
        first = waiting.popleft() if waiting else next(source, None)
        if first is None:
            return
        if first.problem is None and not first.text.strip(empty):
            continue
        if first.problem:
            yield _broken(first, first.problem)
            continue
        if '"' not in first.text:
            yield Record(first.number, first.text.rstrip("\r\n").split(separator), "", first.odd_letters, None)
            continue
        taken = [first]
        cells = _cells(taken, waiting, source, separator)
        if cells is None or (columns is not None and _is_torn(taken, cells, columns, separator)):
            waiting.extendleft(reversed(taken[1:]))
            yield _broken(first, BROKEN_QUOTES)
        else:
            yield Record(first.number, cells, "", any(line.odd_letters for line in taken), None)


def _cells(taken: list[_Line], waiting: deque[_Line], source: Iterator[_Line], separator: str) -> list[str] | None:
    """The cells of the record that begins with the one line `taken`, to which the lines it runs on over are added."""

    def texts() -> Iterator[str]:
        yield taken[0].text
        size = len(taken[0].text)
        while len(taken) < LONGEST_RECORD_LINES and size <= LONGEST_RECORD:
            following = waiting.popleft() if waiting else next(source, None)
            if following is None:
                return
            taken.append(following)
            if following.problem:
                return
            size += len(following.text)
            yield following.text

    try:
        return next(csv.reader(texts(), strict=True, delimiter=separator))
    except csv.Error:
        return None


def _is_torn(taken: list[_Line], cells: list[str], columns: int, separator: str) -> bool:
    """Whether a record of several lines is not one: a cell too many or too few, or whole rows among its lines."""
    if len(taken) == 1:
        return False
    if len(cells) != columns:
        return True
    whole = [line.text.count(separator) >= columns - 1 for line in taken]
    return columns >= _ENOUGH_TO_TELL_ROWS and (any(whole[1:-1]) or (whole[0] and whole[-1]))


def _broken(line: _Line, problem: str) -> Record:
    return Record(line.number, None, line.text[:_SHOWN].rstrip("\r\n"), line.odd_letters, problem)


def _raw_lines(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each line with its line end (LF, CR LF or CR), and whether it was cut because it is too long."""
    rest = cut = b""
    for piece in pieces:
        text = rest + piece
        # A CR at the very end may be half of a CR LF.
        held = text[-1:] == b"\r"
        *whole, rest = [*(text[:-1] if held else text).splitlines(keepends=True), b""]
        if held:
            rest = b"\r"
        if whole and not whole[-1].endswith((b"\n", b"\r")):
            rest = whole.pop() + rest
        for line in whole:
            if cut:
                yield cut, True
                cut = b""
            else:
                yield line[:LONGEST_LINE], len(line) > LONGEST_LINE
        if len(rest) > LONGEST_LINE + 1:
            cut = cut or rest[:LONGEST_LINE]
            rest = b"\r" if rest.endswith(b"\r") else b""
    if cut:
        yield cut, True
    elif rest:
        yield rest[:LONGEST_LINE], len(rest.rstrip(b"\r\n")) > LONGEST_LINE


class _Decoder:
    """Decodes line by line, and notices when a line is not like the lines before it."""

    def __init__(self) -> None:
        self._seen: str | None = None

    def without_mark(self, raw: bytes) -> bytes:
        mark = b"\xef\xbb\xbf"
        if raw.startswith(mark):
            self._seen = "utf-8"
        return raw.removeprefix(mark)

    def line(self, number: int, raw: bytes, too_long: bool) -> _Line:
        if too_long:
            return _Line(number, raw[:_SHOWN].decode("cp1252", "replace").replace("\0", "�"), False, LINE_TOO_LONG)
        if raw.isascii():
            text, encoding = raw.decode("ascii"), self._seen
        else:
            try:
                text, encoding = raw.decode("utf-8"), "utf-8"
            except UnicodeDecodeError:
                text, encoding = raw.decode("cp1252", "replace"), "cp1252"
        odd = self._seen is not None and encoding != self._seen
        self._seen = self._seen or encoding
        if "\0" in text:
            return _Line(number, text.replace("\0", "�"), False, NOT_TEXT)
        return _Line(number, text, odd or "�" in text)
