"""Taking a place away through no fault of the person: the step that cancelling a date, signing a register and a clock
that was reckoned again share."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from programme.bookings.holding import cancel, cancel_place_alone
from programme.bookings.models import Booking
from programme.bookings.states import PlaceLost
from programme.payments.charging import settle_lost_place
from programme.payments.queries import money_of_his
from programme.payments.states import RefundReason
from programme.people.models import Person
from programme.people.telling import tell_person
from programme.referrals.models import Referral
from programme.referrals.states import REFERRALS, ReferralEvent
from programme.shared.actor import Actor


class _Place(Protocol):
    """A place with its case and person, locked."""

    @property
    def booking(self) -> Booking: ...
    @property
    def referral(self) -> Referral: ...
    @property
    def person(self) -> Person: ...


def release_place(
    db: Session,
    place: _Place,
    *,
    starts_at: datetime,
    refund_reason: RefundReason | None,
    because: PlaceLost = PlaceLost.CANCELLED,
    no_interpreter: bool = False,
    actor: Actor,
    now: datetime,
) -> int:
    """End the place, owe back what was paid for it, and tell him in neutral words. Returns the pence owed back.

    Without a `refund_reason` what he paid stays paid: it is good for another place of this case.

    The case goes back to accepted, so that he can book again or the caller can return it. An unpaid fee is written
    off. Nothing of this counts against him. The caller holds the locks of `lock_places`.
    """
    if REFERRALS.allows(place.referral.state, ReferralEvent.PLACE_LOST):
        cancel(db, place.referral, place.booking, because=because, actor=actor, now=now)
    else:
        cancel_place_alone(db, place.booking, because=because, actor=actor, now=now)
    owed_pence = settle_lost_place(db, place.referral.id, refund_reason, actor=actor, now=now)
    tell_person(
        db,
        place.person,
        notice="place_cancelled",
        cause=place.booking.reference,
        referral_id=place.referral.id,
        facts={
            "starts_at": starts_at,
            "because": because.value,
            "complete_by_on": place.referral.complete_by_on,
            "money": money_of_his(db, place.referral.id).value,
            "no_interpreter": no_interpreter,
        },
        now=now,
    )
    return owed_pence
