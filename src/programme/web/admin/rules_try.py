"""Trying the rules out, and what a changed rule would alter in the open cases."""

from __future__ import annotations

from typing import Any

from programme.eligibility.words import CRITERION_NAMES, ELIGIBILITY_WORDS
from programme.insight.trying_rules import RulesChange, what_if
from programme.policies.queries import all_routes
from programme.policies.rules import Route
from programme.shared.access import TRIES_RULES
from programme.shared.dates import london_date
from programme.web.admin.policy_forms import MAY_BE_LEFT_OUT
from programme.web.case.list_marks import list_marks, look_at_list
from programme.web.case.rules_tryout import START, TryForm, TryPage, with_routes
from programme.web.kit.forms import ChoicesField, Option, PageForm, WholeNumberField, add_error, bind
from programme.web.kit.question_page import QuestionPage
from programme.web.kit.visit import Visit


class WhatIfForm(PageForm):
    """The changes to try. A box left empty leaves the rule as it is."""

    lookback_years = WholeNumberField("Look-back in years", least=0, most=50)
    charging_reserve_days = WholeNumberField("Days kept to charge", least=0, most=150)
    result_lag_working_days = WholeNumberField("Working days to report a result", least=0, most=60)
    weeks = WholeNumberField("Weeks from a caution", least=1, most=52)
    exceptional_weeks = WholeNumberField("Weeks with a recorded reason", least=1, most=52)
    not_asked = ChoicesField(
        "Criteria that would not be asked",
        choices=[Option(code, CRITERION_NAMES[code]) for code in MAY_BE_LEFT_OUT],
    )

    def check(self) -> None:
        """Something has to be otherwise, and a longer limit longer."""
        if not self.errors and change_of(self).is_empty:
            add_error(self, "lookback_years", "Change at least one value")
        weeks, longer = self.weeks.data, self.exceptional_weeks.data
        if weeks is not None and longer is not None and longer < weeks:
            add_error(self, "exceptional_weeks", "The longer limit cannot be shorter than the ordinary one")


def change_of(form: WhatIfForm) -> RulesChange:
    """The change that a valid form describes."""
    return RulesChange(
        lookback_years=form.lookback_years.data,
        not_asked=frozenset(form.not_asked.data),
        charging_reserve_days=form.charging_reserve_days.data,
        result_lag_working_days=form.result_lag_working_days.data,
        weeks=form.weeks.data,
        exceptional_weeks=form.exceptional_weeks.data,
    )


class AdminTryPage(TryPage):
    """`/admin/rules/try`: made-up facts, and below them the form that asks what a changed rule would alter."""

    path = "/admin/rules/try"
    opt = {"access": TRIES_RULES}

    def context(self, visit: Visit, found: list[Route], form: TryForm) -> dict[str, Any]:
        return {**super().context(visit, found, form), "change": bind(WhatIfForm), **_WORDS}


class WhatIfPage(QuestionPage[list[Route], WhatIfForm]):
    """Which open cases a changed rule would alter. Writes nothing but who looked."""

    path = "/admin/rules/try/what-if"
    opt = {"access": TRIES_RULES}
    form, template, title = WhatIfForm, "rules/try.html", "Try the rules"

    async def look(self, visit: Visit) -> list[Route]:
        return await visit.read(all_routes)

    def context(self, visit: Visit, found: list[Route], form: WhatIfForm) -> dict[str, Any]:
        """Below the other form, which stands as it begins."""
        return {
            "here": "/admin/rules/try",
            "form": with_routes(bind(TryForm, start=START), found),
            "change": form,
            "tried": None,
            "found": None,
            **_WORDS,
        }

    async def answer(self, visit: Visit, form: WhatIfForm) -> dict[str, Any]:
        found = await look_at_list(
            visit,
            what_if,
            change_of(form),
            today=london_date(visit.now),
            subjects=lambda shown: [line.reference for line in shown.lines],
        )
        return {"found": found, **list_marks(visit)}


_WORDS = {"verdicts": ELIGIBILITY_WORDS}
