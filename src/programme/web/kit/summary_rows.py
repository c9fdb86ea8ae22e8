"""The facts of a summary list, as its template writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from jinja2 import Undefined
from markupsafe import Markup

_BREAK = Markup("<br>")


class SummaryRow(NamedTuple):
    """One fact. `shown` is empty where there is none to show."""

    key: str
    shown: Any
    actions: Sequence[Mapping[str, str]]


class SummaryRows(NamedTuple):
    """The rows, and whether any of them has something that can be done with it."""

    rows: list[SummaryRow]
    have_actions: bool


def summary_rows(rows: Iterable[Mapping[str, Any]]) -> SummaryRows:
    """Rows as a page hands them to `summary_list`. Pages have dozens of facts: a template asks each of them four times
    what it is made of."""
    found = [SummaryRow(row["key"], _shown(row), row.get("actions") or ()) for row in rows]
    return SummaryRows(found, any(row.actions for row in found))


def _shown(row: Mapping[str, Any]) -> Any:
    """The value; without one the lines, one below the other."""
    value = row.get("value")
    if value is not None and value != "" and not isinstance(value, Undefined):
        return value
    return _BREAK.join(row.get("lines") or ())
