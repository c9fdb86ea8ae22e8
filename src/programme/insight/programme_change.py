"""The effect of a change of a programme's settings on the cases that run, said before it is saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from programme.bookings.elsewhere import ELSEWHERE_STANDS
from programme.bookings.models import Booking, PlaceElsewhere
from programme.bookings.states import ACTIVE
from programme.clock.keeping import ClockDates, KeptClock, policy_of, reckon
from programme.courses.models import CourseDate
from programme.duties.ladders import clock_ladder
from programme.duties.models import ClockRung
from programme.duties.settings import ProgrammeSettings
from programme.policies.models import DisposalRoute
from programme.referrals.models import Referral
from programme.referrals.queries import CLOCK_RUNS
from programme.referrals.states import IN_PROGRESS, ReferralState
from programme.shared.dates import london_date
from programme.storage.rows import columns_of, reads, rows
from programme.storage.statements import is_one_of

MOST_CASES = 20_000


@dataclass(frozen=True, slots=True)
class ProgrammeEffect:
    """Counts of running cases. `earlier`: get an earlier date; `places_lost`: have a place on a day that is then too
    late; `too_late`: have no day left for a course then; `to_raise`: stand on a rung that they were not raised on.
    `all_counted` is False where there are more cases than were looked at."""

    running: int
    earlier: int
    places_lost: int
    too_late: int
    to_raise: int
    all_counted: bool


@reads(DisposalRoute)
@dataclass(frozen=True, slots=True)
class _Limit:
    """How long the route of a case leaves for its conditions."""

    weeks: int | None
    exceptional_weeks: int | None


@reads(
    Referral,
    starts_at=CourseDate.starts_at,
    elsewhere_on=PlaceElsewhere.course_on,
    raised_on=select(func.min(ClockRung.days_left))
    .where(ClockRung.referral_id == Referral.id, ClockRung.charge_by_on == Referral.charge_by_on)
    .correlate(Referral)
    .scalar_subquery(),
)
@dataclass(frozen=True, slots=True)
class _Clock:
    """A running case as its dates are reckoned. `raised_on`: the days left of the lowest rung that it was raised on."""

    state: ReferralState
    charge_by_on: date
    starts_at: datetime | None
    elsewhere_on: date | None
    raised_on: int | None
    limit: _Limit
    kept: KeptClock

    @property
    def course_on(self) -> date | None:
        return london_date(self.starts_at) if self.starts_at is not None else self.elsewhere_on


def clocks_to_reckon(db: Session, programme_id: int) -> int:
    """How many running cases of the programme wait to have their dates reckoned: those the service has not looked at
    since they came, or since the programme's time was changed. Counted no further than MOST_CASES."""
    waiting = (
        select(Referral.id)
        .where(
            CLOCK_RUNS,
            is_one_of(Referral.state, IN_PROGRESS),
            Referral.programme_id == programme_id,
            Referral.clock_checked_on.is_(None),
        )
        .limit(MOST_CASES)
    )
    return db.execute(select(func.count()).select_from(waiting.subquery())).scalar_one()


def effect_of(db: Session, programme_id: int, after: ProgrammeSettings, *, today: date) -> ProgrammeEffect:
    """Reckon every running case of the programme as it would be, in one statement. Nobody's data is in the answer."""
    wanted = (
        select(*columns_of(_Clock))
        .select_from(Referral)
        .join(DisposalRoute, DisposalRoute.key == Referral.route)
        .outerjoin(Booking, and_(Booking.referral_id == Referral.id, Booking.state.in_(ACTIVE)))
        .outerjoin(CourseDate, CourseDate.id == Booking.course_date_id)
        .outerjoin(PlaceElsewhere, and_(PlaceElsewhere.referral_id == Referral.id, ELSEWHERE_STANDS))
        .where(CLOCK_RUNS, Referral.programme_id == programme_id)
        .limit(MOST_CASES + 1)
    )
    clocks = rows(db, _Clock, wanted)
    earlier = places_lost = too_late = to_raise = 0
    for clock in clocks[:MOST_CASES]:
        rung = clock_ladder(after.ladder).rung_on(clock.charge_by_on, today) if clock.charge_by_on >= today else None
        to_raise += rung is not None and (clock.raised_on is None or clock.raised_on > rung.days)
        if clock.state not in IN_PROGRESS:
            continue
        case, course_on = clock.kept, clock.course_on
        dates = reckon(case, policy_of(after, clock.limit))
        earlier += dates != ClockDates(case.return_by_on, case.complete_by_on)
        too_late += dates.complete_by_on < today <= case.complete_by_on
        places_lost += course_on is not None and dates.complete_by_on < course_on <= case.complete_by_on
    running = min(len(clocks), MOST_CASES)
    return ProgrammeEffect(running, earlier, places_lost, too_late, to_raise, all_counted=len(clocks) <= MOST_CASES)
