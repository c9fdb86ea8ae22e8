"""What a form on a page of custody's own begins with: the whole case."""

from __future__ import annotations

from typing import Any, TypeVar

from programme.insight.case_file import CaseFile
from programme.web.case.case_page import look_at_case
from programme.web.case.case_view import case_context
from programme.web.case.heading import LeadsToCase
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import PageForm
from programme.web.kit.visit import Visit

F = TypeVar("F", bound=PageForm)


class CaseFormPage(LeadsToCase, FormPage[CaseFile, F]):
    """A form about a case, which leads back to it."""

    async def look(self, visit: Visit) -> CaseFile:
        return await look_at_case(visit, visit.part("reference"))

    def context(self, visit: Visit, found: CaseFile, form: F) -> dict[str, Any]:
        return case_context(found, visit)
