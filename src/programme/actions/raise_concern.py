"""Raise a concern for the person who was solicited: the offer stops at once, and safeguarding is told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from programme.concerns.models import Sign
from programme.concerns.queries import ToldOfConcern, find_standing
from programme.concerns.refusals import SignsNeeded
from programme.concerns.rules import can_raise
from programme.notices.models import Channel
from programme.outcomes.stopping import lead_of, stop_lead, stop_to_protect
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
    back. A case that shared its place stands on its own again; the one whose place it shared stops with it, and
    safeguarding decides both. On the day of his course the register still decides the result: nobody there may learn of
    it. Nothing of this stops the clock (Magistrates' Courts Act 1980 s.127). Raises NotFound, NotYoursToRaise,
    SignsNeeded, StoppedAlready, and HasItsResult once there is nothing left to stop.
    """
    referral = lock_referral(db, reference, actor)
    can_raise(referral.state, stopped=find_standing(db, referral.id) is not None, roles=actor.roles)
    if not signs:
        raise SignsNeeded()
    lead_id = lead_of(referral)
    own = stop_to_protect(db, referral, signs, actor=actor, now=now)
    lead = stop_lead(db, lead_id, signs, actor=actor, now=now) or own
    return RaisedConcern(reference, own.told, own.stopped, lead.place_given_back, lead.refund_pence, lead.he_is_told_by)
