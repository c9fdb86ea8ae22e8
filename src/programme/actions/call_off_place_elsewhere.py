"""Call off the place that a case has at a neighbouring programme: it looks for one again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from programme.bookings.elsewhere import call_off_elsewhere, find_place_elsewhere, tell_called_off
from programme.bookings.no_place import raise_no_place_of
from programme.bookings.rules import is_out_of_time
from programme.bookings.states import CallOffReason
from programme.bookings.words import CALL_OFF_WORDS, CALLED_OFF_BY
from programme.clock.keeping import policy_for, recalculate_deadlines
from programme.exchange.rules import can_call_off
from programme.referrals.queries import lock_referral, person_of
from programme.shared.actor import WORKER, Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class CalledOffElsewhere:
    """The place that is no longer his. `no_place`: no date here is in time either, which raises a task."""

    reference: str
    force_code: str
    course_on: date
    no_place: bool


def call_off_place_elsewhere(
    db: Session, *, actor: Actor, now: datetime, reference: str, reason: CallOffReason
) -> CalledOffElsewhere:
    """Give the place up and put the case back to accepted; he is told, and the clock runs on.

    Unless the neighbour cancelled it, a task is raised to tell the neighbour. It can be called off after its day too,
    while no result was told: what was cancelled there is no result. Raises NotFound and NoPlaceElsewhere.
    """
    referral = lock_referral(db, reference, actor)
    placed = find_place_elsewhere(db, referral.id)
    can_call_off(referral.state, placed.course_on if placed else None)
    assert placed is not None
    they_know = reason is CallOffReason.CANCELLED_THERE
    sentence = f"{CALL_OFF_WORDS[reason]}."
    call_off_elsewhere(db, referral, placed, reason=sentence, they_know=they_know, actor=actor, now=now)
    tell_called_off(db, person_of(db, referral), referral, placed, by=CALLED_OFF_BY[reason], now=now)
    recalculate_deadlines(db, referral, policy_for(db, referral), now=now)
    db.flush()
    in_time = not is_out_of_time(referral.complete_by_on, now)
    no_place = in_time and raise_no_place_of(db, referral, actor=WORKER, now=now)
    return CalledOffElsewhere(reference, placed.force_code, placed.course_on, no_place)
