"""Which cases a list shows, and in which order: each condition and each order with an index of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, false, func, or_, select

from programme.clock.deadlines import MONTHS_TO_CHARGE
from programme.concerns.queries import WAITS_FOR_SAFEGUARDING
from programme.people.models import Person
from programme.referrals.models import Referral
from programme.referrals.queries import STILL_TO_DECIDE, visible_to
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor
from programme.shared.dates import add_months_corresponding
from programme.storage.base import Id


class CaseOrder(StrEnum):
    CLOCK = "clock"
    NAME = "name"
    RECEIVED = "received"
    OFFICER = "officer"


ORDERS: dict[CaseOrder, tuple[Any, ...]] = {
    CaseOrder.CLOCK: (Referral.charge_by_on, Referral.id),
    CaseOrder.NAME: (Person.surname_key, Person.forenames, Person.id, Referral.id),
    CaseOrder.RECEIVED: (Referral.referred_at, Referral.id),
    CaseOrder.OFFICER: (Referral.officer_name, Referral.charge_by_on, Referral.id),
}
"""Each ends with the number of the case, so that no two cases share a place."""
NEWEST_FIRST = frozenset({CaseOrder.RECEIVED})


@dataclass(frozen=True, slots=True)
class NamedOfficers:
    """Officers by how cases name them; a list is narrowed by their collar numbers, their names, or both."""

    collars: frozenset[str]
    names: frozenset[str]
    by_collar: bool
    by_name: bool


@dataclass(frozen=True, slots=True)
class CoveredCases:
    """The cases of an officer that somebody else covers: all of them, where no numbers are named."""

    officer_id: int | None
    officer_email: str
    case_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class OwnCovers:
    """The effect of covers on somebody's own cases today: he is `away` in all of his, or in some, and covers
    others'."""

    away: bool = False
    away_in: frozenset[int] = frozenset()
    covered: tuple[CoveredCases, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases. Without a state: those whose clock runs. `charge_from_on` and `charge_to_on` are inclusive.
    `officer` is as somebody typed him, and narrows nothing until it is resolved to `officers`; `mine`: the actor is the
    officer in the case, or covers for him and `covers` says so. `bail_passed_on`: a day before which he was to answer
    his bail, and nobody has said what became of it. `stopped`: those that wait for safeguarding, in whatever state."""

    state: ReferralState | None = None
    charge_from_on: date | None = None
    charge_to_on: date | None = None
    officer: str = ""
    officers: NamedOfficers | None = None
    mine: bool = False
    covers: OwnCovers = OwnCovers()
    station: str = ""
    area: str = ""
    bail_passed_on: date | None = None
    stopped: bool = False
    order: CaseOrder = CaseOrder.CLOCK


def charge_days_of_month(year: int, month: int) -> tuple[date, date]:
    """The first and last day to charge for offences of a month (Magistrates' Courts Act 1980 s.127: six months)."""
    first = add_months_corresponding(date(year, month, 1), MONTHS_TO_CHARGE)
    return first, add_months_corresponding(first, 1) - timedelta(days=1)


def bounded(actor: Actor, wanted: CaseFilter, query: Select) -> Select:  # type: ignore[type-arg]
    """`query` (over referrals) bounded to the actor's cases that the filter lets through."""
    state: ColumnElement[bool] = STILL_TO_DECIDE if wanted.state is None else in_state(wanted.state)
    if wanted.stopped:
        state = WAITS_FOR_SAFEGUARDING
    return visible_to(actor, query).where(state, *narrowing(actor, wanted))


def in_state(state: ReferralState) -> ColumnElement[bool]:
    """The cases of a state. A concern makes a case not eligible: while it is open, it is among the stopped ones."""
    stands = Referral.state == state
    return and_(stands, ~WAITS_FOR_SAFEGUARDING) if state is ReferralState.INELIGIBLE else stands


def narrowing(actor: Actor, wanted: CaseFilter) -> list[ColumnElement[bool]]:
    """The conditions that can narrow every list of cases, whatever else it shows of them."""
    found: list[ColumnElement[bool]] = []
    if wanted.charge_from_on is not None:
        found.append(Referral.charge_by_on >= wanted.charge_from_on)
    if wanted.charge_to_on is not None:
        found.append(Referral.charge_by_on <= wanted.charge_to_on)
    if wanted.officers is not None:
        found.extend(_of_officers(wanted.officers))
    if wanted.mine:
        found.append(_own(actor, wanted.covers))
    if wanted.bail_passed_on is not None:
        found.append(bail_passed(wanted.bail_passed_on))
    if wanted.station:
        found.append(Referral.station == wanted.station)
    if wanted.area:
        found.append(Referral.area == wanted.area)
    return found


def bail_passed(today: date) -> ColumnElement[bool]:
    """Of a case that is not done with: the day on which he was to answer his bail is over."""
    return and_(Referral.bail_return_on < today, STILL_TO_DECIDE)


def _own(actor: Actor, covers: OwnCovers) -> ColumnElement[bool]:
    himself = Referral.officer_id == actor.id
    if covers.away_in:
        himself = and_(himself, Referral.id.not_in(sorted(covers.away_in)))
    own: list[ColumnElement[bool]] = [] if covers.away else [himself]
    for one in covers.covered:
        typed = and_(Referral.officer_email != "", func.lower(Referral.officer_email) == one.officer_email)
        his = and_(Referral.officer_id.is_(None), typed)
        if one.officer_id is not None:
            his = or_(Referral.officer_id == one.officer_id, his)
        own.append(and_(his, Referral.id.in_(sorted(one.case_ids))) if one.case_ids else his)
    return or_(*own) if own else false()


def _of_officers(named: NamedOfficers) -> Iterator[ColumnElement[bool]]:
    if named.by_collar:
        yield Referral.officer_collar.in_(sorted(named.collars))
    if named.by_name:
        yield Referral.officer_name.in_(sorted(named.names))


def place_of_key(actor: Actor, order: CaseOrder) -> tuple[Any, ...]:
    """Where in an order the case of a key stands. The clock's key says so itself: where its case has moved meanwhile,
    the list goes on where it was. In the other orders it is asked for, among the actor's cases only."""
    number = bindparam("key_id", type_=Id)
    if order is CaseOrder.CLOCK:
        return bindparam("key_on", type_=Date()), number
    case = select(Referral.id).join(Person, Person.id == Referral.person_id).where(Referral.id == number)
    case = visible_to(actor, case)
    *columns, _ = ORDERS[order]
    return (*(case.with_only_columns(one).correlate(None).scalar_subquery() for one in columns), number)
