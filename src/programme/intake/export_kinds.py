"""The kind of a file that is no text: told by its first bytes, so that whoever chose it reads what he chose."""

from __future__ import annotations

import codecs
from io import SEEK_END
from typing import BinaryIO

_END = 16384
"""How much of the end of a zipped file is looked at: the names of what is in it stand there."""

_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook or another Office document"),
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a rich text document"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"7z\xbc\xaf", "a compressed file (7-Zip)"),
    (b"Rar!", "a compressed file (RAR)"),
    (b"SQLite format 3", "a database"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)


def other_kind_of(head: bytes, file: BinaryIO) -> str | None:
    """The kind in words, by the file's first bytes and, where it is zipped, its last; None for a file that may be
    text."""
    known = next((words for mark, words in _KINDS if head.startswith(mark)), None)
    return known or _zipped(head, file) or _marked_up(head.removeprefix(codecs.BOM_UTF8).lstrip())


def _zipped(head: bytes, file: BinaryIO) -> str | None:
    """A zipped file tells by the names in it: some stand at its beginning, all of them at its end."""
    if not head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return None
    size = file.seek(0, SEEK_END)
    file.seek(max(0, size - _END))
    names = head + file.read(_END)
    if b"opendocument.spreadsheet" in names:
        return "an OpenDocument spreadsheet"
    if b"word/" in names:
        return "a Word document"
    if b"xl/" in names or b"[Content_Types].xml" in names:
        return "an Excel workbook"
    return "a ZIP archive"


def _marked_up(bare: bytes) -> str | None:
    begins = bare[:2000].lower()
    if begins.startswith((b"<?xml", b"<workbook", b"<ss:workbook")):
        return "an Excel workbook in XML" if b"office:spreadsheet" in begins else "an XML file"
    if begins.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<table", b"<meta", b"<style", b"<!--")):
        return "a web page, even where its name ends in .xls"
    if begins[:1] in (b"{", b"["):
        return "a JSON file"
    return None
