"""Another disposal route for a case that has no offer: which are open to it, and what it is held to then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from programme.courses.models import Programme
from programme.eligibility.routes import routes_above, routes_within
from programme.eligibility.terms import DatedTerms, Terms, dated_terms
from programme.policies.rules import Route
from programme.referrals.models import Admission, Referral
from programme.referrals.refusals import RouteKept
from programme.referrals.states import BEFORE_OFFER, ReferralState
from programme.shared.dates import london_date


def can_change_route(state: ReferralState, over_at: datetime | None) -> None:
    """Whether a case in this state can be put on another route: while it has no offer and no result, and its clock
    runs. Raises RouteKept."""
    if over_at is not None or state not in BEFORE_OFFER | {ReferralState.TIED}:
        raise RouteKept()


@dataclass(frozen=True, slots=True)
class RoutesOfCase:
    """The routes that are open to one case, by the day of its offence and by what he says of it."""

    dated: DatedTerms
    offence_on: date
    admission: Admission

    def within(self, rank: str, *, now_on: str) -> list[Route]:
        """The routes that somebody of this rank may choose from, with the one that it is on and the one that is
        proposed."""
        proposed = self.dated.proposed(self.offence_on, self.admission).route
        routes = self.dated.routes_on(self.offence_on)
        own = {now_on, proposed.code if proposed else ""}
        return [one for one in routes if one.code in own or one in routes_within(routes, rank)]

    def above(self, rank: str, *, now_on: str) -> str:
        """The other ones, in words."""
        may = self.within(rank, now_on=now_on)
        return routes_above([one for one in self.dated.routes_on(self.offence_on) if one not in may], rank)

    @property
    def proposed_said(self) -> str:
        """The proposal for him, in a sentence."""
        return self.dated.route_said(self.offence_on, self.admission).sentence

    def chosen(self, route: str, rank: str) -> Terms:
        """Raises NoRouteThen, RouteNotUsed, RouteNeedsAdmission and RouteAboveRank."""
        return self.dated.chosen(self.offence_on, admission=self.admission, route=route, rank=rank)


def routes_of_case(db: Session, referral: Referral, programme: Programme) -> RoutesOfCase:
    """The routes that its programme uses, as they were on the day of its offence."""
    return RoutesOfCase(dated_terms(db, programme), london_date(referral.offence_at), referral.admission)


def terms_on_route(
    db: Session, referral: Referral, programme: Programme, held: Terms, route: str, *, rank: str
) -> Terms:
    """The terms of a case on another route: its rules stay. Raises RouteKept, and what `chosen` raises."""
    can_change_route(referral.state, referral.over_at)
    terms = routes_of_case(db, referral, programme).chosen(route, rank)
    return Terms(terms.policy, held.rules, terms.route)
