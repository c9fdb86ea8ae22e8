"""Queries about dated policies. The tables are small: one statement reads one whole."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.policies.models import DisposalRoute, EligibilityRules, PolicyConfirmation
from programme.policies.refusals import NoRulesThen, NoSuchRoute
from programme.policies.rules import CriterionRule, Policies, Route, RuleSet


def all_policies(db: Session) -> Policies:
    """Everything that is dated, in two statements."""
    return Policies(tuple(all_routes(db)), tuple(all_rules(db)))


def all_routes(db: Session) -> list[Route]:
    """Every version of every route, oldest first."""
    rows = db.execute(select(DisposalRoute).order_by(DisposalRoute.from_on, DisposalRoute.key)).scalars()
    return [route_of(row) for row in rows]


def route_on(db: Session, code: str, offence_on: date) -> Route:
    """The version of the route for an offence on this day. Raises NoRouteThen where there is none, or it is off."""
    return Policies(tuple(all_routes(db)), ()).route_on(code, offence_on)


def one_route(db: Session, key: str) -> Route:
    """The version that a case keeps. Raises NoSuchRoute."""
    row = db.get(DisposalRoute, key)
    if row is None:
        raise NoSuchRoute()
    return route_of(row)


def all_rules(db: Session) -> list[RuleSet]:
    """Every set of eligibility rules, in the order in which they were made."""
    rows = db.execute(select(EligibilityRules).order_by(EligibilityRules.id)).scalars()
    return [rule_set_of(row) for row in rows]


def rules_on(db: Session, offence_on: date) -> RuleSet:
    """The eligibility rules for an offence on this day. Raises NoRulesThen."""
    return Policies((), tuple(all_rules(db))).rules_on(offence_on)


def one_rule_set(db: Session, rules_id: int) -> RuleSet:
    """The rules that a case began with. Raises NoRulesThen."""
    row = db.get(EligibilityRules, rules_id)
    if row is None:
        raise NoRulesThen()
    return rule_set_of(row)


def confirmed_versions(db: Session, force_code: str) -> frozenset[str]:
    """Every version that the force's lawyer has ever confirmed, by the name that a confirmation keeps."""
    wanted = select(PolicyConfirmation.versions).where(PolicyConfirmation.force_code == force_code)
    return frozenset(version for versions in db.execute(wanted).scalars() for version in versions)


def route_of(row: DisposalRoute) -> Route:
    """A stored version as rules ask about it."""
    return Route(
        key=row.key,
        code=row.code,
        name=row.name,
        from_on=row.from_on,
        until_on=row.until_on,
        is_on=row.is_on,
        admission=row.admission,
        authoriser_rank=row.authoriser_rank,
        paper=row.paper,
        weeks=row.weeks,
        exceptional_weeks=row.exceptional_weeks,
        on_failure=row.on_failure,
        success_outcome=row.success_outcome,
        success_finalisation=row.success_finalisation,
        source=row.source,
    )


def rule_set_of(row: EligibilityRules) -> RuleSet:
    """A stored set as rules ask about it."""
    return RuleSet(
        row.id,
        row.from_on,
        row.lookback_years,
        {one.code: CriterionRule(one.is_asked, one.override_rank) for one in row.criteria},
        row.reason,
    )
