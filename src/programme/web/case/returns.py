"""The results that came back: told apart at a glance, acknowledged, and followed by what was done."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from programme.actions.acknowledge_result import acknowledge_result
from programme.exchange.agreements import contact_at
from programme.notices.words import CHANNEL_WORDS, DELIVERY_WORDS, notice_words
from programme.shared.dates import london_date
from programme.shared.refusal import NotFound
from programme.web.case.case_page import look_at_case_as_it_stands
from programme.web.case.case_view import booking_rows, case_context, register_rows
from programme.web.case.consent_view import consent_context
from programme.web.case.deeds import deeds_context
from programme.web.case.elsewhere_view import elsewhere_rows
from programme.web.case.on_top import on_top, top_facts
from programme.web.case.results import result_context, show_tray, tray_file
from programme.web.kit.visit import Visit


class ReturnPages(Controller):
    """`/custody/returns`, `/admin/returns`."""

    path = "/returns"

    @get()
    async def tray(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The results of the force in one state; what nobody has acknowledged comes first."""
        return await show_tray(
            visit,
            "custody/returns.html",
            title="Returns",
            tray_url=f"{visit.home}/returns",
        )

    @get("/export")
    async def export(self, visit: NamedDependency[Visit]) -> Stream:
        """The same results as a file."""
        return await tray_file(visit)

    @get("/{reference:str}")
    async def show(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """One result with everything the decision needs; it prints as the event list for the file."""
        case, stands = await look_at_case_as_it_stands(visit, reference)
        if case.result is None:
            raise NotFound()
        contact = await visit.read(contact_at, case.elsewhere.force_code) if case.elsewhere else ""
        return visit.page(
            "custody/return.html",
            title=f"Result of {case.referral.reference}",
            **case_context(case, visit, stands),
            **deeds_context(stands, visit),
            **result_context(case.result.state),
            result=case.result,
            top=on_top(replace(top_facts(case, visit.the_actor.door), result=""), london_date(visit.now)),
            **consent_context(
                case.consent, case.route.paper, case_at=f"{visit.home}/referrals/{case.referral.reference}"
            ),
            booking=booking_rows(case),
            elsewhere=elsewhere_rows(case, contact),
            register=register_rows(case),
            notice_words=notice_words,
            channel_words=CHANNEL_WORDS,
            delivery_words=DELIVERY_WORDS,
        )

    @post("/{reference:str}/received", status_code=200)
    async def received(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """ "I have received this"."""
        await visit.write(acknowledge_result, reference=reference)
        return visit.to(f"{visit.home}/returns/{reference}")
