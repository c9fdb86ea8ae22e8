"""The lists behind those numbers of the overview that have no other page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from programme.insight.overview import (
    BEHIND_A_NUMBER,
    cases_without_officer,
    mistakes_of_the_month,
    open_refunds,
    unchecked_cases,
    untold_cases,
)
from programme.outcomes.words import mistake_words_before
from programme.payments.words import REFUND_STATE_WORDS
from programme.referrals.queries import CaseLine
from programme.shared.access import COORDINATOR
from programme.shared.dates import london_date
from programme.web.case.clock import charge_words
from programme.web.case.list_marks import list_marks, look_at_list
from programme.web.kit.visit import Visit


class BehindNumbersPage(Controller):
    """`/admin/refunds`, `/admin/untold`, `/admin/unchecked`, `/admin/without-officer`, `/admin/mistakes`."""

    path = "/admin"
    opt = {"access": COORDINATOR}

    @get("/refunds")
    async def refunds(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Money that is owed back and has not arrived."""
        lines = await visit.look(
            open_refunds, visit.the_actor, subjects=lambda found: sorted({line.reference for line in found})
        )
        return visit.page(
            "admin/refunds.html",
            title="Refunds not done",
            lines=lines,
            most=BEHIND_A_NUMBER,
            state_words=REFUND_STATE_WORDS,
        )

    @get("/untold")
    async def untold(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Cases with a warning that had nobody to go to."""
        return await _show_cases(
            visit,
            untold_cases,
            title="Cases whose warning reached nobody",
            lead="A warning of each had nobody to go to. Name somebody for its force, or see to it yourself; the task "
            "on the case then says so.",
            nothing="Every warning had somebody to go to.",
        )

    @get("/unchecked")
    async def unchecked(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Cases with an offer that may not reach whom it is for."""
        return await _show_cases(
            visit,
            unchecked_cases,
            title="Cases with an offer whose number or address is not checked",
            lead="Nobody knows whether messages reach these people. Ring each: a code that is read back on the page "
            "of the case is enough.",
            nothing="Every number and address that is written to is checked.",
        )

    @get("/without-officer")
    async def without_officer(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Running cases whose officer cannot be told."""
        return await _show_cases(
            visit,
            cases_without_officer,
            title="Cases without an officer who can be told",
            lead="Each of these running cases names no officer, or one whose account is disabled. Open it, and change "
            "the officer in the case.",
            nothing="Every running case names an officer who can be told.",
        )

    @get("/mistakes")
    async def mistakes(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Cases that were ended as none of their own."""
        today = london_date(visit.now)
        lines = await visit.look(
            mistakes_of_the_month,
            visit.the_actor,
            today=today,
            subjects=lambda found: sorted({name for line in found for name in (line.reference, line.right) if name}),
        )
        return visit.page(
            "admin/mistakes.html",
            title="Cases ended as recorded twice or in error",
            lines=lines,
            most=BEHIND_A_NUMBER,
            mistake_words=mistake_words_before,
        )


async def _show_cases(
    visit: Visit, query: Callable[..., list[CaseLine]], *, title: str, lead: str, nothing: str
) -> Response[Any]:
    lines = await look_at_list(visit, query, visit.the_actor, subjects=lambda found: [line.reference for line in found])
    return visit.page(
        "admin/cases_behind.html",
        title=title,
        lead=lead,
        nothing=nothing,
        lines=lines,
        most=BEHIND_A_NUMBER,
        charge_words=charge_words,
        **list_marks(visit),
    )
