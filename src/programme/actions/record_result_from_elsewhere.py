"""Record what a neighbouring programme told of the course: the result goes to its force, as every result does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from programme.bookings.elsewhere import find_place_elsewhere
from programme.bookings.states import ElsewhereEvent
from programme.exchange.rules import can_be_told, can_take_result
from programme.history import events
from programme.history.timeline import record
from programme.outcomes.models import ResultReason, Verdict
from programme.outcomes.queries import find_locked_result
from programme.outcomes.returning import return_or_correct
from programme.outcomes.rules import TOLD_ELSEWHERE
from programme.people.reference import force_name
from programme.referrals.queries import lock_referral
from programme.shared.actor import Actor
from programme.shared.dates import london_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class RecordedResultFromElsewhere:
    """The result, and the day that still runs."""

    reference: str
    verdict: Verdict
    reason: ResultReason
    charge_by_on: date


def record_result_from_elsewhere(
    db: Session, *, actor: Actor, now: datetime, reference: str, reason: ResultReason, told_by: str, told_on: date
) -> RecordedResultFromElsewhere:
    """Keep what the neighbour said, who there said it and when; the reason decides the result, as on our own register.

    A case that went back because the neighbour had not said anything gets its true result now, and its force is told
    again. Nothing of it stops the clock. Raises NotFound, NoPlaceElsewhere (also once the force has acted),
    CourseNotYet and ToldOutOfOrder; ValueError for a reason that is none of TOLD_ELSEWHERE.
    """
    if reason not in TOLD_ELSEWHERE:
        raise ValueError(f"{reason} is not for a neighbour to say")
    referral = lock_referral(db, reference, actor)
    placed = find_place_elsewhere(db, referral.id)
    stands = find_locked_result(db, referral.id)
    course_on = placed.course_on if placed else None
    can_take_result(referral.state, stands.reason if stands else None, course_on=course_on, today=london_date(now))
    assert placed is not None
    can_be_told(told_on, course_on=placed.course_on, today=london_date(now))
    placed.apply(ElsewhereEvent.RESULT_TOLD)
    placed.ended_at, placed.told_by, placed.told_on = now, told_by, told_on
    record(
        db,
        referral.id,
        events.ResultFromElsewhereRecorded,
        actor=actor,
        now=now,
        force=force_name(placed.force_code),
        course_on=placed.course_on,
        told_by=told_by,
        told_on=told_on,
    )
    result = return_or_correct(db, referral, reason, actor=actor, now=now)
    assert result is not None
    return RecordedResultFromElsewhere(reference, result.verdict, reason, referral.charge_by_on)
