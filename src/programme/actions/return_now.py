"""Return a case that no date fits, instead of waiting for one: it is no fault of his."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from programme.bookings.rules import can_return_now
from programme.courses.queries import earliest_place_on
from programme.duties.models import TaskKind
from programme.duties.states import TaskEvent
from programme.duties.tasks import end_tasks, find_open_task
from programme.offers.taking_back import take_open_offer_back
from programme.outcomes.models import ResultReason
from programme.outcomes.returning import return_case
from programme.payments.charging import settle_lost_place
from programme.payments.states import RefundReason
from programme.referrals.queries import lock_referral
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class ReturnedNow:
    """The case, what goes back to his card, and the day that still runs."""

    reference: str
    refund_pence: int
    charge_by_on: date


def return_now(db: Session, *, actor: Actor, now: datetime, reference: str) -> ReturnedNow:
    """Return the case while no date with a place left is in time for it: everything he paid is owed back.

    Raises NotFound, and ADateFits where a date fits again, where it was never put to anybody that none does, or where
    the case has gone on meanwhile.
    """
    referral = lock_referral(db, reference, actor)
    task = find_open_task(db, referral.id, TaskKind.NO_PLACE_IN_TIME)
    can_return_now(
        referral.state,
        is_told=task is not None,
        earliest_on=earliest_place_on(db, now=now),
        complete_by_on=referral.complete_by_on,
    )
    assert task is not None
    end_tasks(db, [task], TaskEvent.DONE, actor=actor, now=now)
    take_open_offer_back(db, referral, actor=actor, now=now)
    refund_pence = settle_lost_place(db, referral.id, RefundReason.NO_PLACE, actor=actor, now=now)
    return_case(db, referral, ResultReason.NO_PLACE_IN_TIME, actor=actor, now=now)
    return ReturnedNow(reference, refund_pence, referral.charge_by_on)
