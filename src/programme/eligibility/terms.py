"""The terms that a case is held to: the programme's own time, its route and its rules, in the versions of the day of
its offence.

A case keeps the keys of both (`referrals.route`, `referrals.rules_id`): what is decided about it later is decided by
what it began with, whatever has been changed since.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from programme.clock.deadlines import ORDINARY_POLICY, ClockPolicy
from programme.clock.keeping import policy_of
from programme.eligibility.routes import can_choose_route, proposed_route, route_sentence
from programme.policies.confirming import version_of
from programme.policies.models import AdmissionNeed
from programme.policies.queries import all_policies, confirmed_versions, one_route, one_rule_set
from programme.policies.refusals import NoRouteThen, NoRulesThen, RouteNotUsed
from programme.policies.rules import Policies, Route, RuleSet, in_force_on
from programme.referrals.models import Admission

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from programme.courses.models import Programme
    from programme.referrals.models import Referral

ORDINARY_RULES = RuleSet(id=1, from_on=date(1985, 9, 16), lookback_years=3)
"""Every criterion asked, none that may be set aside: what holds where nobody has said anything else."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one case. Without a route it is held to a conditional caution, which asks the most."""

    policy: ClockPolicy = ORDINARY_POLICY
    rules: RuleSet = ORDINARY_RULES
    route: Route | None = None

    @property
    def admission(self) -> AdmissionNeed:
        """The admission that the route asks of him."""
        return self.route.admission if self.route else AdmissionNeed.ADMITS

    @property
    def route_name(self) -> str:
        """The route as a sentence says it: "conditional caution"."""
        return self.route.name.lower() if self.route else "conditional caution"


@dataclass(frozen=True, slots=True)
class RouteSaid:
    """The route that a case begins on, in a sentence. `instead`: it is not the force's own, because he makes no
    admission, and nobody chose it."""

    sentence: str
    instead: bool = False


NO_ROUTE_SAID = RouteSaid("")


@dataclass(frozen=True, slots=True)
class DatedTerms:
    """The terms for new cases of one programme, by the day of the offence: read once for a whole batch.

    `route_code` is the route that the force proposes, `others` are those that it uses beside it, as far as its lawyer
    has confirmed them: their versions are among `confirmed`.
    """

    policies: Policies
    route_code: str
    policy: ClockPolicy
    others: tuple[str, ...] = ()
    confirmed: frozenset[str] = frozenset()
    _found: dict[tuple[date, str], Terms] = field(default_factory=dict, repr=False, compare=False)

    def on(self, offence_on: date, route: str = "") -> Terms:
        """The terms of an offence on this day, on this route or the force's own. Raises NoRouteThen where the force's
        own was not in force then, and RouteNotUsed where another is not open to it."""
        key = offence_on, route or self.route_code
        if key not in self._found:
            self._found[key] = self._find(*key)
        return self._found[key]

    def _find(self, offence_on: date, code: str) -> Terms:
        is_own = code == self.route_code
        route = self.policies.route_on(code, offence_on) if is_own else self._other(code, offence_on)
        if route is None:
            raise RouteNotUsed()
        return Terms(policy_of(self.policy, route), self.policies.rules_on(offence_on), route)

    def _other(self, code: str, offence_on: date) -> Route | None:
        found = in_force_on([one for one in self.policies.routes if one.code == code], offence_on)
        is_open = code in self.others and found is not None and found.is_on and version_of(found) in self.confirmed
        return found if is_open else None

    def routes_on(self, offence_on: date) -> list[Route]:
        """The routes that are open to an offence on this day, the force's own first. Raises NoRouteThen."""
        others = (self._other(code, offence_on) for code in self.others)
        return [self.policies.route_on(self.route_code, offence_on), *(one for one in others if one is not None)]

    def proposed(self, offence_on: date, admission: Admission) -> Terms:
        """The terms on the route that is proposed to whoever says this of the offence. Raises NoRouteThen."""
        return self.on(offence_on, proposed_route(self.routes_on(offence_on), admission).code)

    def chosen(self, offence_on: date, *, admission: Admission, route: str, rank: str) -> Terms:
        """The terms on the route that somebody of this rank chose, or on the one that is proposed where he chose none.
        Raises NoRouteThen, RouteNotUsed, RouteNeedsAdmission and RouteAboveRank."""
        proposed = self.proposed(offence_on, admission)
        if not route:
            return proposed
        terms = self.on(offence_on, route)
        assert terms.route is not None
        assert proposed.route is not None
        can_choose_route(terms.route, proposed.route, admission=admission, rank=rank)
        return terms

    def route_said(self, offence_on: date, admission: Admission, route: str = "") -> RouteSaid:
        """The route in words; none where there is no such route."""
        terms = self.as_far_as_known(offence_on, admission, route)
        if terms.route is None:
            return NO_ROUTE_SAID
        is_own = terms.route.code == self.route_code
        said = route_sentence(self.routes_on(offence_on), terms.route, admission, is_chosen=bool(route))
        return RouteSaid(said, instead=not route and not is_own)

    def as_far_as_known(self, offence_on: date, admission: Admission, route: str = "") -> Terms:
        """The same, before it is complete: where there is no such route, the terms that ask the most."""
        try:
            return self.on(offence_on, route) if route else self.proposed(offence_on, admission)
        except (NoRouteThen, NoRulesThen):
            return Terms(self.policy)


ORDINARY = DatedTerms(Policies((), ()), "", ORDINARY_POLICY)
"""The terms for a file that nobody has a database for."""


def dated_terms(db: Session, programme: Programme) -> DatedTerms:
    """The terms for new cases of the programme: in two statements, and a third where it uses several routes."""
    own, others = DatedTerms(all_policies(db), programme.route, policy_of(programme)), tuple(programme.other_routes)
    return replace(own, others=others, confirmed=confirmed_versions(db, programme.force_code)) if others else own


def terms_of(db: Session, referral: Referral, programme: Programme) -> Terms:
    """The terms of a stored case: those it began with."""
    route = one_route(db, referral.route)
    return Terms(policy_of(programme, route), one_rule_set(db, referral.rules_id), route)
