"""How many cases a list has, how many of those are short of time, and where its numbered pages begin: in one
statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Date, and_, bindparam, func, literal, select, true
from sqlalchemy.orm import Session

from programme.insight.list_pages import CASES_A_PAGE, COUNT_UP_TO, PAGES_NUMBERED, Query
from programme.storage.rows import reads, rows
from programme.storage.statements import written

FEW_DAYS, MORE_DAYS = 14, 28
"""Days left, for the totals above the list."""


@reads(count=literal(0), over=literal(0), soon=literal(0), later=literal(0))
@dataclass(frozen=True, slots=True)
class Totals:
    """How many cases the list has, counted to COUNT_UP_TO + 1, and how many of those have how many days left."""

    count: int = 0
    over: int = 0
    soon: int = 0
    later: int = 0


@dataclass(frozen=True, slots=True)
class PageMark:
    """The totals, and beside them the last row of one of the numbered pages, where there is one. A list that goes on by
    something else than the clock adds it."""

    totals: Totals
    place: int | None
    id: int | None
    charge_by_on: date | None


M = TypeVar("M", bound=PageMark)


def place_in(columns: Sequence[Any]) -> ColumnElement[int]:
    """The place of a row in a list of this order, for the statement of its numbered pages."""
    return func.row_number().over(order_by=columns).label("place")


def totals_statement(counted: Query, numbered: Query) -> Query:
    """`counted` reads the days to charge of the list (`charge_by_on`), ordered as an index is; `numbered` reads the
    columns of a mark but the totals, in the order of the list."""
    on = counted.limit(written(COUNT_UP_TO + 1)).subquery("counted").c.charge_by_on
    today, soon_on, later_on = (bindparam(name, type_=Date()) for name in ("today", "soon_on", "later_on"))
    sums = {
        "count": func.count(),
        "over": func.count().filter(on < today),
        "soon": func.count().filter(and_(on >= today, on <= soon_on)),
        "later": func.count().filter(and_(on > soon_on, on <= later_on)),
    }
    totals = select(*(one.label(f"totals__{name}") for name, one in sums.items())).select_from(on.table).subquery()
    first = numbered.limit(written((PAGES_NUMBERED - 1) * CASES_A_PAGE)).subquery("numbered")
    marks = select(first).where(first.c.place % written(CASES_A_PAGE) == written(0)).subquery("marks")
    return select(*totals.c, *marks.c).select_from(totals.outerjoin(marks, true()))


def totals_and_marks(db: Session, kind: type[M], statement: Query, *, today: date) -> tuple[Totals, list[M]]:
    """The totals, and the last row of every numbered page but the last, in their order."""
    days = {"today": today, "soon_on": today + timedelta(days=FEW_DAYS), "later_on": today + timedelta(days=MORE_DAYS)}
    found = rows(db, kind, statement, **days)
    marks = sorted((mark for mark in found if mark.place is not None), key=lambda mark: mark.place or 0)
    return found[0].totals, marks
