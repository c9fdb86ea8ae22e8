"""Pages of a list by key: a page begins after a row, however many rows came or went since, and costs the same wherever
it stands in the list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import Session

from programme.shared.page_key import DayKey
from programme.storage.rows import rows
from programme.storage.statements import written

Query = Select[*tuple[Any, ...]]
L = TypeVar("L")
CASES_A_PAGE = 25
COUNT_UP_TO = 1000
"""Nobody reads a larger number as anything but "more"."""
PAGES_NUMBERED = 10
"""The pages that can be gone to by their number. Who looks further than that narrows the list, or goes on."""


@dataclass(frozen=True, slots=True)
class KeyedPage(Generic[L]):
    """The lines of a page, and the lines whose keys it is asked on with: before the first of it, after its last."""

    lines: list[L]
    earlier: L | None
    later: L | None


def page_by_key(
    db: Session, kind: type[L], statement: Callable[..., Query], values: dict[str, Any] | None, *, back: bool
) -> KeyedPage[L]:
    """A page that begins after the key in `values`, or `back` ends before it; without one the first page.

    `statement(back=, from_key=)` gives what reads one line more than the page shows.
    """
    lines = rows(db, kind, statement(back=back, from_key=values is not None), **(values or {}))
    more = len(lines) > CASES_A_PAGE
    del lines[CASES_A_PAGE:]
    if back:
        lines.reverse()
    earlier = lines[0] if lines and (more if back else values is not None) else None
    later = lines[-1] if lines and (back or more) else None
    return KeyedPage(lines, earlier, later)


def day_values(key: DayKey | None) -> dict[str, Any] | None:
    """A day's key as the values of a statement."""
    return {"key_on": key.on, "key_id": key.id} if key else None


def ordered(query: Query, columns: tuple[Any, ...], *, back: bool = False) -> Query:
    """In the order of the columns, or turned round."""
    return query.order_by(*(column.desc() for column in columns) if back else columns)


def beyond(columns: tuple[Any, ...], place: tuple[Any, ...], *, back: bool) -> ColumnElement[bool]:
    """The rows that stand behind the place in the order of the columns, or `back` before it."""
    here, there = tuple_(*columns), tuple_(*place)
    return here < there if back else here > there


def capped(wanted: Select) -> Select:  # type: ignore[type-arg]
    """How many rows `wanted` finds, counted no further than COUNT_UP_TO + 1.

    Order them as an index does: without an order PostgreSQL may look for them through the whole table.
    """
    return select(func.count()).select_from(wanted.limit(written(COUNT_UP_TO + 1)).subquery())
