"""The programme's own desk: numbers, the deadline warnings that reached the coordinator, and where to go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency

from programme.insight.clocks import ClockLine, clocks_to_answer
from programme.insight.overview import Overview, overview
from programme.shared.access import ADMIN, AUDITOR, COORDINATOR
from programme.shared.actor import Actor, Role
from programme.shared.dates import london_date
from programme.storage.clock_seen import clock_seen
from programme.web.clock_trouble import troubles_with_time
from programme.web.rungs import answer_rungs, rungs_context
from programme.web.visit import Visit

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

RUNGS_SHOWN = 25


class OverviewPage(Controller):
    """`/admin`."""

    path = "/admin"
    opt = {"access": ADMIN}

    @get()
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Counts without a person in them, and links; for a coordinator also the warnings that are his to answer."""
        today, rungs = london_date(visit.now), list[ClockLine]()
        coordinates = COORDINATOR.admits(visit.actor)
        if coordinates:
            numbers, rungs = await visit.look(
                _read, visit.the_actor, today=today, subjects=lambda found: [line.reference for line in found[1]]
            )
        else:
            numbers = await visit.read(overview, today=today)
        seen = await visit.read(clock_seen)
        return visit.page(
            "admin/overview.html",
            title="Overview",
            overview=numbers,
            may_audit=AUDITOR.admits(visit.actor),
            coordinates=coordinates,
            troubles=troubles_with_time(seen, visit.wiring.wall_clock.now(), today),
            **rungs_context(visit, rungs, home="/admin"),
        )

    @post("/warnings/seen", status_code=200, opt={"access": COORDINATOR})
    async def seen(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """ "I have seen this": a deadline warning that reached the coordinator."""
        return await answer_rungs(visit, home="/admin")


def _read(db: Session, actor: Actor, *, today: date) -> tuple[Overview, list[ClockLine]]:
    """The numbers, and the warnings that reached the coordinator: not those that are still with somebody below him."""
    return overview(db, today=today), clocks_to_answer(db, actor, at_most=RUNGS_SHOWN, put_to=Role.COORDINATOR)
