"""A neighbouring force refers a man to us, on the same page as custody's own form."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency

from programme.actions.refer_offender import OffenderReferred
from programme.shared.access import PARTNER
from programme.web.case.refer import check_answers, live_panel, new_form, refer
from programme.web.case.referral_form import typed_answers
from programme.web.kit.visit import Visit

_HERE = "/partner/refer"


class ReferPages(Controller):
    """`/partner/refer`."""

    path = _HERE
    opt = {"access": PARTNER}

    @get()
    async def start(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """An empty form."""
        return await new_form(visit, _HERE)

    @post(status_code=200)
    async def answer(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The form's buttons: check, change, refer."""
        sent = await visit.form()
        wanted = sent.get("do", "check")
        if wanted == "change":
            return await new_form(visit, _HERE, typed=typed_answers(sent))
        if wanted != "refer":
            return await check_answers(visit, _HERE, sent)
        became = await refer(visit, _HERE, sent)
        if not isinstance(became, OffenderReferred):
            return became
        case_page = f"/partner/cases/{became.reference}"
        return visit.to(f"{case_page}/concern" if became.stopped else case_page)

    @post("/live", status_code=200)
    async def live(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The dates and the criteria while the form is filled in."""
        return await live_panel(visit, await visit.form())
