"""Debts of providers and neighbouring forces: registers, answers to results, dates, and the shares of fees that the
forces get. No person is in it but by the reference of his case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import Session

from programme.attendance.chasing import UNSIGNED
from programme.bookings.models import Booking
from programme.bookings.states import ACTIVE
from programme.courses.models import CourseDate, Provider
from programme.courses.states import DateState
from programme.exchange.models import Agreement, Exchange
from programme.outcomes.models import Result
from programme.outcomes.states import ReturnState
from programme.payments.models import Fee
from programme.payments.states import FeeState
from programme.people.models import Force
from programme.referrals.models import Referral
from programme.referrals.queries import visible_to
from programme.shared.actor import Actor
from programme.storage.rows import columns_of, reads, rows
from programme.storage.statements import is_one_of, written

MOST_OWED = 200


@reads(provider=Provider.name, reference=CourseDate.reference, ends_at=CourseDate.ends_at, cases=func.count(Booking.id))
@dataclass(frozen=True, slots=True)
class UnsignedRegister:
    """A date that is over and not signed, with how many of the reader's cases wait for it."""

    provider: str
    reference: str
    ends_at: datetime
    cases: int


@reads(
    force=Force.name, reference=Referral.reference, returned_at=Result.returned_at, charge_by_on=Referral.charge_by_on
)
@dataclass(frozen=True, slots=True)
class UnansweredResult:
    """A result that went to a neighbouring force, which has not acknowledged it."""

    force: str
    reference: str
    returned_at: datetime
    charge_by_on: date


@reads(
    provider=Provider.name,
    dates=func.count(CourseDate.id),
    places_left=func.coalesce(func.sum(CourseDate.capacity - CourseDate.places_taken), 0),
    next_at=func.min(CourseDate.starts_at),
)
@dataclass(frozen=True, slots=True)
class DatesToCome:
    """How many dates a provider offers from now on, and how many places are left on them."""

    provider: str
    dates: int
    places_left: int
    next_at: datetime | None


_SHARE = case((Agreement.fee_share_pence < Fee.amount_pence, Agreement.fee_share_pence), else_=Fee.amount_pence)
"""Never more than he paid: a fee may have been lowered after its share was agreed."""


@reads(force=Force.name, cases=func.count(Fee.id), owed_pence=func.sum(_SHARE))
@dataclass(frozen=True, slots=True)
class SharedFees:
    """Fees that were paid in cases of a neighbouring force, and what its agreements give it of them."""

    force: str
    cases: int
    owed_pence: int


@dataclass(frozen=True, slots=True)
class OwedByOthers:
    """Everything of it, what waits longest first."""

    registers: list[UnsignedRegister]
    results: list[UnansweredResult]
    dates: list[DatesToCome]
    fees: list[SharedFees]

    @property
    def references(self) -> list[str]:
        return sorted({line.reference for line in self.results})


def owed_by_others(db: Session, actor: Actor, *, now: datetime) -> OwedByOthers:
    """As far as it concerns cases that the actor may find; the dates to come are for every programme."""
    return OwedByOthers(
        rows(db, UnsignedRegister, _registers(actor, now)),
        rows(db, UnansweredResult, _results(actor)),
        rows(db, DatesToCome, _dates(now)),
        rows(db, SharedFees, _fees(actor)),
    )


def _registers(actor: Actor, now: datetime) -> Select[*tuple[Any, ...]]:
    wanted = (
        select(*columns_of(UnsignedRegister))
        .select_from(CourseDate)
        .join(Provider, Provider.id == CourseDate.provider_id)
        .join(Booking, and_(Booking.course_date_id == CourseDate.id, is_one_of(Booking.state, ACTIVE)))
        .join(Referral, Referral.id == Booking.referral_id)
        .where(CourseDate.state.in_(UNSIGNED), CourseDate.ends_at < now)
        .group_by(Provider.name, CourseDate.id, CourseDate.reference, CourseDate.ends_at)
        .order_by(CourseDate.ends_at, CourseDate.id)
    )
    return visible_to(actor, wanted).limit(written(MOST_OWED))


def _results(actor: Actor) -> Select[*tuple[Any, ...]]:
    wanted = (
        select(*columns_of(UnansweredResult))
        .select_from(Result)
        .join(Referral, Referral.id == Result.referral_id)
        .join(Exchange, Exchange.referral_id == Referral.id)
        .join(Force, Force.code == Exchange.force_code)
        .where(Result.state == ReturnState.SENT)
        .order_by(Result.returned_at, Result.id)
    )
    return visible_to(actor, wanted).limit(written(MOST_OWED))


def _dates(now: datetime) -> Select[*tuple[Any, ...]]:
    to_come = and_(
        CourseDate.provider_id == Provider.id, CourseDate.state == DateState.OPEN, CourseDate.starts_at > now
    )
    ended = Provider.until_on.is_not(None) & (Provider.until_on < now.date())
    wanted = select(*columns_of(DatesToCome)).select_from(Provider).outerjoin(CourseDate, to_come).where(~ended)
    return wanted.group_by(Provider.id, Provider.name).order_by(func.count(CourseDate.id), Provider.name)


def _fees(actor: Actor) -> Select[*tuple[Any, ...]]:
    wanted = (
        select(*columns_of(SharedFees))
        .select_from(Fee)
        .join(Referral, Referral.id == Fee.referral_id)
        .join(Exchange, Exchange.referral_id == Referral.id)
        .join(Agreement, Agreement.id == Exchange.agreement_id)
        .join(Force, Force.code == Exchange.force_code)
        .where(Fee.state == FeeState.PAID, Agreement.fee_share_pence > 0)
        .group_by(Force.code, Force.name)
        .order_by(Force.name)
    )
    return visible_to(actor, wanted)
