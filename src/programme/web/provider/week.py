"""The provider's first page: the next dates, how ready they are, and the register on the day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from programme.attendance.queries import Readiness, readiness_of
from programme.courses.queries import DateFacts, dates_of
from programme.shared.access import PROVIDER
from programme.web.provider.own import STATE_WORDS, next_step, own_provider, readiness_words
from programme.web.visit import Visit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

CARDS = 9


def next_dates(db: Session, provider_id: int) -> list[tuple[DateFacts, Readiness]]:
    """The provider's next dates with how ready each is."""
    dates = dates_of(db, provider_id, at_most=CARDS)
    readiness = readiness_of(db, [date.id for date in dates])
    return [(date, readiness[date.id]) for date in dates]


class WeekPages(Controller):
    """`/provider`."""

    path = "/provider"
    opt = {"access": PROVIDER}

    @get()
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The next dates as cards. Nobody can be told from them, so no look is logged."""
        found = await visit.read(next_dates, own_provider(visit))
        cards = [
            {
                "date": date,
                "readiness": readiness,
                "ready_words": readiness_words(readiness),
                "step": next_step(date, visit.now),
                "state": STATE_WORDS[date.state],
            }
            for date, readiness in found
        ]
        return visit.page("provider/week.html", title="This week", cards=cards)
