"""Raise a concern for the person who was solicited: the offer stops at once, and safeguarding is told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.bookings.course_day import course_has_begun
from programme.concerns.models import Sign
from programme.concerns.queries import ToldOfConcern, find_standing
from programme.concerns.raising import raise_in
from programme.concerns.refusals import SignsNeeded
from programme.concerns.rules import can_raise
from programme.courses.queries import programme_of
from programme.eligibility.circumstances import human_answer
from programme.eligibility.rules import NO_CONCERN
from programme.intake.deciding import decide_again
from programme.intake.tying import untie
from programme.notices.models import Channel
from programme.offers.taking_back import take_offer_back
from programme.payments.giving_back import give_everything_back
from programme.payments.states import RefundReason
from programme.referrals.queries import lock_referral
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class RaisedConcern:
    """The consequences. `told` are the people of the force who were told; `he_is_told_by` is None when no offer
    stood."""

    reference: str
    told: ToldOfConcern
    stopped: bool
    place_given_back: bool
    refund_pence: int
    he_is_told_by: Channel | None


def raise_concern(
    db: Session, *, actor: Actor, now: datetime, reference: str, signs: Collection[Sign]
) -> RaisedConcern:
    """Stop the case because of signs that the person solicited was under 18, trafficked or controlled.

    A standing offer ends, a place goes back, everything he paid is owed back, and he is told only that it was taken
    back. A case that shared its place stands on its own again. On the day of his course the register still decides the
    result: nobody there may learn of it. Nothing of this stops the clock (Magistrates' Courts Act 1980 s.127). Raises
    NotFound, NotYoursToRaise, SignsNeeded, StoppedAlready, and HasItsResult once there is nothing left to stop.
    """
    referral = lock_referral(db, reference, actor)
    can_raise(referral.state, stopped=find_standing(db, referral.id) is not None, roles=actor.roles)
    if not signs:
        raise SignsNeeded()
    if course_has_begun(db, referral, now):
        raised = raise_in(db, referral, signs, actor=actor, now=now, stops=False)
        return RaisedConcern(reference, raised.told, False, False, 0, None)
    given_back = give_everything_back(db, referral, refund_reason=RefundReason.STOPPED, actor=actor, now=now)
    raised = raise_in(db, referral, signs, actor=actor, now=now)
    untie(db, referral, actor=actor, now=now)
    answer = human_answer(NO_CONCERN, False, by=actor.label, at=now)
    programme = programme_of(db, referral.programme_id)
    decide_again(db, referral, programme, actor=actor, now=now, settled={NO_CONCERN: answer})
    he_is_told_by = take_offer_back(db, referral, refund_pence=given_back.refund_pence, actor=actor, now=now)
    return RaisedConcern(reference, raised.told, True, given_back.place, given_back.refund_pence, he_is_told_by)
