"""What custody does about a case's time: a caution's longer limit, and going back for want of a place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from programme.actions.extend_caution import extend_caution
from programme.actions.return_now import return_now
from programme.clock.keeping import policy_of, reckon
from programme.shared.access import CUSTODY
from programme.shared.refusal import Refusal
from programme.web.custody.case import look_at_case
from programme.web.custody.case_forms import ExtendForm
from programme.web.custody.case_view import case_context
from programme.web.kit.forms import PageForm, bind, error_list, show_beside_field
from programme.web.kit.visit import Visit


class ClockActions(Controller):
    """`/custody/referrals/REF/extend`, `/return-now`."""

    path = "/custody/referrals/{reference:str}"
    opt = {"access": CUSTODY}

    @get("/extend")
    async def ask_extend(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """What the longer limit of a caution moves, and what it never moves."""
        return await _extend_page(visit, reference, bind(ExtendForm))

    @post("/extend", status_code=200)
    async def extend(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Record the reason; the dates are reckoned again."""
        form = bind(ExtendForm, await visit.form())
        if not form.validate():
            return await _extend_page(visit, reference, form)
        try:
            await visit.write(extend_caution, reference=reference, reason=form.reason.data)
        except Refusal as refusal:
            show_beside_field(form, refusal)
            return await _extend_page(visit, reference, form)
        return visit.to(f"/custody/referrals/{reference}")

    @get("/return-now")
    async def ask_return(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """What returning the case for want of a place means."""
        case = await look_at_case(visit, reference)
        return visit.page("custody/return_now.html", title="Return the case now", **case_context(case, visit.now))

    @post("/return-now", status_code=200)
    async def return_it(self, visit: NamedDependency[Visit], reference: FromPath[str]) -> Response[Any]:
        """Return it."""
        await visit.write(return_now, reference=reference)
        return visit.to(f"/custody/referrals/{reference}")


async def _extend_page(visit: Visit, reference: str, form: PageForm) -> Response[Any]:
    case = await look_at_case(visit, reference)
    extended = replace(case.referral, exceptional_reason="as it will be recorded")
    errors = error_list(form)
    return visit.page(
        "custody/extend.html",
        status=422 if errors else 200,
        title="Record why the caution may take longer",
        form=form,
        errors=errors,
        moves_to_on=reckon(extended, policy_of(case.programme, case.route), recorded=True).complete_by_on,
        **case_context(case, visit.now),
    )
