"""Opening a case again after its offer ended without a course, at whichever force's door."""

from __future__ import annotations

from typing import Any

from litestar import Response

from programme.actions.reopen_offer import reopen_offer
from programme.offers.case_to_offer import CaseToOffer
from programme.shared.refusal import Refusal
from programme.web.case.case_of_offer import case_page_context, look_at_case_to_offer
from programme.web.kit.forms import LongTextField, PageForm, bind, show_beside_field
from programme.web.kit.visit import Visit


class ReopenForm(PageForm):
    """Why."""

    reason = LongTextField(
        "Why is it opened again?",
        hint="What changed since the result. It is kept with the offer",
        longest=400,
        needed="Enter why the case is opened again",
    )


async def ask_reopen(visit: Visit, reference: str, here: str) -> Response[Any]:
    """What opening it again means, and why it is done."""
    return _page(visit, await look_at_case_to_offer(visit, reference), here, bind(ReopenForm))


async def reopen(visit: Visit, reference: str, here: str) -> Response[Any]:
    """Open it again; then the offer can be made."""
    form = bind(ReopenForm, await visit.form())
    if form.validate():
        try:
            await visit.write(reopen_offer, reference=reference, reason=form.reason.data)
        except Refusal as refusal:
            show_beside_field(form, refusal)
        else:
            return visit.to(here)
    return _page(visit, await look_at_case_to_offer(visit, reference), here, form)


def _page(visit: Visit, case: CaseToOffer, here: str, form: ReopenForm) -> Response[Any]:
    return visit.page("consent/reopen.html", title="Open the case again", **case_page_context(visit, case, here, form))
