"""Trying the rules out, and what a changed rule would alter in the open cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency

from programme.eligibility.assessment import CRITERION_NAMES, ELIGIBILITY_WORDS
from programme.insight.trying_rules import RulesChange, what_if
from programme.referrals.next_action import CASE_STATE_WORDS
from programme.shared.access import COORDINATOR
from programme.shared.dates import london_date
from programme.web.admin.policy_forms import MAY_BE_LEFT_OUT
from programme.web.case.rules_tryout import begin_trying, try_out
from programme.web.kit.forms import ChoicesField, Option, PageForm, WholeNumberField, add_error, bind, error_list
from programme.web.kit.visit import Visit

if TYPE_CHECKING:
    from programme.insight.trying_rules import WhatIf

TEMPLATE = "rules/try.html"


class WhatIfForm(PageForm):
    """What would be otherwise. What is left empty stays as it is."""

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
    """What a valid form says."""
    return RulesChange(
        lookback_years=form.lookback_years.data,
        not_asked=frozenset(form.not_asked.data),
        charging_reserve_days=form.charging_reserve_days.data,
        result_lag_working_days=form.result_lag_working_days.data,
        weeks=form.weeks.data,
        exceptional_weeks=form.exceptional_weeks.data,
    )


class RulesTryPages(Controller):
    """`/admin/rules/try`."""

    path = "/admin/rules/try"
    opt = {"access": COORDINATOR}

    @get()
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The two forms."""
        return await begin_trying(visit, TEMPLATE, here="/admin/rules/try", change=bind(WhatIfForm), **_words())

    @post(status_code=200)
    async def try_them(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """What the rules say of made-up facts. Writes nothing."""
        sent = await visit.form()
        return await try_out(visit, TEMPLATE, sent, here="/admin/rules/try", change=bind(WhatIfForm), **_words())

    @post("/what-if", status_code=200)
    async def what_if(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Which open cases a changed rule would alter. Writes nothing but who looked."""
        form = bind(WhatIfForm, await visit.form())
        found: WhatIf | None = None
        if form.validate():
            found = await visit.look(
                what_if,
                change_of(form),
                today=london_date(visit.now),
                subjects=lambda shown: [line.reference for line in shown.lines],
            )
        return await begin_trying(
            visit,
            TEMPLATE,
            here="/admin/rules/try",
            change=form,
            found=found,
            more_errors=error_list(form),
            **_words(),
        )


def _words() -> dict[str, Any]:
    return {"state_words": CASE_STATE_WORDS, "verdicts": ELIGIBILITY_WORDS}
