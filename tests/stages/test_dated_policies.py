"""Which version of a route or of the rules holds for an offence of a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from msgspec import ValidationError, convert

from programme.policies.refusals import NoRouteThen, NoRulesThen
from programme.policies.rules import KeptRule, Policies, Route, RuleSet, in_force_on
from tests.support.policies import JANUARY, JUNE, ROUTE

DAY = timedelta(days=1)
MARCH = date(2027, 3, 1)


def routes(*made: Route) -> Policies:
    return Policies(made, ())


def test_a_route_holds_from_its_first_day_to_its_last() -> None:
    policies = routes(ROUTE)

    assert policies.route_on(ROUTE.code, JANUARY) is ROUTE
    assert policies.route_on(ROUTE.code, JUNE) is ROUTE
    for outside in (JANUARY - DAY, JUNE + DAY):
        with pytest.raises(NoRouteThen):
            policies.route_on(ROUTE.code, outside)


def test_a_route_without_a_last_day_holds_on() -> None:
    assert routes(replace(ROUTE, until_on=None)).route_on(ROUTE.code, date(2099, 1, 1)).until_on is None


def test_a_route_that_is_switched_off_and_one_of_another_name_are_not_found() -> None:
    with pytest.raises(NoRouteThen):
        routes(replace(ROUTE, is_on=False)).route_on(ROUTE.code, MARCH)
    with pytest.raises(NoRouteThen):
        routes(ROUTE).route_on("community_resolution", MARCH)


def test_the_version_that_began_last_holds_also_where_an_earlier_one_was_made_after_it() -> None:
    old, new = replace(ROUTE, weeks=16), replace(ROUTE, from_on=MARCH, weeks=12)

    for made in ((old, new), (new, old)):
        assert in_force_on(made, MARCH) is new
        assert in_force_on(made, MARCH - DAY) is old


def test_of_two_versions_of_one_day_the_one_made_last_holds() -> None:
    first, second = replace(ROUTE, weeks=16), replace(ROUTE, weeks=12)

    assert in_force_on((first, second), MARCH) is second


def test_a_version_that_is_over_hands_back_to_the_one_before_it() -> None:
    old, short = replace(ROUTE, until_on=None), replace(ROUTE, from_on=MARCH, until_on=MARCH)

    assert in_force_on((old, short), MARCH) is short
    assert in_force_on((old, short), MARCH + DAY) is old


def test_an_offence_before_the_first_rules_has_none() -> None:
    rules = RuleSet(1, MARCH, 3)

    assert Policies((), (rules,)).rules_on(MARCH) is rules
    with pytest.raises(NoRulesThen):
        Policies((), (rules,)).rules_on(MARCH - DAY)
    with pytest.raises(NoRulesThen):
        Policies((), ()).rules_on(MARCH)


def test_a_criterion_that_the_rules_do_not_name_is_asked_and_nobody_sets_it_aside() -> None:
    rule = RuleSet(1, MARCH, 3).of("no_violence")

    assert (rule.is_asked, rule.override_rank) == (True, None)


def test_a_kept_rule_that_says_more_than_is_known_is_refused_and_none_is_changed() -> None:
    kept = {"code": "admission", "is_asked": True, "override_rank": None}
    rule = convert(kept, KeptRule)
    with pytest.raises(ValidationError):
        convert({**kept, "until": "2027"}, KeptRule)
    with pytest.raises(AttributeError):
        rule.is_asked = False  # type: ignore[misc]  # that it cannot be set is what is tested
