"""Another disposal route for a case that has no offer: which are open to it, and what it is held to then."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from programme.clock.keeping import CaseDates, reckon_another_offence
from programme.courses.models import Programme
from programme.eligibility.routes import routes_above, routes_within
from programme.eligibility.terms import DatedTerms, Terms, dated_terms
from programme.history.events import ClockReckoned, RecordCorrected
from programme.history.timeline import record
from programme.policies.rules import Route
from programme.referrals.corrections import ChangedFact, RecordPart
from programme.referrals.models import Admission, RecordCorrection, Referral
from programme.referrals.refusals import RouteKept
from programme.referrals.states import BEFORE_OFFER, ReferralState
from programme.referrals.words import KEPT_WITH_THE_CASE, facts_named
from programme.shared.actor import Actor
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
    db: Session,
    referral: Referral,
    programme: Programme,
    held: Terms,
    route: str,
    *,
    rank: str,
    admission: Admission | None = None,
) -> Terms:
    """The terms of a case on another route: its rules stay. `admission` is an answer that is given with it. Raises
    RouteKept, and what `chosen` raises."""
    can_change_route(referral.state, referral.over_at)
    routes = routes_of_case(db, referral, programme)
    terms = (replace(routes, admission=admission) if admission else routes).chosen(route, rank)
    return Terms(terms.policy, held.rules, terms.route)


@dataclass(frozen=True, slots=True)
class RouteTaken:
    """Another route for a case, from which, and why."""

    was: Terms
    becomes: Terms
    reason: str


def take_route(
    db: Session, referral: Referral, becomes: Terms, dates: CaseDates, *, actor: Actor, now: datetime
) -> None:
    """Hold a case to another route, and to its days. The caller holds its lock, and keeps what stood there before."""
    assert becomes.route is not None
    referral.route = becomes.route.key
    then: dict[str, Any] = {"return_by_on": dates.return_by_on, "complete_by_on": dates.complete_by_on}
    if then != {name: getattr(referral, name) for name in then}:
        referral.return_by_on, referral.complete_by_on = dates.return_by_on, dates.complete_by_on
        record(db, referral.id, ClockReckoned, actor=actor, now=now, **then)


def put_on_route(db: Session, referral: Referral, taken: RouteTaken, *, actor: Actor, now: datetime) -> None:
    """The same for a case without an offer, which is decided again by the caller; with what stood there before."""
    assert taken.was.route is not None
    assert taken.becomes.route is not None
    dates = reckon_another_offence(referral, referral.offence_at, held_to=taken.was.policy, policy=taken.becomes.policy)
    take_route(db, referral, taken.becomes, dates, actor=actor, now=now)
    changes = [ChangedFact("route", taken.was.route.code, taken.becomes.route.code)]
    db.add(
        RecordCorrection(
            referral_id=referral.id,
            part=RecordPart.ROUTE,
            changes=changes,
            reason=taken.reason,
            to_look_at=[],
            corrected_at=now,
            corrected_by=actor.label,
            corrected_by_rank=actor.rank,
        )
    )
    said: dict[str, Any] = {
        "what": facts_named(changes),
        "facts": ["route"],
        "corrects": True,
        "where": KEPT_WITH_THE_CASE,
    }
    record(db, referral.id, RecordCorrected, actor=actor, now=now, **said)
