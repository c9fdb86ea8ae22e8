"""The one place that reckons a case's dates, and keeps them with the case.

They follow from the offence, from the version of the route that the case began with, and from what its programme has
decided about its time. Reckoning again never gives anybody more time than the case was told: only what was recorded
about the case itself (a caution, a reason for its longer limit) moves a date later.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.clock.deadlines import ClockPolicy, complete_by, deadlines_of_day
from programme.courses.models import Programme
from programme.history import events
from programme.history.timeline import record
from programme.policies.models import DisposalRoute
from programme.referrals.models import Referral
from programme.shared.actor import WORKER
from programme.shared.dates import london_date, previous_working_day
from programme.storage.rows import columns_of, reads, rows


class Reserve(Protocol):
    """A programme's decisions about its time."""

    @property
    def charging_reserve_days(self) -> int: ...
    @property
    def result_lag_working_days(self) -> int: ...


class _Limit(Protocol):
    """How long a version of a route leaves for its conditions; None where it sets no limit."""

    @property
    def weeks(self) -> int | None: ...
    @property
    def exceptional_weeks(self) -> int | None: ...


class Reckonable(Protocol):
    """The facts that the dates of a case hang on, and the dates that are kept with it."""

    @property
    def offence_at(self) -> datetime: ...
    @property
    def cautioned_on(self) -> date | None: ...
    @property
    def exceptional_reason(self) -> str: ...
    @property
    def return_by_on(self) -> date: ...
    @property
    def complete_by_on(self) -> date: ...


@reads(Referral)
@dataclass(frozen=True, slots=True)
class KeptClock:
    """The columns of a case that reckon its dates without its row."""

    offence_at: datetime
    cautioned_on: date | None
    exceptional_reason: str
    return_by_on: date
    complete_by_on: date


reads(Programme, caution_weeks=DisposalRoute.weeks, exceptional_caution_weeks=DisposalRoute.exceptional_weeks)(
    ClockPolicy
)
# The route is joined by `DisposalRoute.key == Referral.route`.


@dataclass(frozen=True, slots=True)
class ClockDates:
    """The dates of a case that are reckoned again. `charge_by_on` is the law's and is not among them."""

    return_by_on: date
    complete_by_on: date


@lru_cache(maxsize=256)
def clock_policy(
    reserve_days: int, lag_days: int, weeks: int | None = None, exceptional_weeks: int | None = None
) -> ClockPolicy:
    """The policy that these numbers make. A route that sets no limit, or no longer one, has None."""
    return ClockPolicy(reserve_days, lag_days, weeks, exceptional_weeks)


@dataclass(frozen=True, slots=True)
class CaseDates:
    """All three dates that a case keeps."""

    charge_by_on: date
    return_by_on: date
    complete_by_on: date


def policy_of(programme: Reserve, route: _Limit | None = None) -> ClockPolicy:
    """How a case of this programme is reckoned. Without a route it is held to a conditional caution."""
    reserve_days, lag_days = programme.charging_reserve_days, programme.result_lag_working_days
    if route is None:
        return ClockPolicy(reserve_days, lag_days)
    return clock_policy(reserve_days, lag_days, route.weeks, route.exceptional_weeks)


def policy_for(db: Session, referral: Referral) -> ClockPolicy:
    """How this case is reckoned, by its programme as it is today and the version of the route that it keeps."""
    wanted = (
        select(*columns_of(ClockPolicy))
        .select_from(Programme)
        .join(DisposalRoute, DisposalRoute.key == referral.route)
        .where(Programme.id == referral.programme_id)
    )
    return rows(db, ClockPolicy, wanted).one()


def reckon(case: Reckonable, policy: ClockPolicy, *, recorded: bool = False) -> ClockDates:
    """The dates of the case as they are today, never later than those it keeps.

    `recorded` says that something about its caution was put on record: then the last safe course day may move later,
    as far as the kept return date leaves time for. Pure.
    """
    offence_on = london_date(case.offence_at)
    fresh = deadlines_of_day(offence_on, case.cautioned_on, bool(case.exceptional_reason), policy)
    return_by_on = min(case.return_by_on, fresh.return_by_on)
    complete_by_on = complete_by(return_by_on, fresh.caution_limit_on, policy)
    return ClockDates(return_by_on, complete_by_on if recorded else min(case.complete_by_on, complete_by_on))


def reckon_another_offence(
    case: Reckonable, offence_at: datetime, *, held_to: ClockPolicy, policy: ClockPolicy
) -> CaseDates:
    """The dates of a case whose offence was at `offence_at`, and not when it was entered. Pure.

    They are reckoned afresh by `policy`, which is `held_to`, the one it was held to, unless another version of its
    route applies to that day. If it had less time than a fresh reckoning gives (a reserve that was shortened since, a
    course that it shares), it has less still: an earlier or the same day of the offence moves nothing later.
    """
    exceptional = bool(case.exceptional_reason)
    before = deadlines_of_day(london_date(case.offence_at), case.cautioned_on, exceptional, held_to)
    fresh = deadlines_of_day(london_date(offence_at), case.cautioned_on, exceptional, policy)
    return_by_on = _less(fresh.return_by_on, before.return_by_on - case.return_by_on)
    had = complete_by(case.return_by_on, before.caution_limit_on, held_to)
    complete_by_on = complete_by(return_by_on, fresh.caution_limit_on, policy)
    return CaseDates(fresh.charge_by_on, return_by_on, _less(complete_by_on, had - case.complete_by_on))


def _less(on: date, pulled: timedelta) -> date:
    return previous_working_day(on - max(pulled, timedelta()))


def last_safe_course_day(case: Reckonable, policy: ClockPolicy) -> date:
    """The last day a course of this case may be on: reckoned afresh, and never later than the day kept with it.

    A case keeps its dates so that lists can sort by them; a force that has since decided to need more time to charge
    must not get bookings made by the old reckoning.
    """
    return reckon(case, policy).complete_by_on


def day_if_cautioned(case: Reckonable, policy: ClockPolicy, on: date) -> date:
    """The last safe course day that holds once a caution is given on this day, and never later than the day kept with
    the case. Pure."""
    fresh = deadlines_of_day(london_date(case.offence_at), on, bool(case.exceptional_reason), policy)
    return min(complete_by(case.return_by_on, fresh.caution_limit_on, policy), case.complete_by_on)


def last_day_uncautioned(case: Reckonable, policy: ClockPolicy) -> date:
    """The last safe course day as it was before a caution was put on record. Pure."""
    return complete_by(case.return_by_on, None, policy)


def weeks_if_cautioned(case: Reckonable, policy: ClockPolicy, offered_on: date, last_day_on: date) -> int | None:
    """So many weeks from the day of a caution has whoever was offered it on this day; None where these end for nobody
    before `last_day_on`. Pure."""
    exceptional = bool(case.exceptional_reason)
    fresh = deadlines_of_day(london_date(case.offence_at), offered_on, exceptional, policy)
    ends_sooner = complete_by(case.return_by_on, fresh.caution_limit_on, policy) < last_day_on
    return policy.weeks(exceptional=exceptional) if ends_sooner else None


def recalculate_deadlines(
    db: Session,
    referral: Referral,
    policy: ClockPolicy,
    *,
    now: datetime,
    recorded: bool = False,
    signed_until_on: date | None = None,
) -> bool:
    """Reckon the dates of a running clock again and keep them, on record where they changed; returns whether they did.
    No course is safe after `signed_until_on`, the one that he signed.

    The caller holds the case's lock.
    """
    if referral.over_at is not None:
        return False
    dates = reckon(referral, policy, recorded=recorded)
    if signed_until_on is not None:
        dates = replace(dates, complete_by_on=min(dates.complete_by_on, signed_until_on))
    if dates == ClockDates(referral.return_by_on, referral.complete_by_on):
        return False
    referral.return_by_on, referral.complete_by_on = dates.return_by_on, dates.complete_by_on
    record(
        db,
        referral.id,
        events.ClockReckoned,
        actor=WORKER,  # also where somebody's act was the reason: it is the service that recalculates
        now=now,
        return_by_on=dates.return_by_on,
        complete_by_on=dates.complete_by_on,
    )
    return True


def take_caution(
    db: Session, referral: Referral, cautioned_on: date, *, now: datetime, signed_until_on: date | None = None
) -> None:
    """Keep the day of a conditional caution, and reckon the dates of the case again: its conditions end so many weeks
    after it as the route says, or on `signed_until_on`, the day that stands in them, where that is sooner. The caller
    holds the case's lock."""
    referral.cautioned_on, policy = cautioned_on, policy_for(db, referral)
    recalculate_deadlines(db, referral, policy, now=now, recorded=True, signed_until_on=signed_until_on)
