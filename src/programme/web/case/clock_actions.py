"""Custody's deeds about a case's time: a caution's longer limit, and going back for want of a place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from programme.actions.extend_caution import extend_caution
from programme.actions.return_now import return_now
from programme.clock.keeping import policy_of, reckon
from programme.insight.case_course_parts import money_in
from programme.insight.case_file import CaseFile
from programme.payments.money import money_when_it_ends
from programme.web.case.case_form import CaseFormPage
from programme.web.case.case_forms import ExtendForm
from programme.web.kit.forms import PageForm
from programme.web.kit.visit import Visit


class ExtendPage(CaseFormPage[ExtendForm]):
    """The dates that the longer limit of a caution moves, and those that it never moves."""

    path = "/extend"
    form, template, title = ExtendForm, "custody/extend.html", "Record why the caution may take longer"
    done = "extended"

    def context(self, visit: Visit, found: CaseFile, form: ExtendForm) -> dict[str, Any]:
        """The last safe course day, with the longer limit."""
        extended = replace(found.referral, exceptional_reason="as it will be recorded")
        dates = reckon(extended, policy_of(found.programme, found.route), recorded=True)
        return {**super().context(visit, found, form), "moves_to_on": dates.complete_by_on}

    async def act(self, visit: Visit, form: ExtendForm) -> Callable[..., Any]:
        """Record the reason; the dates are reckoned again."""
        return partial(extend_caution, reference=visit.part("reference"), reason=form.reason.data)


class ReturnNowPage(CaseFormPage[PageForm]):
    """The meaning of returning the case for want of a place."""

    path = "/return-now"
    form, template, title = PageForm, "custody/return_now.html", "Return the case now"
    done = "returned"

    def context(self, visit: Visit, found: CaseFile, form: PageForm) -> dict[str, Any]:
        return {**super().context(visit, found, form), "money": money_when_it_ends(money_in(found.fee))}

    async def act(self, visit: Visit, form: PageForm) -> Callable[..., Any]:
        return partial(return_now, reference=visit.part("reference"))
