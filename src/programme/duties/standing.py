"""Ladders in SQL: which rows have come to a rung, found in the one statement that takes a batch of them."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case
from sqlalchemy.orm import InstrumentedAttribute

from programme.duties.ladders import Ladder
from programme.shared.dates import london_instant
from programme.storage.base import UtcDateTime


def stands_on(ladder: Ladder[Any], anchor: InstrumentedAttribute[Any], on: date) -> ColumnElement[int]:
    """The days of the rung that the anchor in this column stands on by the day `on`; NULL before the first."""
    last_first = reversed([rung.days for rung in ladder.every_rung()])
    return case(*((_not_after(anchor, ladder.come_to(on, days)), days) for days in last_first))


def has_come(ladder: Ladder[Any], anchor: InstrumentedAttribute[Any], on: date) -> ColumnElement[bool]:
    """Whether the first rung has come by the day `on`."""
    return _not_after(anchor, ladder.come_to(on, ladder.rungs[0].days))


def _not_after(anchor: InstrumentedAttribute[Any], on: date) -> ColumnElement[bool]:
    if isinstance(anchor.type, UtcDateTime):
        return anchor < london_instant(on + timedelta(days=1), time())
    return anchor <= on
