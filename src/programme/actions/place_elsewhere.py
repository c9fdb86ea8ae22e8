"""Record the place that a neighbouring programme has given one of our cases, or another day of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from programme.bookings.elsewhere import Arranged, arrange, arrange_anew, find_place_elsewhere
from programme.clock.keeping import policy_for, recalculate_deadlines
from programme.courses.queries import end_of_day
from programme.duties.models import TaskKind
from programme.duties.states import TaskEvent
from programme.duties.tasks import end_tasks, find_open_task
from programme.exchange.placing import may_be_placed, what_is_wrong
from programme.notices.models import Channel
from programme.payments.charging import settle_lost_place
from programme.payments.states import RefundReason
from programme.people.telling import tell_person
from programme.referrals.queries import lock_referral, person_of
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from programme.referrals.models import Referral


@dataclass(frozen=True, slots=True)
class PlaceGivenElsewhere:
    """The place he has now. `refund_pence` go back to his card; `told_by` is how he is told."""

    reference: str
    force_code: str
    course_on: date
    refund_pence: int
    told_by: Channel


def place_elsewhere(
    db: Session, *, actor: Actor, now: datetime, reference: str, arranged: Arranged
) -> PlaceGivenElsewhere:
    """Keep the place that the neighbour told us of; where he has one there already, its other day or reference.

    The case, its clock and the charge stay with its force. The clock is run again first, and the day must be in time by
    it (Magistrates' Courts Act 1980 s.127). The neighbour takes the fee: nothing is charged here, and what he paid for
    an earlier place goes back. Raises NotFound, what `may_be_placed` raises, and the first of `what_is_wrong`.
    """
    referral = lock_referral(db, reference, actor)
    may_be_placed(db, referral, now=now)
    recalculate_deadlines(db, referral, policy_for(db, referral), now=now)
    placed = find_place_elsewhere(db, referral.id)
    for refusal in what_is_wrong(db, referral, arranged, placed, now=now):
        raise refusal
    if placed is None:
        arrange(db, referral, arranged, actor=actor, now=now)
    else:
        arrange_anew(db, referral, placed, arranged, actor=actor, now=now)
    task = find_open_task(db, referral.id, TaskKind.NO_PLACE_IN_TIME)
    if task is not None:
        end_tasks(db, [task], TaskEvent.DONE, actor=actor, now=now)
    refund_pence = settle_lost_place(db, referral.id, RefundReason.PLACED_ELSEWHERE, actor=actor, now=now)
    told_by = _tell(db, referral, arranged.course_on, now=now)
    return PlaceGivenElsewhere(reference, arranged.force_code, arranged.course_on, refund_pence, told_by)


def _tell(db: Session, referral: Referral, course_on: date, *, now: datetime) -> Channel:
    return tell_person(
        db,
        person_of(db, referral),
        notice="placed_elsewhere",
        cause=f"{referral.reference}:{now:%Y%m%d%H%M%S%f}",
        referral_id=referral.id,
        facts={"course_on": course_on},
        now=now,
        stale_at=end_of_day(course_on),
    )
