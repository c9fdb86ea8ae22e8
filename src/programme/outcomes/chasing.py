"""Results that the force has still to do something about: which, how long, and until when to ask.

To have a result is not to have acted on it. It is asked about while nobody has acknowledged it, and again while nothing
that was done with it is on record: more often at first, then every week, and always before the last day to charge.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from programme.courses.models import Programme
from programme.duties.models import ClockRung
from programme.duties.queries import STANDS
from programme.duties.recipients import FORCES, CaseForces
from programme.duties.rules import LAST_DAY, rung_day
from programme.outcomes.models import Result
from programme.outcomes.states import ReturnState
from programme.referrals.models import Referral
from programme.referrals.queries import CLOCK_RUNS
from programme.shared.actor import Role
from programme.shared.dates import add_working_days, london_date, working_days_reached
from programme.shared.plausible import latest_possible

RUNGS = (2, 5, 10)
"""Working days after a result came back, and after it was acknowledged, on which its force is asked about it."""
THEN_EVERY = 5
"""Working days; after the last of them."""
BEFORE_THE_LAST = 2
"""Days before the last working day to charge on which it is asked about in any case."""
LAST = -1
"""Stands for that day among the rungs."""
COORDINATOR_FROM = 5
"""From this rung on the coordinator is told too. The officer and his supervisors always are."""
_WEEKS = 60
_ALL = RUNGS + tuple(range(RUNGS[-1] + THEN_EVERY, RUNGS[-1] + THEN_EVERY * _WEEKS, THEN_EVERY))
_ASKED = (ReturnState.SENT, ReturnState.ACKNOWLEDGED)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A result that waits, its row locked, with what is said of it. `with_role` has the warning that its clock stands
    on and names the case every morning, where one waits; on the last working day everybody hears of it."""

    result: Result
    referral: Referral
    forces: CaseForces
    with_role: Role | None
    on_last_day: bool

    @property
    def acknowledged_at(self) -> datetime | None:
        """When the force said that it has it."""
        return self.result.acknowledged_at if self.result.state is ReturnState.ACKNOWLEDGED else None

    @property
    def since_at(self) -> datetime:
        """Since when it waits for what it waits for now."""
        return self.acknowledged_at or self.result.returned_at


def rung_reached(since_at: datetime, now: datetime, charge_by_on: date | None = None) -> int | None:
    """The latest rung whose day has come; None before the first. LAST where the last working day to charge is that
    near, and the result waits for a working day at least. A result that a clock which ran ahead has dated is asked
    about at once."""
    if since_at > latest_possible(now):
        return RUNGS[0]
    found = working_days_reached(_ALL, since_at, now)
    today = london_date(now)
    if charge_by_on is None or rung_day(charge_by_on, BEFORE_THE_LAST) > today:
        return found
    return LAST if add_working_days(london_date(since_at), 1) <= today else found


def results_to_ask_about(db: Session, *, now: datetime, after_id: int = 0, at_most: int = 100) -> list[int]:
    """Results of running clocks that have waited since yesterday or longer, to be acknowledged or to be acted on, by
    number: those above `after_id`, in their order. After its last day a clock is an incident, and that is told."""
    return list(
        db.execute(
            select(Result.id)
            .join(Referral, Referral.id == Result.referral_id)
            .where(
                Result.state.in_(_ASKED),
                or_(Result.acknowledged_at.is_(None), _waits(Result.acknowledged_at, now)),
                _waits(Result.returned_at, now),
                CLOCK_RUNS,
                Referral.charge_by_on >= london_date(now),
                Result.id > after_id,
            )
            .order_by(Result.id)
            .limit(at_most)
        ).scalars()
    )


def _waits(since_at: Any, now: datetime) -> ColumnElement[bool]:
    """Since yesterday or longer, or dated by a clock that ran ahead."""
    return or_(since_at < now - timedelta(hours=12), since_at > latest_possible(now))


def lock_waiting(db: Session, result_id: int, *, now: datetime) -> Waiting | None:
    """The result's row, locked; None when it was acted on, or the clock came to its end, meanwhile."""
    row = db.execute(
        select(Result, Referral, ClockRung.role, ClockRung.days_left, *FORCES)
        .join(Referral, Referral.id == Result.referral_id)
        .join(Programme, Programme.id == Referral.programme_id)
        .outerjoin(ClockRung, STANDS)
        .where(
            Result.id == result_id,
            Result.state.in_(_ASKED),
            CLOCK_RUNS,
            Referral.charge_by_on >= london_date(now),
        )
        .with_for_update(of=Result)
    ).one_or_none()
    if row is None:
        return None
    result, referral, with_role, days_left, *forces = row
    return Waiting(result, referral, CaseForces(*forces), with_role, days_left == LAST_DAY.days_left)
