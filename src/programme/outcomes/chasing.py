"""Results that nobody acknowledged: which, how long, and until when to ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from programme.courses.models import Programme
from programme.duties.people import CaseForces
from programme.outcomes.models import Result
from programme.outcomes.states import ReturnState
from programme.referrals.models import Referral
from programme.referrals.queries import CLOCK_RUNS
from programme.shared.dates import working_days_reached
from programme.shared.plausible import latest_possible

RUNGS = (2, 5, 10)
"""Working days after a result came back on which its force is asked for it."""
COORDINATOR_FROM = 5
"""From this one on the coordinator is told too. The officer and his supervisors always are."""
_ALL_RUNGS_ARE_OVER = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Unacknowledged:
    """A result that waits, its row locked, with what is said of it."""

    result: Result
    referral: Referral
    forces: CaseForces


def rung_reached(returned_at: datetime, now: datetime) -> int | None:
    """The latest rung whose day has come; None before the first. A result that a clock which ran ahead has dated is
    asked about at once."""
    if returned_at > latest_possible(now):
        return RUNGS[0]
    return working_days_reached(RUNGS, returned_at, now)


def results_not_acknowledged(db: Session, *, now: datetime, after_id: int = 0, at_most: int = 100) -> list[int]:
    """Results of running clocks that have waited since the day before yesterday or longer, by number: those above
    `after_id`, in their order. After the last rung the ladder of the clock itself is what is left."""
    return list(
        db.execute(
            select(Result.id)
            .join(Referral, Referral.id == Result.referral_id)
            .where(
                Result.state == ReturnState.SENT,
                or_(
                    Result.returned_at.between(now - _ALL_RUNGS_ARE_OVER, now - timedelta(days=RUNGS[0] - 1)),
                    Result.returned_at > latest_possible(now),
                ),
                CLOCK_RUNS,
                Result.id > after_id,
            )
            .order_by(Result.id)
            .limit(at_most)
        ).scalars()
    )


def lock_unacknowledged(db: Session, result_id: int) -> Unacknowledged | None:
    """The result's row, locked; None when it was acknowledged, or the clock came to its end, meanwhile."""
    row = db.execute(
        select(Result, Referral, Programme.force_code)
        .join(Referral, Referral.id == Result.referral_id)
        .join(Programme, Programme.id == Referral.programme_id)
        .where(Result.id == result_id, Result.state == ReturnState.SENT, CLOCK_RUNS)
        .with_for_update(of=Result)
    ).one_or_none()
    if row is None:
        return None
    result, referral, programme_force = row
    return Unacknowledged(result, referral, CaseForces(referral.force_code, programme_force, referral.officer_email))
