"""The dated policies: every version of every route and of the eligibility rules, and adding one from a day on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from programme.actions.add_eligibility_rules import add_eligibility_rules
from programme.actions.add_route_version import add_route_version
from programme.actions.take_back_route_version import take_back_route_version
from programme.eligibility.rules import HARD_BLOCKS
from programme.eligibility.words import CRITERION_NAMES
from programme.policies.making import check_from_on, rules_mark
from programme.policies.queries import all_routes, all_rules, one_route
from programme.policies.refusals import VersionHolds
from programme.policies.rules import Route, RuleSet
from programme.policies.words import ADMISSION_NEED_WORDS, FAILURE_WORDS, PAPER_WORDS
from programme.shared.access import INSTALLATION, TRIES_RULES
from programme.shared.dates import london_date
from programme.shared.marks import shown_mark
from programme.web.admin.agreement_form import TakeBackVersionForm
from programme.web.admin.policy_forms import (
    LEFT_OPEN,
    MAY_BE_LEFT_OUT,
    RouteForm,
    RulesForm,
    new_route,
    new_rules,
    route_options,
)
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import FormData
from programme.web.kit.marked_page import MarkedPage
from programme.web.kit.visit import Visit


class RoutePage(FormPage[list[Route], RouteForm]):
    """`/admin/routes`: every version of every route, and the form that adds one from a day on."""

    path = "/admin/routes"
    opt = {"access": INSTALLATION}
    form, template, title = RouteForm, "admin/routes.html", "Disposal routes"
    looks_first = True

    async def look(self, visit: Visit) -> list[Route]:
        return await visit.read(all_routes)

    def fill(self, visit: Visit, found: list[Route] | None, sent: FormData | None) -> RouteForm:
        form = super().fill(visit, found, sent)
        form.code.choices = route_options(found or [])
        today = london_date(visit.now)
        taken = [one.from_on for one in found or [] if one.code == form.code.data]
        form.asks = ((("from_on",), lambda: check_from_on(form.from_on.data, taken, today=today)),)
        return form

    def context(self, visit: Visit, found: list[Route], form: RouteForm) -> dict[str, Any]:
        """The versions, and the words for what they say."""
        return {
            "today": london_date(visit.now),
            "routes": sorted(found, key=lambda one: (one.name, one.from_on)),
            "admission_words": ADMISSION_NEED_WORDS,
            "paper_words": PAPER_WORDS,
            "failure_labels": FAILURE_WORDS,
        }

    async def act(self, visit: Visit, form: RouteForm) -> Callable[..., Any]:
        return partial(add_route_version, wanted=new_route(form))

    def leads_to(self, visit: Visit, form: RouteForm, done: Any) -> str:
        """The page again, with the new version on it."""
        return self.address(visit)


class TakeBackRoutePage(FormPage[Route, TakeBackVersionForm]):
    """`/admin/routes/KEY/take-back`."""

    path = "/admin/routes/{key:str}/take-back"
    opt = {"access": INSTALLATION}
    form, template, title = TakeBackVersionForm, "admin/route_take_back.html", "Take a version back"

    async def look(self, visit: Visit) -> Route:
        found: Route = await visit.read(one_route, visit.part("key"))
        if found.from_on <= london_date(visit.now):
            raise VersionHolds()
        return found

    def start(self, visit: Visit, found: Route) -> dict[str, str]:
        return {"mark": shown_mark(found)}

    def context(self, visit: Visit, found: Route, form: TakeBackVersionForm) -> dict[str, Any]:
        return {"route": found, "here": self.address(visit)}

    async def act(self, visit: Visit, form: TakeBackVersionForm) -> Callable[..., Any]:
        return partial(take_back_route_version, key=visit.part("key"), mark=form.mark.data)

    def leads_to(self, visit: Visit, form: TakeBackVersionForm, done: Any) -> str:
        return "/admin/routes"


class RulesPage(MarkedPage[list[RuleSet], RulesForm]):
    """`/admin/rules`: every set of eligibility rules, and the form that adds one from a day on."""

    path = "/admin/rules"
    opt = {"access": INSTALLATION}
    form, template, title = RulesForm, "admin/rules.html", "Eligibility rules"

    async def look(self, visit: Visit) -> list[RuleSet]:
        return await visit.read(all_rules)

    def typed(self, found: list[RuleSet]) -> dict[str, Any]:
        """The newest rules as the beginning of the next."""
        return {"mark": rules_mark(found), **(_as_it_stands(found[-1]) if found else {})}

    def above(self, visit: Visit) -> str:
        """The page again, with the new rules on it."""
        return self.address(visit)

    def fill(self, visit: Visit, found: list[RuleSet] | None, sent: FormData | None) -> RulesForm:
        form, today = super().fill(visit, found, sent), london_date(visit.now)
        form.asks = ((("from_on",), lambda: check_from_on(form.from_on.data, (), today=today)),)
        return form

    def context(self, visit: Visit, found: list[RuleSet], form: RulesForm) -> dict[str, Any]:
        return {
            **super().context(visit, found, form),
            "sets": [(one, _rows(one)) for one in reversed(found)],
            "left_open": [form[f"rank_{code}"] for code in LEFT_OPEN],
            "may_try": TRIES_RULES.admits(visit.the_actor),
        }

    async def act(self, visit: Visit, form: RulesForm) -> Callable[..., Any]:
        return partial(add_eligibility_rules, wanted=new_rules(form), mark=form.mark.data)


def _as_it_stands(rules: RuleSet) -> dict[str, Any]:
    return {
        "lookback_years": rules.lookback_years,
        "asked": [code for code in MAY_BE_LEFT_OUT if rules.of(code).is_asked],
        **{f"rank_{code}": rules.of(code).override_rank or "nobody" for code in LEFT_OPEN},
    }


def _rows(rules: RuleSet) -> list[dict[str, str]]:
    """Each criterion: whether it is asked, and who may set it aside."""
    rows = []
    for code, name in CRITERION_NAMES.items():
        hard = code in HARD_BLOCKS
        asked = "Always" if hard else "Yes" if rules.of(code).is_asked else "No"
        rank = None if hard else rules.of(code).override_rank
        rows.append({"name": name, "asked": asked, "rank": f"{rank.capitalize()} or above" if rank else "Nobody"})
    return rows
