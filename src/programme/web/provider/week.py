"""The provider's first page: the next dates, how ready they are, and the register on the day."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from programme.attendance.readiness import Readiness, readiness_of
from programme.courses.queries import DateFacts, dates_of
from programme.courses.words import DATE_STATE_WORDS
from programme.shared.access import PROVIDER
from programme.shared.dates import london_date
from programme.web.kit.visit import Visit
from programme.web.provider.own import next_step_of_date, own_provider, readiness_words

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

CARDS = 9


def next_dates(db: Session, provider_id: int, now: datetime) -> list[tuple[DateFacts, Readiness]]:
    """The provider's next dates with how ready each is, and those that wait for a signature."""
    dates = dates_of(db, provider_id, wanted_at=now, at_most=CARDS)
    readiness = readiness_of(db, [date.id for date in dates])
    return [(date, readiness[date.id]) for date in dates]


class WeekPages(Controller):
    """`/provider`."""

    path = "/provider"
    opt = {"access": PROVIDER}

    @get()
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The next dates as cards. Nobody can be told from them, so no look is logged."""
        found = await visit.read(next_dates, own_provider(visit), visit.now)
        most_wanted = _most_wanted(found, visit.now)
        # At the door, on a phone, nobody looks for it among the others.
        found.sort(key=lambda one: one[0].reference != most_wanted)
        cards = [
            {
                "date": date,
                "readiness": readiness,
                "ready_words": readiness_words(readiness),
                "step": next_step_of_date(date, visit.now),
                "state": DATE_STATE_WORDS[date.state],
            }
            for date, readiness in found
        ]
        over = [card for card, (date, _) in zip(cards, found, strict=True) if date.ends_at <= visit.now]
        to_come = [card for card in cards if card not in over]
        parts = [("Over, and not signed yet", over), ("Next dates", to_come)]
        if found and found[0][0].ends_at > visit.now:
            parts.reverse()
        return visit.page("provider/week.html", title="This week", parts=parts, most_wanted=most_wanted)


def _most_wanted(found: list[tuple[DateFacts, Readiness]], now: datetime) -> str:
    """The date that comes first: today's, else the first whose register is wanted; "" where none is."""
    wanted = [date for date, _ in found if (step := next_step_of_date(date, now)) is not None and step.href]
    today = [date for date in wanted if london_date(date.starts_at) == london_date(now)]
    return next((date.reference for date in (*today, *wanted)), "")
