"""The programme's own desk: numbers, the deadline warnings that reached the coordinator, and where to go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency

from programme.duties.unheld import Unheld, programmes_without_fallback, unheld_roles
from programme.insight.clocks import ClockLine, clocks_run_out, clocks_to_answer
from programme.insight.overview import Overview, overview
from programme.shared.access import ADMIN, AUDITOR, COORDINATOR
from programme.shared.actor import Actor, Role
from programme.shared.dates import bank_holidays_known_until, london_date
from programme.web.rungs import answer_rungs, rungs_context
from programme.web.visit import Visit

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

RUNGS_SHOWN = 25
HOLIDAYS_NEEDED = timedelta(days=280)
"""Six months of a case, and three to install a release with a newer list."""


class OverviewPage(Controller):
    """`/admin`."""

    path = "/admin"
    opt = {"access": ADMIN}

    @get()
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Counts without a person in them, and links; for a coordinator also the warnings that are his to answer."""
        today, rungs, late, gaps = london_date(visit.now), list[ClockLine](), list[ClockLine](), Gaps([], [])
        coordinates = COORDINATOR.admits(visit.actor)
        if coordinates:
            numbers, rungs, late, gaps = await visit.look(
                _read,
                visit.the_actor,
                today=today,
                subjects=lambda found: [line.reference for line in (*found[1], *found[2])],
            )
        else:
            numbers = await visit.read(overview, today=today)
        return visit.page(
            "admin/overview.html",
            title="Overview",
            overview=numbers,
            late=late,
            gaps=gaps,
            holidays_end_on=bank_holidays_known_until() if _holidays_end_soon(today) else None,
            may_audit=AUDITOR.admits(visit.actor),
            coordinates=coordinates,
            **rungs_context(visit, rungs, home="/admin"),
        )

    @post("/warnings/seen", status_code=200, opt={"access": COORDINATOR})
    async def seen(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """ "I have seen this": a deadline warning that reached the coordinator."""
        return await answer_rungs(visit, home="/admin")


def _holidays_end_soon(today: date) -> bool:
    """Whether a case of today could reach beyond the list of bank holidays that came with the program."""
    return bank_holidays_known_until() < today + HOLIDAYS_NEEDED


@dataclass(frozen=True, slots=True)
class Gaps:
    """Where a warning would have nobody to go to: roles that nobody has, programmes without a fall-back address."""

    unheld: list[Unheld]
    no_fallback: list[tuple[str, str]]


def _read(db: Session, actor: Actor, *, today: date) -> tuple[Overview, list[ClockLine], list[ClockLine], Gaps]:
    """The numbers; the warnings that reached the coordinator, not those that are still with somebody below him; the
    clocks that ran out; and where nobody is there to be told."""
    return (
        overview(db, today=today),
        clocks_to_answer(db, actor, at_most=RUNGS_SHOWN, put_to=Role.COORDINATOR),
        clocks_run_out(db, actor, today=today, at_most=RUNGS_SHOWN),
        Gaps(unheld_roles(db), programmes_without_fallback(db)),
    )
