"""Payments without a card page, as one of staff says and another confirms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from programme.payments.models import PaidHow, PaidOutside
from programme.payments.refusals import NoPaymentToConfirm, OtherAmount, PaidWhen, SecondPersonConfirms
from programme.payments.words import PAID_HOW_WORDS
from programme.referrals.models import Referral
from programme.referrals.queries import one_referral
from programme.shared.actor import Actor
from programme.shared.dates import spoken_day
from programme.shared.money import spoken_pounds
from programme.storage.rows import columns_of, reads, rows

HELD_TO_CONFIRM = timedelta(hours=24)
"""So long a place is held for the second person: as long as any is."""
OLDEST = timedelta(days=90)
"""Nothing that was paid longer ago is for a place that is held now."""


@dataclass(frozen=True, slots=True)
class OutsidePayment:
    """A payment as it is said: how much, how, under which reference of the bank's or a receipt's, on which day."""

    amount_pence: int
    how: PaidHow
    reference: str
    paid_on: date


@reads(PaidOutside, case_reference=Referral.reference)
@dataclass(frozen=True, slots=True)
class WaitingPayment:
    """A payment that waits for the second person, and who recorded it."""

    case_reference: str
    amount_pence: int
    how: PaidHow
    reference: str
    paid_on: date
    recorded_at: datetime
    recorded_by: str
    recorded_by_id: int | None


@reads(PaidOutside)
@dataclass(frozen=True, slots=True)
class OwnOutside:
    """The last payment of a case that was not by card: it waits (`came` is None), or has come."""

    how: PaidHow
    reference: str
    paid_on: date
    came: bool | None

    @property
    def waits(self) -> bool:
        """Whether nobody has yet seen that it came."""
        return self.came is None

    @property
    def spoken(self) -> str:
        """How, when and under which reference."""
        return f"{PAID_HOW_WORDS[self.how]} on {spoken_day(self.paid_on)}, {self.reference}"


OUTSIDE_WAITS = exists().where(PaidOutside.referral_id == Referral.id, PaidOutside.came.is_(None)).correlate(Referral)
"""Whether a payment of the case waits for its second person."""
LAST_OUTSIDE = (
    select(func.max(PaidOutside.id))
    .where(PaidOutside.referral_id == Referral.id, PaidOutside.came.is_not(False))
    .correlate(Referral)
    .scalar_subquery()
)
"""The number of that payment; None where there is none."""


def waiting_payment(db: Session, reference: str, actor: Actor) -> WaitingPayment:
    """The payment of the case that waits. Raises NotFound and NoPaymentToConfirm."""
    referral_id = one_referral(db, reference, actor).id
    wanted = (
        select(*columns_of(WaitingPayment))
        .join(Referral, Referral.id == PaidOutside.referral_id)
        .where(PaidOutside.referral_id == referral_id, PaidOutside.came.is_(None))
        .order_by(PaidOutside.id.desc())
        .limit(1)
    )
    found = rows(db, WaitingPayment, wanted).one_or_none()
    if found is None:
        raise NoPaymentToConfirm()
    return found


def recorded_by(db: Session, actor: Actor) -> set[str]:
    """The cases whose payment waits that this account recorded: it cannot confirm them."""
    wanted = select(Referral.reference).join(PaidOutside, PaidOutside.referral_id == Referral.id)
    return set(db.scalars(wanted.where(PaidOutside.came.is_(None), PaidOutside.recorded_by_id == actor.id)))


def lock_waiting_payment(db: Session, referral_id: int) -> PaidOutside:
    """Its row, locked. Lock the case first. Raises NoPaymentToConfirm."""
    wanted = select(PaidOutside).where(PaidOutside.referral_id == referral_id, PaidOutside.came.is_(None))
    found = db.execute(wanted.order_by(PaidOutside.id.desc()).limit(1).with_for_update()).scalar_one_or_none()
    if found is None:
        raise NoPaymentToConfirm()
    return found


def check_amount(amount_pence: int, fee_pence: int) -> None:
    """Whether it is the whole fee. Raises OtherAmount."""
    if amount_pence != fee_pence:
        raise OtherAmount(fee_pence)


def check_paid_on(paid_on: date, today: date) -> None:
    """Whether it can be for a place that is held now. Raises PaidWhen."""
    if not today - OLDEST <= paid_on <= today:
        raise PaidWhen()


def can_confirm(recorded_by_id: int | None, actor: Actor) -> None:
    """Whether somebody else recorded it. Raises SecondPersonConfirms."""
    if recorded_by_id is None or recorded_by_id == actor.id:
        raise SecondPersonConfirms()


def facts_of(paid: PaidOutside) -> dict[str, Any]:
    """The facts of it on the timeline."""
    return {
        "amount": spoken_pounds(paid.amount_pence),
        "how": PAID_HOW_WORDS[paid.how],
        "reference": paid.reference,
    }
