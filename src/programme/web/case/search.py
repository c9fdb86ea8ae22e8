"""Finding a case by what somebody has in his hand. Posted, and kept sealed: no name or number stands in an address or a
log."""

from __future__ import annotations

from typing import Any

from litestar import Response

from programme.insight.case_search import FOUND_AT_MOST, find_cases
from programme.intake.facts import century_of_birth
from programme.shared.dates import london_date
from programme.web.case.list_marks import list_marks, look_at_list
from programme.web.kit.forms import DatePartsField, PageForm, TextField, add_error
from programme.web.kit.question_page import QuestionPage
from programme.web.kit.visit import Visit


class SearchForm(PageForm):
    """A number, or a surname; with the date of birth where many have it."""

    number = TextField(
        "A number of the case or of the person",
        hint="Reference, booking, custody or crime number, PNC ID, CRO number, ASN or URN in any spelling; "
        "mobile or email",
        longest=254,
    )
    surname = TextField("Surname", longest=100)
    born_on = DatePartsField("Date of birth", century=century_of_birth, like=1981)

    def check(self) -> None:
        if self.number.data or self.surname.data:
            return
        if self.born_on.data:
            add_error(self, "surname", "Enter the surname as well")
        elif not self.born_on.errors:
            add_error(self, "number", "Enter a number, or the surname")


class SearchPage(QuestionPage[None, SearchForm]):
    """The one case there is, or a list of those that fit: at custody's door, the coordinator's and a neighbour's."""

    path = "/search"
    form, template, title = SearchForm, "search/search.html", "Find a case"

    async def look(self, visit: Visit) -> None:
        """Nobody, before a search."""

    def context(self, visit: Visit, found: None, form: SearchForm) -> dict[str, Any]:
        return {"lines": None}

    async def answer(self, visit: Visit, form: SearchForm) -> dict[str, Any] | Response[Any]:
        """Every search is logged, also one that finds nothing."""
        lines = await look_at_list(
            visit,
            find_cases,
            visit.the_actor,
            number=form.number.data,
            surname=form.surname.data,
            born_on=form.born_on.data,
            today=london_date(visit.now),
            subjects=lambda found: [line.reference for line in found],
        )
        cases = visit.request.route_handler.opt["cases"]
        if len(lines) == 1:
            return visit.to(f"{cases}/{lines[0].reference}")
        return {
            "lines": lines,
            "cut": len(lines) == FOUND_AT_MOST,
            "cases": cases,
            **list_marks(visit),
        }
