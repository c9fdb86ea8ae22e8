"""Changing the officer in a case, at whichever door has its page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from programme.actions.change_officer import change_officer
from programme.insight.officer_of_case import CaseAndOfficers, case_and_officers
from programme.shared.dates import london_date
from programme.web.case.heading import LeadsToCase, heading, look_with_clock
from programme.web.case.officer_fields import OfficerFields
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import FormData
from programme.web.kit.visit import Visit


class OfficerPage(LeadsToCase, FormPage[CaseAndOfficers, OfficerFields]):
    """Who it is, and who it is to be."""

    path = "/officer"
    form, template, title = OfficerFields, "officers/change.html", "Change the officer in the case"
    looks_first = True
    done = "officer"

    async def look(self, visit: Visit) -> CaseAndOfficers:
        return await look_with_clock(visit, case_and_officers, today=london_date(visit.now))

    def fill(self, visit: Visit, found: CaseAndOfficers | None, sent: FormData | None) -> OfficerFields:
        form = super().fill(visit, found, sent)
        if found is not None:
            form.know(found.officers)
        return form

    def context(self, visit: Visit, found: CaseAndOfficers, form: OfficerFields) -> dict[str, Any]:
        return {**heading(visit, found.referral, found.person), "officer": found.officer, "away": found.away}

    async def act(self, visit: Visit, form: OfficerFields) -> Callable[..., Any]:
        return partial(change_officer, reference=visit.part("reference"), officer=form.named_officer())
