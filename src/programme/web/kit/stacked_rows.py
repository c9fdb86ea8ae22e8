"""Tables on a narrow screen: one cell below the other, each beside the name of its column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypedDict

from markupsafe import Markup, escape

_COLUMNS = re.compile(r'[^>]*colspan="(\d+)"')


class Header(TypedDict, total=False):
    """A column's header, as a page hands it to `table`. `short` is its name where there is little room, `hidden` says
    that it is read aloud only and names nothing."""

    text: str
    short: str
    hidden: bool


def stacked_rows(rows: Markup, headers: Sequence[str | Header]) -> Markup:
    """The rows of a table's body, each cell with the name of its column, which the style sheet shows beside it.

    The roles say again what the tags say: some screen readers take a table that is laid out otherwise for no table.
    The header of a row stands over it and is not named, nor is a cell over several columns. Written for lists of
    hundreds of cells: nothing is parsed.
    """
    named = [f' data-label="{name}"' if name else "" for name in map(_name, headers)]
    column = 0
    first, *opened = str(rows).split("<t")
    done = [first]
    for tag in opened:
        match tag[:2]:
            case "r " | "r>":
                column = 0
                done.append(f'<tr role="row"{tag[1:]}')
            case "d " | "d>" | "h " | "h>":
                over = _COLUMNS.match(tag) if "colspan" in tag else None
                name = named[column] if tag[0] == "d" and over is None else ""
                role = "cell" if tag[0] == "d" else "rowheader"
                done.append(f'<t{tag[0]} role="{role}"{name}{tag[1:]}')
                column += int(over[1]) if over else 1
            case _:
                done.append(f"<t{tag}")
    return Markup("".join(done))  # noqa: S704 -- the rows are markup, and what is added is escaped


def _name(header: str | Header) -> str:
    if isinstance(header, str):
        return escape(header)
    return escape("" if header.get("hidden") else header.get("short") or header["text"])
