"""The programme's own desk: numbers, and where to go."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from programme.insight.overview import overview
from programme.shared.access import ADMIN, AUDITOR
from programme.shared.dates import london_date
from programme.web.visit import Visit


class OverviewPage(Controller):
    """`/admin`."""

    path = "/admin"
    opt = {"access": ADMIN}

    @get()
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Counts without a person in them, and links."""
        return visit.page(
            "admin/overview.html",
            title="Overview",
            overview=await visit.read(overview, today=london_date(visit.now)),
            may_audit=AUDITOR.admits(visit.actor),
        )
