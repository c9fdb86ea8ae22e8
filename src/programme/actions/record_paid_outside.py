"""Record that he has paid for his held place without a card page. A second person confirms it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.bookings.queries import lock_own_standing
from programme.duties.models import TaskKind
from programme.duties.tasks import TaskToRaise, raise_tasks
from programme.history import events
from programme.history.timeline import record
from programme.payments.models import PaidOutside
from programme.payments.outside import HELD_TO_CONFIRM, OutsidePayment, check_amount, check_paid_on, facts_of
from programme.payments.queries import active_booking, live_fee
from programme.payments.rules import can_pay
from programme.shared.actor import Actor
from programme.shared.dates import london_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def record_paid_outside(db: Session, *, actor: Actor, now: datetime, payment: OutsidePayment) -> datetime:
    """Keep what is said to be paid, ask a second person to look whether it came, and hold the place for a day until
    then; returns until when. The fee stays as it is.

    Raises NothingToPay, HoldEnded, OtherAmount, PaidWhen, and PaidOutsideWaits where one is on record already.
    """
    referral = lock_own_standing(db, actor).referral
    fee, booking = live_fee(db, referral.id), active_booking(db, referral.id)
    can_pay(
        fee.state if fee else None, booking.state if booking else None, booking.held_until_at if booking else None, now
    )
    assert fee is not None
    assert booking is not None
    check_amount(payment.amount_pence, fee.amount_pence)
    check_paid_on(payment.paid_on, london_date(now))
    paid = PaidOutside(
        referral_id=referral.id,
        fee_id=fee.id,
        amount_pence=payment.amount_pence,
        how=payment.how,
        reference=payment.reference,
        paid_on=payment.paid_on,
        recorded_at=now,
        recorded_by=actor.label,
        recorded_by_id=actor.id,
    )
    db.add(paid)
    db.flush()  # only one of a fee may wait
    record(
        db,
        referral.id,
        events.PaidOutsideRecorded,
        actor=actor,
        now=now,
        paid_on=paid.paid_on,
        **facts_of(paid),
    )
    booking.held_until_at = max(booking.held_until_at, now + HELD_TO_CONFIRM)
    raise_tasks(
        db, [TaskToRaise(referral.id, TaskKind.PAID_OUTSIDE, london_date(now + HELD_TO_CONFIRM))], actor=actor, now=now
    )
    return booking.held_until_at
