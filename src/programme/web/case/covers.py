"""Covering for an officer who is away: who, from when until when, in which cases; and ending it early."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from programme.actions.arrange_cover import ArrangedCover, arrange_cover
from programme.actions.end_cover import end_cover
from programme.duties.covers import can_cover_for, check_standing, finds_every_case, wanted_cover
from programme.insight.covers import CoverShown, one_cover
from programme.insight.officers_cases import OfficersCases, cases_of_officer
from programme.shared.dates import london_date
from programme.shared.refusal import Refusal
from programme.web.case.list_marks import list_marks, look_at_list
from programme.web.case.officer_fields import FindsOfficer, officer_box
from programme.web.kit.checked_page import CheckedPage
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import (
    ChoiceField,
    ChoicesField,
    DatePartsField,
    FormData,
    Option,
    PageForm,
    add_error,
    said_of,
    show_refusal,
)
from programme.web.kit.visit import Visit

EVERY, SOME = "every", "some"
IN_SOME = (Option(SOME, "Only in those ticked below"),)
"""All that there is for a coordinator of another force, who does not find all of an officer's cases."""


class CoverForm(FindsOfficer):
    """Who covers, on which days, in which cases. Whoever covers opens them: he has an account."""

    officer = officer_box()
    officer_account = ChoiceField("Which of them is it?")
    from_on = DatePartsField("First day", needed="Enter the first day")
    until_on = DatePartsField("Last day", needed="Enter the last day", hint="He is told again from the day after")
    which = ChoiceField(
        "In which cases",
        choices=(Option(EVERY, "In all of his, also those that come to him meanwhile"), *IN_SOME),
        needed="Choose whether it is in all of his cases",
    )
    cases = ChoicesField("Cases", choices=())

    def check(self) -> None:
        """One officer with an account, days in their order, and a case where some were to be chosen."""
        fit = self.among.sought(self.officer.data)
        if not self.officer.data:
            add_error(self, "officer", "Enter the collar number or name of whoever covers")
        elif not fit:
            add_error(self, "officer", "Nobody who can sign in fits: whoever covers opens the cases")
        elif len(fit) > 1 and self.officer_account.is_empty and not self.officer_account.errors:
            add_error(self, "officer_account", "Choose which officer it is: several fit what you typed")
        if self.which.data == SOME and not self.cases.data:
            add_error(self, "cases", "Tick the cases that are covered, or choose all of his")
        if self.from_on.data and self.until_on.data and self.meta.today and not self.until_on.errors:
            self._check_days()

    def _check_days(self) -> None:
        try:
            can_cover_for(self.from_on.data, self.until_on.data, today=self.meta.today)
        except Refusal as refusal:
            show_refusal(self, refusal)

    def chosen(self) -> list[str] | None:
        """The references of the cases; None where it is in all of his."""
        return list(self.cases.data) if self.which.data == SOME else None


class CoverPage(CheckedPage[OfficersCases, CoverForm]):
    """`/custody/officers/REF/cover`: for the officer in the case of this reference."""

    path = "/officers/{reference:str}/cover"
    form, template, title = CoverForm, "officers/cover.html", "Somebody covers for an officer"
    check_template, check_title = "officers/cover_check.html", "Check who covers"
    looks_first = True

    async def look(self, visit: Visit) -> OfficersCases:
        reference, actor = visit.part("reference"), visit.the_actor
        return await look_at_list(visit, cases_of_officer, reference, actor, subjects=lambda found: found.references)

    def start(self, visit: Visit, found: OfficersCases) -> dict[str, Any]:
        """Every case is ticked, so that some are chosen by taking ticks away."""
        every = finds_every_case(visit.the_actor, found.force_code)
        return {"cases": found.references, "which": EVERY if every else SOME}

    def fill(self, visit: Visit, found: OfficersCases | None, sent: FormData | None) -> CoverForm:
        form = super().fill(visit, found, sent)
        if found is not None:
            form.know(found.officers.who_sign_in())
            if not finds_every_case(visit.the_actor, found.force_code):
                form.which.choices = IN_SOME
            form.cases.choices = [Option(reference, reference) for reference in found.references]
        return form

    def context(self, visit: Visit, found: OfficersCases, form: CoverForm) -> dict[str, Any]:
        return {
            "away": found.officer,
            "lines": found.lines,
            "here": self.address(visit),
            **list_marks(visit),
        }

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        """Everything but what is not there: the days, the person or the cases can be mended here."""
        return said_of(refusal) if refusal.status == 422 else super().said(refusal)

    async def check(self, visit: Visit, form: CoverForm) -> dict[str, Any]:
        """Who covers for whom, when and in what, and who is told."""
        found = await self.look(visit)
        to, chosen = form.named_officer(), form.chosen()
        covered = [line for line in found.lines if chosen is None or line.reference in chosen]
        numbers = [] if chosen is None else [line.id for line in covered]
        wanted = wanted_cover(found.force_code, found.officer, to, form.from_on.data, form.until_on.data, numbers)
        await visit.read(check_standing, wanted, today=london_date(visit.now))
        return {**self.context(visit, found, form), "to": to, "every": chosen is None, "covered": covered}

    async def act(self, visit: Visit, form: CoverForm) -> Callable[..., Any]:
        return partial(
            arrange_cover,
            reference=visit.part("reference"),
            references=form.chosen(),
            account_id=form.named_officer().account_id,
            from_on=form.from_on.data,
            until_on=form.until_on.data,
        )

    def leads_to(self, visit: Visit, form: CoverForm, done: ArrangedCover) -> str:
        return f"{visit.home}/officers?covered={len(done.references)}"


class EndCoverPage(FormPage[CoverShown, PageForm]):
    """`/custody/officers/covers/7/end`."""

    path = "/officers/covers/{cover_id:int}/end"
    form, template, title = PageForm, "officers/end_cover.html", "End a cover"

    async def look(self, visit: Visit) -> CoverShown:
        number, today = int(visit.part("cover_id")), london_date(visit.now)
        return await visit.read(one_cover, number, visit.the_actor, today=today)

    def context(self, visit: Visit, found: CoverShown, form: PageForm) -> dict[str, Any]:
        return {"here": self.address(visit), "cover": found}

    async def act(self, visit: Visit, form: PageForm) -> Callable[..., Any]:
        return partial(end_cover, cover_id=int(visit.part("cover_id")))

    def leads_to(self, visit: Visit, form: PageForm, done: Any) -> str:
        return f"{visit.home}/officers?cover_ended=1"
