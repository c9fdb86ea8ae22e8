"""Debts of providers and neighbouring forces, on one page."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from programme.insight.owed_by_others import MOST_OWED, owed_by_others
from programme.shared.access import COORDINATOR
from programme.shared.dates import london_date
from programme.web.case.clock import days_away
from programme.web.kit.visit import Visit


class OwedPage(Controller):
    """`/admin/owed`."""

    path = "/admin/owed"
    opt = {"access": COORDINATOR}

    @get()
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Registers not signed, results not acknowledged, dates to come, and shares of fees."""
        found = await visit.look(owed_by_others, visit.the_actor, now=visit.now, subjects=lambda owed: owed.references)
        today = london_date(visit.now)
        return visit.page(
            "admin/owed.html",
            title="Open with providers and neighbours",
            owed=found,
            most=MOST_OWED,
            since=lambda at: days_away(london_date(at), today),
        )
