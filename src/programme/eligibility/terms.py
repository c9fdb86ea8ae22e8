"""The terms that a case is held to: the programme's own time, its route and its rules, in the versions of the day of
its offence.

A case keeps the keys of both (`referrals.route`, `referrals.rules_id`): what is decided about it later is decided by
what it began with, whatever has been changed since.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from programme.clock.deadlines import ORDINARY_POLICY, ClockPolicy
from programme.clock.keeping import policy_of
from programme.policies.models import AdmissionNeed
from programme.policies.queries import all_policies, one_route, one_rule_set
from programme.policies.refusals import NoRouteThen, NoRulesThen
from programme.policies.rules import Policies, Route, RuleSet

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
class DatedTerms:
    """The terms for new cases of one programme, by the day of the offence: read once for a whole batch."""

    policies: Policies
    route_code: str
    policy: ClockPolicy
    _found: dict[date, Terms] = field(default_factory=dict, repr=False, compare=False)

    def on(self, offence_on: date) -> Terms:
        """The terms of an offence on this day. Raises NoRouteThen where the programme's route was not in force."""
        if offence_on not in self._found:
            self._found[offence_on] = self._find(offence_on)
        return self._found[offence_on]

    def _find(self, offence_on: date) -> Terms:
        route = self.policies.route_on(self.route_code, offence_on)
        return Terms(policy_of(self.policy, route), self.policies.rules_on(offence_on), route)

    def as_far_as_known(self, offence_on: date) -> Terms:
        """The same, to judge a row of a file by: where there is no route, the terms that ask the most."""
        try:
            return self.on(offence_on)
        except (NoRouteThen, NoRulesThen):
            return Terms(self.policy)


ORDINARY = DatedTerms(Policies((), ()), "", ORDINARY_POLICY)
"""The terms for a file that nobody has a database for."""


def dated_terms(db: Session, programme: Programme) -> DatedTerms:
    """The terms for new cases of the programme, in two statements."""
    return DatedTerms(all_policies(db), programme.route, policy_of(programme))


def terms_of(db: Session, referral: Referral, programme: Programme) -> Terms:
    """The terms of a stored case: those it began with."""
    route = one_route(db, referral.route)
    return Terms(policy_of(programme, route), one_rule_set(db, referral.rules_id), route)
