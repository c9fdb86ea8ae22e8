"""The dated policies: every version of every route and of the eligibility rules, and adding one from a day on."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency

from programme.actions.add_eligibility_rules import add_eligibility_rules
from programme.actions.add_route_version import add_route_version
from programme.eligibility.assessment import CRITERION_NAMES
from programme.eligibility.rules import HARD_BLOCKS
from programme.policies.queries import all_routes, all_rules
from programme.policies.rules import RuleSet
from programme.shared.access import COORDINATOR
from programme.shared.refusal import Refusal
from programme.web.admin.policy_forms import (
    ADMISSION_WORDS,
    FAILURE_LABELS,
    LEFT_OPEN,
    MAY_BE_LEFT_OUT,
    PAPER_WORDS,
    RouteForm,
    RulesForm,
    new_route,
    new_rules,
    route_options,
)
from programme.web.kit.forms import bind, error_list, show_refusal
from programme.web.kit.visit import Visit


class RoutePages(Controller):
    """`/admin/routes`."""

    path = "/admin/routes"
    opt = {"access": COORDINATOR}

    @get()
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Every version of every route."""
        return await _routes_page(visit, bind(RouteForm))

    @post(status_code=200)
    async def add(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Add a version, from a day on."""
        sent = await visit.form()
        options = route_options(await visit.read(all_routes))
        form = bind(RouteForm, sent, choices={"code": options})
        if form.validate():
            try:
                await visit.write(add_route_version, wanted=new_route(form))
            except Refusal as refusal:
                show_refusal(form, refusal)
            else:
                return visit.to("/admin/routes")
        return await _routes_page(visit, form)


class RulesPages(Controller):
    """`/admin/rules`."""

    path = "/admin/rules"
    opt = {"access": COORDINATOR}

    @get()
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Every set of eligibility rules."""
        return await _rules_page(visit, None)

    @post(status_code=200)
    async def add(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Add a set, from a day on."""
        form = bind(RulesForm, await visit.form())
        if form.validate():
            try:
                await visit.write(add_eligibility_rules, wanted=new_rules(form))
            except Refusal as refusal:
                show_refusal(form, refusal)
            else:
                return visit.to("/admin/rules")
        return await _rules_page(visit, form)


async def _routes_page(visit: Visit, form: RouteForm) -> Response[Any]:
    routes = await visit.read(all_routes)
    form.code.choices = route_options(routes)
    errors = error_list(form)
    return visit.page(
        "admin/routes.html",
        status=422 if errors else 200,
        title="Disposal routes",
        routes=sorted(routes, key=lambda one: (one.name, one.from_on)),
        form=form,
        errors=errors,
        admission_words=ADMISSION_WORDS,
        paper_words=PAPER_WORDS,
        failure_labels=FAILURE_LABELS,
    )


async def _rules_page(visit: Visit, form: RulesForm | None) -> Response[Any]:
    sets = await visit.read(all_rules)
    form = form or bind(RulesForm, start=_as_it_stands(sets[-1]) if sets else {})
    errors = error_list(form)
    return visit.page(
        "admin/rules.html",
        status=422 if errors else 200,
        title="Eligibility rules",
        sets=[(one, _rows(one)) for one in reversed(sets)],
        form=form,
        left_open=[form[f"rank_{code}"] for code in LEFT_OPEN],
        errors=errors,
    )


def _as_it_stands(rules: RuleSet) -> dict[str, Any]:
    """The newest rules as the beginning of the next."""
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
