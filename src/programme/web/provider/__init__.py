"""The provider door's pages."""

from __future__ import annotations

from typing import Any

from programme.shared.access import PROVIDER, PROVIDER_ADMINISTRATOR, PROVIDER_ORGANISATION
from programme.shared.actor import Door
from programme.web.case.telephone import telephone_pages
from programme.web.people.routes import people_pages
from programme.web.places.venues import venue_pages
from programme.web.provider.date_pages import ChangeDatePage, NewDatePage
from programme.web.provider.dates import DatePages
from programme.web.provider.needs import AnswerNeedsPage, NeedsOfDatePage
from programme.web.provider.register import RegisterPages
from programme.web.provider.seat import SeatPage, UndoPages
from programme.web.provider.signing import SignPage
from programme.web.provider.week import WeekPages

PROVIDER_PAGES: list[Any] = [
    WeekPages,
    DatePages,
    NewDatePage,
    ChangeDatePage,
    NeedsOfDatePage,
    AnswerNeedsPage,
    RegisterPages,
    SeatPage,
    UndoPages,
    SignPage,
    *venue_pages("/provider", reads=PROVIDER_ORGANISATION, changes=PROVIDER_ADMINISTRATOR),
    people_pages("/provider", PROVIDER_ADMINISTRATOR),
    telephone_pages(Door.PROVIDER, PROVIDER),
]
