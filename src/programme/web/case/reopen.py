"""Opening a case again after its offer ended without a course, at whichever force's door."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from programme.actions.reopen_offer import reopen_offer
from programme.offers.case_to_offer import CaseToOffer
from programme.web.case.case_of_offer import look_at_case_to_offer, offer_context
from programme.web.case.heading import LeadsToCase
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import LongTextField, PageForm
from programme.web.kit.visit import Visit


class ReopenForm(PageForm):
    """Why."""

    reason = LongTextField(
        "Why is it opened again?",
        hint="What changed since the result. It is kept with the offer",
        longest=400,
        needed="Enter why the case is opened again",
    )


class ReopenPage(LeadsToCase, FormPage[CaseToOffer, ReopenForm]):
    """The meaning of opening it again, and why it is done. Then the offer can be made."""

    path = "/reopen"
    form, template, title = ReopenForm, "consent/reopen.html", "Open the case again"
    done = "reopened"

    async def look(self, visit: Visit) -> CaseToOffer:
        return await look_at_case_to_offer(visit)

    def context(self, visit: Visit, found: CaseToOffer, form: ReopenForm) -> dict[str, Any]:
        return offer_context(visit, found)

    async def act(self, visit: Visit, form: ReopenForm) -> Callable[..., Any]:
        return partial(reopen_offer, reference=visit.part("reference"), reason=form.reason.data)
