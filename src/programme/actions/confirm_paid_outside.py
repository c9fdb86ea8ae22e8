"""Say whether a payment outside the service has come: by somebody other than who recorded it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from programme.clock.keeping import policy_for, recalculate_deadlines
from programme.duties.models import TaskKind
from programme.duties.states import TaskEvent
from programme.duties.tasks import end_tasks, find_open_task
from programme.history import events
from programme.history.timeline import record
from programme.outcomes.taking_payment import Paid, take_payment
from programme.payments.models import Fee
from programme.payments.outside import can_confirm, facts_of, lock_waiting_payment
from programme.payments.payment_outcome import PaymentOutcome
from programme.payments.words import PAID_HOW_WORDS
from programme.referrals.queries import lock_referral
from programme.shared.actor import Actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def confirm_paid_outside(
    db: Session, *, actor: Actor, now: datetime, reference: str, came: bool
) -> PaymentOutcome | None:
    """The money has come: the fee is paid and the place his, as by card; late or twice it is owed back, by hand. Or it
    has not: the fee is due as before, and None.

    Raises NotFound, NoPaymentToConfirm, SecondPersonConfirms.
    """
    referral = lock_referral(db, reference, actor)
    paid = lock_waiting_payment(db, referral.id)
    can_confirm(paid.recorded_by_id, actor)
    paid.came, paid.decided_at, paid.decided_by = came, now, actor.label
    kind = events.PaidOutsideConfirmed if came else events.PaidOutsideNotCome
    record(db, referral.id, kind, actor=actor, now=now, **facts_of(paid))
    if (task := find_open_task(db, referral.id, TaskKind.PAID_OUTSIDE)) is not None:
        end_tasks(db, [task], TaskEvent.DONE, actor=actor, now=now)
    if not came:
        return None
    recalculate_deadlines(db, referral, policy_for(db, referral), now=now)
    money = Paid(paid.amount_pence, paid.ledger_reference, how=PAID_HOW_WORDS[paid.how])
    return take_payment(db, db.get_one(Fee, paid.fee_id), money, actor=actor, now=now)
