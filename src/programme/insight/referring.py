"""The content of the form for a referral, and of its live panel while somebody types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from programme.clock.deadlines import deadlines_for
from programme.courses.areas import area_of
from programme.courses.queries import DateFacts, dates_in_time, our_programme
from programme.eligibility.terms import ORDINARY, DatedTerms, RouteSaid, Terms, dated_terms
from programme.exchange.agreeing import AgreementShown, MonthOfSending, agreement_on, month_of
from programme.exchange.agreements import Neighbour, neighbours_on
from programme.people.officers import KnownOfficers, Officer, officers_by_force, station_of_account
from programme.policies.rules import Route
from programme.referrals.models import Admission, Referral
from programme.shared.actor import Actor, Door
from programme.shared.dates import london_date

PLACES_LISTED, PLACES_OF = 50, timedelta(days=365)


@dataclass(frozen=True, slots=True)
class AroundReferral:
    """The signed-in officer, the officers of each force that the case can be of, and at custody's own door the
    neighbours that may send. At a neighbour's door what is agreed with it today, where anything is, and how much of
    that is used this month. `areas` are what the programme's own force files its cases under, and `own_area` is that of
    the station that the officer works at. `routes` are those of `terms` that are open today, the force's own first;
    none are asked for where the force uses one alone. `places` are those where offences of the actor's force happen.
    """

    officer: Officer
    neighbours: list[Neighbour]
    officers: dict[str, KnownOfficers]
    agreement: AgreementShown | None = None
    month: MonthOfSending | None = None
    areas: Sequence[str] = ()
    own_area: str = ""
    terms: DatedTerms = ORDINARY
    routes: Sequence[Route] = ()
    places: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class TermsAndDates:
    """By what an offence of that day would be dealt with, and the dates that would be in time."""

    terms: Terms
    route: RouteSaid
    dates: list[DateFacts]


def around_referral(db: Session, actor: Actor, *, now: datetime, to_type: bool = True) -> AroundReferral:
    """The places only where somebody is `to_type` one.

    Raises NoProgramme, and NoRouteThen where the force's own route is switched off, before anybody types."""
    programme = our_programme(db, force_code=_own_programmes_force(actor))
    today, own_force = london_date(now), actor.force_code or ""
    neighbours = neighbours_on(db, today) if actor.door is Door.CUSTODY else []
    officers = officers_by_force(db, sorted({one.force_code for one in neighbours} | {own_force}))
    himself = officers[own_force].with_account(actor.id) or Officer(actor.rank, "", actor.name, "")
    agreement = agreement_on(db, own_force, today) if actor.door is Door.PARTNER else None
    month = month_of(db, agreement, today) if agreement else None
    areas = programme.areas if programme.force_code == own_force else []
    own_area = area_of(areas, station_of_account(db, actor.id)) if areas else ""
    terms = dated_terms(db, programme) if programme.other_routes else ORDINARY
    return AroundReferral(
        himself,
        neighbours,
        officers,
        agreement,
        month,
        [one.name for one in areas],
        own_area,
        terms,
        terms.routes_on(today) if programme.other_routes else (),
        _places_of(db, own_force, since_at=now - PLACES_OF) if to_type else (),
    )


def _places_of(db: Session, force_code: str, *, since_at: datetime) -> Sequence[str]:
    """Where offences of this force happened more than once, the most frequent first: a place of one case alone may be
    somebody's own."""
    place, cases = Referral.offence_place, func.count()
    wanted = select(place).where(Referral.force_code == force_code, Referral.referred_at >= since_at, place != "")
    often = wanted.group_by(place).having(cases > 1).order_by(cases.desc(), place).limit(PLACES_LISTED)
    return db.execute(often).scalars().all()


def terms_and_dates(
    db: Session, actor: Actor, offence_at: datetime, admission: Admission, route: str, *, now: datetime
) -> TermsAndDates:
    """As far as they are known."""
    programme = our_programme(db, force_code=_own_programmes_force(actor))
    dated, offence_on = dated_terms(db, programme), london_date(offence_at)
    terms = dated.as_far_as_known(offence_on, admission, route)
    complete_by_on = deadlines_for(offence_at, policy=terms.policy).complete_by_on
    said = dated.route_said(offence_on, admission, route)
    return TermsAndDates(terms, said, dates_in_time(db, now=now, complete_by_on=complete_by_on))


def _own_programmes_force(actor: Actor) -> str | None:
    return None if actor.door is Door.PARTNER else actor.force_code
