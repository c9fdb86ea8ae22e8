"""Giving the cases of one officer to another: who has how many, which of them, to whom, and what that means."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from programme.actions.hand_cases_on import CasesGiven, hand_cases_on
from programme.insight.covers import covers_shown
from programme.insight.officers_cases import OFFICERS_LISTED, OfficersCases, cases_of_officer, officers_with_cases
from programme.shared.dates import london_date
from programme.web.case.list_marks import list_marks, look_at_list
from programme.web.case.officer_fields import OfficerFields
from programme.web.kit.checked_page import CheckedPage
from programme.web.kit.forms import ChoicesField, FormData, Option
from programme.web.kit.visit import Visit


class HandOnForm(OfficerFields):
    """Which cases, and to whom."""

    cases = ChoicesField("Cases", choices=(), needed="Tick the cases that are given to somebody else")


class OfficersPages(Controller):
    """`/custody/officers`, `/admin/officers`."""

    path = "/officers"

    @get()
    async def show(
        self,
        visit: NamedDependency[Visit],
        given: FromQuery[str] = "",
        covered: FromQuery[str] = "",
        cover_ended: FromQuery[str] = "",
    ) -> Response[Any]:
        """Every officer with running cases, and who covers for whom. `given`, `covered`: how many were given to
        somebody else, or are covered, since just now."""
        lines = await visit.read(officers_with_cases, visit.the_actor)
        covers = await visit.read(covers_shown, visit.the_actor, today=london_date(visit.now))
        return visit.page(
            "officers/list.html",
            title="Officers and their cases",
            lines=lines,
            most=OFFICERS_LISTED,
            covers=covers,
            given=count_told(given),
            covered=count_told(covered),
            cover_ended=bool(cover_ended),
        )


def count_told(text: str) -> int:
    """The number of things just done, as the address of the page that says so has it; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


class HandOnPage(CheckedPage[OfficersCases, HandOnForm]):
    """The running cases of the officer in one case, and whom they are given to."""

    path = "/officers/{reference:str}"
    form, template, title = HandOnForm, "officers/hand_on.html", "Give his cases to another officer"
    check_template, check_title = "officers/hand_on_check.html", "Check whose cases they will be"
    looks_first = True

    async def look(self, visit: Visit) -> OfficersCases:
        reference, actor = visit.part("reference"), visit.the_actor
        return await look_at_list(visit, cases_of_officer, reference, actor, subjects=lambda found: found.references)

    def start(self, visit: Visit, found: OfficersCases) -> dict[str, Any]:
        """All of them."""
        return {"cases": found.references}

    def fill(self, visit: Visit, found: OfficersCases | None, sent: FormData | None) -> HandOnForm:
        form = super().fill(visit, found, sent)
        if found is not None:
            form.know(found.officers)
            form.cases.choices = [Option(reference, reference) for reference in found.references]
        return form

    def context(self, visit: Visit, found: OfficersCases, form: HandOnForm) -> dict[str, Any]:
        return {
            "was": found.officer,
            "lines": found.lines,
            "here": self.address(visit),
            **list_marks(visit),
        }

    async def check(self, visit: Visit, form: HandOnForm) -> dict[str, Any]:
        """How many, which, from whom to whom, and who is told."""
        found = await self.look(visit)
        chosen = set(form.cases.data)
        return {
            "was": found.officer,
            "to": form.named_officer(),
            "lines": [line for line in found.lines if line.reference in chosen],
            "left": len(found.lines) - len(chosen),
            "here": self.address(visit),
            **list_marks(visit),
        }

    async def act(self, visit: Visit, form: HandOnForm) -> Callable[..., Any]:
        return partial(
            hand_cases_on,
            reference=visit.part("reference"),
            references=form.cases.data,
            officer=form.named_officer(),
        )

    def leads_to(self, visit: Visit, form: HandOnForm, done: CasesGiven) -> str:
        return f"{visit.home}/officers?given={len(done.references)}"
