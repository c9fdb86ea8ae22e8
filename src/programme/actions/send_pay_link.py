"""Send him a link to pay for the place that is held, while he is on the telephone."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.bookings.queries import lock_own_standing
from programme.courses.queries import date_by_id
from programme.history import events
from programme.history.timeline import record
from programme.notices.models import Channel
from programme.payments.pay_links import new_pay_link
from programme.payments.queries import active_booking, live_fee
from programme.payments.refusals import NoSafeAddress
from programme.payments.rules import can_pay
from programme.people.telling import safe_address, tell_person
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def send_pay_link(db: Session, *, actor: Actor, now: datetime) -> Channel:
    """Owe him the link, by the way that is safe for him, and return that way. One that was sent before ends.

    Raises NothingToPay, HoldEnded, and NoSafeAddress where nothing may be sent to him.
    """
    standing = lock_own_standing(db, actor)
    fee, booking = live_fee(db, standing.referral.id), active_booking(db, standing.referral.id)
    can_pay(
        fee.state if fee else None, booking.state if booking else None, booking.held_until_at if booking else None, now
    )
    assert fee is not None
    assert booking is not None
    channel, _ = safe_address(standing.person)
    if channel is Channel.HAND:
        raise NoSafeAddress()
    link = new_pay_link(db, fee, now=now)
    record(db, standing.referral.id, events.PayLinkSent, actor=actor, now=now, channel=channel.value)
    return tell_person(
        db,
        standing.person,
        notice="pay_link_sent",
        cause=link,
        referral_id=standing.referral.id,
        facts={
            "link": link,
            "starts_at": date_by_id(db, booking.course_date_id).starts_at,
            "held_until_at": booking.held_until_at,
        },
        now=now,
        stale_at=booking.held_until_at,
        he_acted_at=now,
    )
