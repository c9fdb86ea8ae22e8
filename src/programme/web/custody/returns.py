"""What came back: told apart at a glance, acknowledged, and followed by what was done."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import quote

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from programme.actions.acknowledge_result import acknowledge_result
from programme.outcomes.queries import COUNT_UP_TO, read_tray_key, returns_tray
from programme.outcomes.states import ReturnState
from programme.shared.access import CUSTODY
from programme.shared.dates import london_date
from programme.shared.refusal import NotFound
from programme.web.case_clock import chip_of
from programme.web.custody.case import look_at_case
from programme.web.custody.case_view import booking_rows, case_context, offer_rows, register_rows
from programme.web.custody.words import (
    CHANNEL_WORDS,
    DELIVERY_WORDS,
    DISPOSAL_WORDS,
    REASON_WORDS,
    VERDICT_WORDS,
    notice_words,
)
from programme.web.visit import Visit

_TABS = {
    ReturnState.SENT: "To acknowledge",
    ReturnState.ACKNOWLEDGED: "To decide",
    ReturnState.ACTED_ON: "Done",
}


class ReturnPages(Controller):
    """`/custody/returns`."""

    path = "/custody/returns"
    opt = {"access": CUSTODY}

    @get()
    async def tray(
        self, visit: NamedDependency[Visit], status: FromQuery[str] = "", after: FromQuery[str] = ""
    ) -> Response[Any]:
        """The results of the force in one state; what nobody has acknowledged comes first."""
        shown = ReturnState(status) if status in set(ReturnState) else ReturnState.SENT
        page = await visit.look(
            returns_tray,
            visit.the_actor,
            shown,
            after=read_tray_key(after),
            subjects=lambda found: found.references,
        )
        return visit.page(
            "custody/returns.html",
            title="Returns",
            lines=page.lines,
            shown=shown,
            tabs=[
                {
                    "href": f"/custody/returns?status={one.value}",
                    "text": _TABS[one],
                    "active": one is shown,
                    "count": _said(page.counts[one]),
                }
                for one in ReturnState
            ],
            next_href=f"/custody/returns?status={shown.value}&after={quote(str(page.later))}" if page.later else None,
            chip=partial(chip_of, today=london_date(visit.now)),
            verdict_words=VERDICT_WORDS,
            reason_words=REASON_WORDS,
            disposal_words=DISPOSAL_WORDS,
        )

    @get("/{reference:str}")
    async def show(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """One result with everything the decision needs; it prints as the event list for the file."""
        case = await look_at_case(visit, reference)
        if case.result is None:
            raise NotFound()
        return visit.page(
            "custody/return.html",
            title=f"Result of {case.referral.reference}",
            **case_context(case, visit.now),
            result=case.result,
            offer=offer_rows(case),
            booking=booking_rows(case),
            register=register_rows(case),
            to_acknowledge=case.result.state is ReturnState.SENT,
            to_decide=case.result.state is ReturnState.ACKNOWLEDGED,
            verdict_words=VERDICT_WORDS,
            reason_words=REASON_WORDS,
            disposal_words=DISPOSAL_WORDS,
            notice_words=notice_words,
            channel_words=CHANNEL_WORDS,
            delivery_words=DELIVERY_WORDS,
        )

    @post("/{reference:str}/received", status_code=200)
    async def received(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """ "I have received this"."""
        await visit.write(acknowledge_result, reference=reference)
        return visit.to(f"/custody/returns/{reference}")


def _said(count: int) -> str:
    return f"more than {COUNT_UP_TO:,}" if count > COUNT_UP_TO else str(count)
