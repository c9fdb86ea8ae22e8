"""Results that came back to a neighbouring force: acknowledged, and followed by what was done."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from programme.actions.acknowledge_result import acknowledge_result
from programme.insight.case_now import CaseNow, case_now
from programme.insight.sent_results import SentResult, one_sent_result
from programme.outcomes.rules import proposal_of
from programme.outcomes.words import VERDICT_TONES
from programme.policies.words import FAILURE_SENTENCES
from programme.referrals.bites import bites_next
from programme.shared.access import PARTNER
from programme.shared.dates import london_date
from programme.web.case.clock import chip_of
from programme.web.case.clock_bar import clock_bar_in_order
from programme.web.case.deeds import deeds_context
from programme.web.case.results import result_context, show_tray, tray_file
from programme.web.kit.visit import Visit


class ReturnPages(Controller):
    """`/partner/returns...`."""

    path = "/partner/returns"
    opt = {"access": PARTNER}

    @get()
    async def tray(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The force's results in one state; what nobody has acknowledged comes first."""
        return await show_tray(
            visit,
            "partner/returns.html",
            title="Results",
            tray_url="/partner/returns",
            verdict_tones=VERDICT_TONES,
        )

    @get("/export")
    async def export(self, visit: NamedDependency[Visit]) -> Stream:
        """The same results as a file."""
        return await tray_file(visit)

    @get("/{reference:str}")
    async def show(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """One result, with the one thing to do about it."""
        result = await _result(visit, reference)
        return _page(visit, result, await visit.read(case_now, reference, visit.the_actor, now=visit.now))

    @post("/{reference:str}/received", status_code=303)
    async def received(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """ "I have received this"."""
        await visit.write(acknowledge_result, reference=reference)
        return visit.to(f"/partner/returns/{reference}")


async def _result(visit: Visit, reference: str) -> SentResult:
    return await visit.look(one_sent_result, reference, visit.the_actor, subjects=lambda found: [found.reference])


def _page(visit: Visit, result: SentResult, stands: CaseNow) -> Response[Any]:
    today = london_date(visit.now)
    return visit.page(
        "partner/return.html",
        title=f"Result of {result.reference}",
        result=result,
        today=today,
        chip=chip_of(result, today, bites_next(stands.step_facts(visit.now))),
        bar=None
        if result.done
        else clock_bar_in_order(
            london_date(result.offence_at),
            today,
            result.complete_by_on,
            result.return_by_on,
            result.charge_by_on,
        ),
        proposed=proposal_of(result, stands.offence_code, stopped=stands.stopped),
        failure_means=FAILURE_SENTENCES[result.on_failure],
        verdict_tones=VERDICT_TONES,
        **deeds_context(stands, visit),
        **result_context(result.state),
    )
