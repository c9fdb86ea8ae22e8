"""Running clocks that were not looked at today, many at a time: read light, decided in Python, stamped together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, bindparam, or_, select, update
from sqlalchemy.orm import Session

from programme.bookings.elsewhere import ELSEWHERE_STANDS
from programme.bookings.models import Booking, PlaceElsewhere
from programme.bookings.rules import is_day_too_late, is_out_of_time
from programme.bookings.states import ACTIVE
from programme.clock.deadlines import ClockPolicy
from programme.clock.keeping import ClockDates, KeptClock, reckon
from programme.courses.models import CourseDate, Programme
from programme.policies.models import DisposalRoute
from programme.referrals.models import Referral
from programme.referrals.queries import CLOCK_RUNS
from programme.referrals.states import IN_PROGRESS, ReferralState
from programme.shared.dates import london_date
from programme.storage.rows import columns_of, reads, rows
from programme.storage.statements import is_one_of

_BATCH = 1000


@reads(Referral, starts_at=CourseDate.starts_at, ends_at=CourseDate.ends_at, elsewhere_on=PlaceElsewhere.course_on)
@dataclass(frozen=True, slots=True)
class RunningClock:
    """A running case before its result, as its nightly look needs it. The times are those of its place, if it has one;
    of a place elsewhere it is only the day."""

    id: int
    programme_id: int
    state: ReferralState
    starts_at: datetime | None
    ends_at: datetime | None
    elsewhere_on: date | None
    kept: KeptClock
    policy: ClockPolicy

    def wants_work(self, now: datetime) -> bool:
        """Whether its dates have changed, or something of it is out of time."""
        if reckon(self.kept, self.policy) != ClockDates(self.kept.return_by_on, self.kept.complete_by_on):
            return True
        if self.starts_at is not None and self.ends_at is not None and self.starts_at > now:
            return london_date(self.ends_at) > self.kept.complete_by_on
        if self.elsewhere_on is not None:
            return is_day_too_late(self.elsewhere_on, self.kept.complete_by_on, london_date(now))
        return self.state is ReferralState.OFFERED and is_out_of_time(self.kept.complete_by_on, now)


_UNCHECKED = or_(Referral.clock_checked_on.is_(None), Referral.clock_checked_on != bindparam("today"))
"""Not looked at today: one that was looked at on a day still to come was looked at by a clock that ran ahead."""
_CLOCKS = (
    select(*columns_of(RunningClock))
    .select_from(Referral)
    .join(Programme, Programme.id == Referral.programme_id)
    .join(DisposalRoute, DisposalRoute.key == Referral.route)
    .outerjoin(Booking, and_(Booking.referral_id == Referral.id, is_one_of(Booking.state, ACTIVE)))
    .outerjoin(CourseDate, CourseDate.id == Booking.course_date_id)
    .outerjoin(PlaceElsewhere, and_(PlaceElsewhere.referral_id == Referral.id, ELSEWHERE_STANDS))
    .where(
        Referral.id > bindparam("after_id"),
        CLOCK_RUNS,
        is_one_of(Referral.state, IN_PROGRESS),
        _UNCHECKED,
    )
    .order_by(Referral.id)
    .limit(bindparam("at_most"))
)


def clocks_due(db: Session, *, today: date, after_id: int = 0, at_most: int = _BATCH) -> list[RunningClock]:
    """The running cases before their result that were not looked at today, by state: those above `after_id`, in the
    order of their numbers."""
    return rows(db, RunningClock, _CLOCKS, today=today, after_id=after_id, at_most=at_most)


@reads(Programme)
@dataclass(frozen=True, slots=True)
class _ProgrammesTime:
    id: int
    charging_reserve_days: int
    result_lag_working_days: int


def note_checked(db: Session, clocks: Collection[RunningClock], *, today: date) -> None:
    """These clocks were looked at today. One whose programme has changed its time since it was read is not stamped:
    the next sweep finds it again."""
    if not clocks:
        return
    # Nobody changes a programme's time between this and the stamp.
    programmes = (
        select(*columns_of(_ProgrammesTime))
        .where(Programme.id.in_({clock.programme_id for clock in clocks}))
        .with_for_update(read=True)
    )
    times = set(rows(db, _ProgrammesTime, programmes))
    as_now = [clock.id for clock in clocks if _time_of(clock) in times]
    db.execute(
        update(Referral)
        .where(Referral.id.in_(as_now))
        .values(clock_checked_on=today)
        .execution_options(synchronize_session=False)
    )


def _time_of(clock: RunningClock) -> _ProgrammesTime:
    policy = clock.policy
    return _ProgrammesTime(clock.programme_id, policy.charging_reserve_days, policy.result_lag_working_days)


def let_the_sweep_look_again(db: Session, programme_id: int) -> None:
    """Let the next sweep look at every running case of a programme before its result: its time has changed. The caller
    holds the programme's lock."""
    db.execute(
        update(Referral)
        .where(Referral.programme_id == programme_id, CLOCK_RUNS, is_one_of(Referral.state, IN_PROGRESS))
        .values(clock_checked_on=None)
        .execution_options(synchronize_session=False)
    )
