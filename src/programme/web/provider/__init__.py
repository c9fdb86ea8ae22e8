"""The provider door's pages."""

from __future__ import annotations

from typing import Any

from programme.web.provider.date_pages import ChangeDatePage, NewDatePage
from programme.web.provider.dates import DatePages
from programme.web.provider.register import RegisterPages
from programme.web.provider.seat import SeatPage, UndoPages
from programme.web.provider.signing import SignPage
from programme.web.provider.week import WeekPages

PROVIDER_PAGES: list[Any] = [
    WeekPages,
    DatePages,
    NewDatePage,
    ChangeDatePage,
    RegisterPages,
    SeatPage,
    UndoPages,
    SignPage,
]
