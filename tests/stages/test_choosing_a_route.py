"""Which route is proposed, and who may choose another: every route, whatever he says of the offence, at every rank."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from programme.clock.deadlines import ORDINARY_POLICY
from programme.courses.routes import Routes
from programme.eligibility.routes import (
    can_choose_route,
    proposed_route,
    route_proposal,
    route_sentence,
    routes_within,
)
from programme.eligibility.terms import ORDINARY_RULES, DatedTerms
from programme.policies.confirming import version_of
from programme.policies.refusals import NoRouteThen, RouteAboveRank, RouteNeedsAdmission, RouteNotUsed
from programme.policies.rules import Policies, Route
from programme.policies.shipped import SHIPPED_ROUTES
from programme.policies.words import ROUTE_NAMES
from programme.referrals.models import Admission
from programme.shared.refusal import Refusal, refusal_of

CAUTION, DEFERRED, RESOLUTION = (next(one for one in SHIPPED_ROUTES if one.code == code) for code in (
    "conditional_caution", "deferred_prosecution", "community_resolution"))  # fmt: skip
OPEN = [CAUTION, DEFERRED, RESOLUTION]
NOVEMBER = date(2026, 11, 3)
ADMITTED, DENIED, NOT_RECORDED = Admission.ADMITTED, Admission.DENIED, Admission.UNRECORDED

TERMS = DatedTerms(
    Policies(SHIPPED_ROUTES, (ORDINARY_RULES,)),
    CAUTION.code,
    ORDINARY_POLICY,
    (DEFERRED.code, RESOLUTION.code),
    frozenset({version_of(DEFERRED), version_of(RESOLUTION)}),
)

MAY: dict[tuple[Route, Admission, str], type[Refusal] | None] = {
    (CAUTION, ADMITTED, "PC"): None,  # it is the one that is proposed
    (CAUTION, ADMITTED, "Sgt"): None,
    (CAUTION, ADMITTED, ""): None,
    (CAUTION, DENIED, "PC"): RouteNeedsAdmission,
    (CAUTION, DENIED, "Sgt"): RouteNeedsAdmission,
    (CAUTION, DENIED, ""): RouteNeedsAdmission,
    (CAUTION, NOT_RECORDED, "PC"): None,
    (CAUTION, NOT_RECORDED, "Sgt"): None,
    (CAUTION, NOT_RECORDED, ""): None,
    (DEFERRED, ADMITTED, "PC"): RouteAboveRank,
    (DEFERRED, ADMITTED, "Sgt"): None,
    (DEFERRED, ADMITTED, ""): RouteAboveRank,
    (DEFERRED, DENIED, "PC"): None,  # it is the one that is proposed
    (DEFERRED, DENIED, "Sgt"): None,
    (DEFERRED, DENIED, ""): None,
    (DEFERRED, NOT_RECORDED, "PC"): RouteAboveRank,
    (DEFERRED, NOT_RECORDED, "Sgt"): None,
    (DEFERRED, NOT_RECORDED, ""): RouteAboveRank,
    (RESOLUTION, ADMITTED, "PC"): None,
    (RESOLUTION, ADMITTED, "Sgt"): None,
    (RESOLUTION, ADMITTED, ""): RouteAboveRank,
    (RESOLUTION, DENIED, "PC"): RouteNeedsAdmission,
    (RESOLUTION, DENIED, "Sgt"): RouteNeedsAdmission,
    (RESOLUTION, DENIED, ""): RouteNeedsAdmission,
    (RESOLUTION, NOT_RECORDED, "PC"): None,
    (RESOLUTION, NOT_RECORDED, "Sgt"): None,
    (RESOLUTION, NOT_RECORDED, ""): RouteAboveRank,
}


def test_the_matrix_is_whole() -> None:
    assert MAY.keys() == {*product(OPEN, Admission, ("PC", "Sgt", ""))}


@pytest.mark.parametrize(("route", "admission", "rank"), MAY)
def test_a_route_is_chosen_by_who_may_and_where_it_fits(route: Route, admission: Admission, rank: str) -> None:
    proposed = proposed_route(OPEN, admission)
    refusal = refusal_of(can_choose_route, route, proposed, admission=admission, rank=rank)
    by_terms = refusal_of(TERMS.chosen, NOVEMBER, admission=admission, route=route.code, rank=rank)

    assert type(refusal) is type(by_terms) is (MAY[route, admission, rank] or type(None))
    if refusal is not None:
        assert refusal.field == "route"
        assert refusal.headline.startswith(route.name)
    else:
        chosen = TERMS.chosen(NOVEMBER, admission=admission, route=route.code, rank=rank)
        assert (chosen.route, chosen.admission) == (route, route.admission)


@pytest.mark.parametrize(
    ("routes", "admission", "proposed"),
    [
        (OPEN, ADMITTED, CAUTION),
        (OPEN, NOT_RECORDED, CAUTION),
        (OPEN, DENIED, DEFERRED),
        ([RESOLUTION, CAUTION, DEFERRED], DENIED, DEFERRED),
        ([DEFERRED, CAUTION], DENIED, DEFERRED),
        ([DEFERRED, CAUTION], ADMITTED, DEFERRED),
        ([CAUTION, RESOLUTION], DENIED, CAUTION),
        ([CAUTION], DENIED, CAUTION),
    ],
)
def test_without_an_admission_a_route_that_needs_none_is_proposed(
    routes: list[Route], admission: Admission, proposed: Route
) -> None:
    assert proposed_route(routes, admission) is proposed


def test_only_what_the_force_uses_and_its_lawyer_has_confirmed_is_open_on_the_days_on_which_it_is_in_force() -> None:
    assert TERMS.routes_on(NOVEMBER) == OPEN
    assert replace(TERMS, confirmed=frozenset()).routes_on(NOVEMBER) == [CAUTION]
    assert replace(TERMS, others=()).routes_on(NOVEMBER) == [CAUTION]
    assert TERMS.routes_on(date(2018, 1, 1)) == [CAUTION, RESOLUTION]
    off = replace(DEFERRED, key="off", from_on=NOVEMBER, is_on=False)
    switched_off = replace(TERMS, policies=Policies((*SHIPPED_ROUTES, off), (ORDINARY_RULES,)), _found={})
    assert switched_off.routes_on(NOVEMBER) == [CAUTION, RESOLUTION]
    for terms, code in ((switched_off, DEFERRED.code), (TERMS, "diversionary_caution"), (TERMS, "no_such_route")):
        with pytest.raises(RouteNotUsed):
            terms.chosen(NOVEMBER, admission=ADMITTED, route=code, rank="Ch Supt")
    with pytest.raises(NoRouteThen):
        TERMS.chosen(date(2004, 7, 2), admission=ADMITTED, route="", rank="Sgt")


def test_an_import_and_the_live_panel_take_what_is_proposed_and_ask_the_most_where_nothing_is_known() -> None:
    assert TERMS.as_far_as_known(NOVEMBER, DENIED).route is DEFERRED
    assert TERMS.as_far_as_known(NOVEMBER, NOT_RECORDED).route is CAUTION
    assert TERMS.as_far_as_known(NOVEMBER, DENIED, CAUTION.code).route is CAUTION
    assert TERMS.as_far_as_known(NOVEMBER, DENIED, "no_such_route").route is None
    assert TERMS.as_far_as_known(date(1990, 1, 1), ADMITTED).route is None


def test_the_days_follow_the_route() -> None:
    assert TERMS.proposed(NOVEMBER, ADMITTED).policy.caution_weeks == 16
    assert TERMS.proposed(NOVEMBER, DENIED).policy.caution_weeks is None


def test_a_plain_sentence_says_what_is_proposed_and_why() -> None:
    assert route_proposal([CAUTION]) == "The force proposes conditional caution"
    assert route_proposal(OPEN) == (
        "The force proposes conditional caution, and deferred prosecution where he does not admit the offence"
    )
    for routes, route, admission, is_chosen, said in (
        (OPEN, CAUTION, ADMITTED, False, "Conditional caution, as the force proposes."),
        (OPEN, RESOLUTION, ADMITTED, True, "Community resolution, as you chose."),
        (OPEN, DEFERRED, DENIED, False, "He does not admit the offence, so deferred prosecution is proposed: it needs "
         "no admission."),
        (OPEN, CAUTION, DENIED, True, "Conditional caution needs an admission, and he does not admit the offence. "
         "Deferred prosecution needs none."),
        ([CAUTION], CAUTION, DENIED, False, "Conditional caution needs an admission, and he does not admit the "
         "offence. The force uses no route that needs none."),
    ):  # fmt: skip
        assert route_sentence(routes, route, admission, is_chosen=is_chosen) == said
    assert TERMS.route_said(NOVEMBER, DENIED).instead
    assert not TERMS.route_said(NOVEMBER, DENIED, DEFERRED.code).instead
    assert not TERMS.route_said(NOVEMBER, ADMITTED).instead
    assert TERMS.route_said(date(1990, 1, 1), ADMITTED).sentence == ""


def test_an_officer_is_offered_the_routes_of_his_rank() -> None:
    assert routes_within(OPEN, "PC") == [RESOLUTION]
    assert routes_within(OPEN, "Sgt") == OPEN
    assert routes_within(OPEN, "DDO") == []


def test_the_routes_of_a_programme_are_known_ones_and_none_stands_there_twice() -> None:
    chosen = Routes.chosen(CAUTION.code, [RESOLUTION.code, CAUTION.code, DEFERRED.code])
    assert chosen == Routes(CAUTION.code, (DEFERRED.code, RESOLUTION.code))
    assert chosen.wrong() == []
    assert {one.code: one.name for one in SHIPPED_ROUTES} == ROUTE_NAMES
    assert [field for field, _ in Routes("nonsense", (CAUTION.code, "more")).wrong()] == ["proposed", "used"]
    assert [str(one) for one in chosen.changes_from(Routes(DEFERRED.code))] == [
        "Route that the force proposes: deferred prosecution to conditional caution",
        "Other routes that it uses: none to deferred prosecution, community resolution",
    ]
