"""The beginning of every form on a page of custody's own: the whole case."""

from __future__ import annotations

from typing import Any, TypeVar

from programme.insight.case_file import CaseFile
from programme.shared.refusal import ChangedSinceShown, Refusal
from programme.web.case.case_page import look_at_case
from programme.web.case.case_view import case_context
from programme.web.case.heading import LeadsToCase
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import PageForm, said_of
from programme.web.kit.two_versions import two_versions
from programme.web.kit.visit import Visit

F = TypeVar("F", bound=PageForm)


class CaseFormPage(LeadsToCase, FormPage[CaseFile, F]):
    """A form about a case, which leads back to it."""

    async def look(self, visit: Visit) -> CaseFile:
        return await look_at_case(visit)

    def context(self, visit: Visit, found: CaseFile, form: F) -> dict[str, Any]:
        return case_context(found, visit)


class MarkedCaseFormPage(CaseFormPage[F]):
    """A form that begins with what stands, its `mark` among it: of two who change it the second sees both versions."""

    def start(self, visit: Visit, found: CaseFile) -> dict[str, Any]:
        """The form as the case stands."""
        raise NotImplementedError

    def context(self, visit: Visit, found: CaseFile, form: F) -> dict[str, Any]:
        return {**super().context(visit, found, form), "two": two_versions(form, self.start(visit, found))}

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        return said_of(refusal) if isinstance(refusal, ChangedSinceShown) else super().said(refusal)
