"""The programme's own desk: numbers, the deadline warnings that reached the coordinator, and where to go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from programme.actions.finish_task import finish_task
from programme.duties.models import TaskKind
from programme.duties.unheld import Unheld, programmes_without_fallback, unheld_roles
from programme.duties.words import MONEY_TASKS, TASK_WORDS
from programme.insight.clock_lines import ClockLine
from programme.insight.clocks import clocks_run_out, clocks_to_answer
from programme.insight.money_tasks import MoneyTask, money_tasks
from programme.insight.overview import CHECKED_GOAL, SOON_DAYS, Overview, overview
from programme.intake.drafts import drafts_with_clock
from programme.payments.outside import recorded_by
from programme.shared.access import ADMIN, AUDITOR, COORDINATOR, SETTINGS
from programme.shared.actor import Actor, Role
from programme.shared.dates import london_date
from programme.shared.refusal import NotFound
from programme.storage.clock_seen import clock_seen
from programme.web.admin.set_up import StandsAs, how_they_stand
from programme.web.case.list_marks import look_at_list
from programme.web.case.rungs import answer_rungs, rungs_context
from programme.web.kit.clock_trouble import troubles_with_time
from programme.web.kit.visit import Visit

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

_RUNGS_SHOWN = 25


class OverviewPage(Controller):
    """`/admin`."""

    path = "/admin"
    opt = {"access": ADMIN}

    @get()
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Counts without a person in them, and links; for a coordinator also the warnings that are his to answer."""
        today, desk = london_date(visit.now), CoordinatorsDesk([], [], [], set(), [], [], 0)
        coordinates = COORDINATOR.admits(visit.actor)
        if coordinates:
            numbers, desk = await look_at_list(
                visit,
                _read,
                visit.the_actor,
                today=today,
                subjects=lambda found: [
                    line.reference for lines in (found[1].rungs, found[1].late, found[1].tasks) for line in lines
                ],
            )
        else:
            numbers = await visit.read(overview, visit.the_actor, today=today)
        seen = await visit.read(clock_seen)
        standing: list[StandsAs] = await how_they_stand(visit) if SETTINGS.admits(visit.actor) else []
        return visit.page(
            "admin/overview.html",
            checked_goal=CHECKED_GOAL,
            title="Overview",
            overview=numbers,
            desk=desk,
            unready=[one for one in standing if one.missing],
            may_audit=AUDITOR.admits(visit.actor),
            coordinates=coordinates,
            troubles=troubles_with_time(seen, visit.wiring.wall_clock.now(), today),
            task_words=TASK_WORDS,
            money_tasks=MONEY_TASKS,
            **rungs_context(visit, desk.rungs, home="/admin", case_url="/admin/referrals/"),
        )

    @post("/warnings/seen", status_code=200, opt={"access": COORDINATOR})
    async def seen(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """ "I have seen this": a deadline warning that reached the coordinator."""
        return await answer_rungs(visit, home="/admin")

    @post("/money/{reference:str}/{kind:str}/done", status_code=200, opt={"access": COORDINATOR})
    async def done(self, visit: NamedDependency[Visit], reference: FromPath[str], kind: FromPath[str]) -> Response[Any]:
        known = {one.value: one for one in MONEY_TASKS}
        if kind not in known:
            raise NotFound()
        await visit.write(finish_task, reference=reference, kind=known[kind])
        return visit.to("/admin")


@dataclass(frozen=True, slots=True)
class CoordinatorsDesk:
    """Work that waits for the coordinator: warnings that reached him, clocks that ran out, what is to be seen to about
    money, and in which cases he `recorded` himself what was paid; where a warning would have nobody to go to: roles
    that nobody has, programmes without a fall-back; and how many drafts have as little time as the cases that are
    counted beside them."""

    rungs: list[ClockLine]
    late: list[ClockLine]
    tasks: list[MoneyTask]
    recorded: set[str]
    unheld: list[Unheld]
    no_fallback: list[tuple[str, str]]
    drafts_soon: int


def _read(db: Session, actor: Actor, *, today: date) -> tuple[Overview, CoordinatorsDesk]:
    tasks = money_tasks(db, actor)
    said_paid = any(one.kind is TaskKind.PAID_OUTSIDE for one in tasks)
    soon_on = today + timedelta(days=SOON_DAYS)
    return overview(db, actor, today=today), CoordinatorsDesk(
        clocks_to_answer(db, actor, at_most=_RUNGS_SHOWN, put_to=Role.COORDINATOR),
        clocks_run_out(db, actor, today=today, at_most=_RUNGS_SHOWN),
        tasks,
        recorded_by(db, actor) if said_paid else set(),
        unheld_roles(db, of_programme=actor.force_code),
        programmes_without_fallback(db, of_programme=actor.force_code),
        sum(today <= one.charge_by_on <= soon_on for one in drafts_with_clock(db, actor, today=today)),
    )
