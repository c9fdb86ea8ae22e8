"""Queries about fees, payment pages, refunds and notifications."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ScalarSelect, Select, bindparam, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from programme.bookings.models import Booking
from programme.bookings.rules import LONGEST_HOLD
from programme.bookings.states import ACTIVE
from programme.payments.gateway import PaymentNotification
from programme.payments.models import Checkout, Fee, GatewayEvent, LedgerEntry, LedgerKind, PaidOutside, Refund
from programme.payments.states import CheckoutState, FeeState, RefundState
from programme.referrals.models import Referral
from programme.shared.plausible import latest_possible
from programme.storage.statements import is_one_of

_OPEN = (CheckoutState.OPENING, CheckoutState.OPEN)
GIVEN_BACK = (
    select(func.coalesce(func.sum(Fee.amount_pence), 0))
    .where(Fee.referral_id == Referral.id, is_one_of(Fee.state, (FeeState.REFUND_DUE, FeeState.REFUNDED)))
    .correlate(Referral)
    .scalar_subquery()
)
"""The money that went back to his card, or is on its way, of all fees of a case."""
NOT_SENT_BACK = (
    select(func.coalesce(func.sum(Fee.amount_pence), 0))
    .where(Fee.referral_id == Referral.id, is_one_of(Fee.state, (FeeState.REFUND_DUE,)))
    .correlate(Referral)
    .scalar_subquery()
)
"""The part of it that has not been sent to his bank."""


def _last_entry(kind: LedgerKind) -> ScalarSelect[datetime]:
    last = select(func.max(LedgerEntry.at)).where(
        LedgerEntry.referral_id == Referral.id, is_one_of(LedgerEntry.kind, (kind,))
    )
    return last.correlate(Referral).scalar_subquery()


LAST_PAID_AT, LAST_SENT_BACK_AT = _last_entry(LedgerKind.PAYMENT), _last_entry(LedgerKind.REFUND)
"""When the case's last payment came in, and when the last money was sent back; None where there was none."""
LIVE_FEES = (FeeState.DUE, FeeState.PAID, FeeState.WAIVED)


_LIVE_FEE = select(Fee).where(Fee.referral_id == bindparam("referral_id"), is_one_of(Fee.state, LIVE_FEES))


def live_fee(db: Session, referral_id: int) -> Fee | None:
    """The fee of the case that is due, paid or waived, or None."""
    return db.execute(_LIVE_FEE, {"referral_id": referral_id}).scalar_one_or_none()


class HisMoney(StrEnum):
    """Where the money is that he paid for this case: nowhere, with us, or on its way back to him, to his card or, where
    it was paid outside, by hand."""

    NONE = "none"
    STAYS = "stays"
    GOES_BACK = "goes_back"
    BY_HAND = "by_hand"


def money_of_his(db: Session, referral_id: int, *, all_goes_back: bool = False) -> HisMoney:
    """Where his money is. Money that is still with us comes before money that had to go back earlier; where
    `all_goes_back`, that goes back too."""
    held = select(Fee.state).where(
        Fee.referral_id == bindparam("referral_id"), is_one_of(Fee.state, (FeeState.PAID, FeeState.REFUND_DUE))
    )
    found = set(db.execute(held, {"referral_id": referral_id}).scalars())
    if FeeState.PAID in found and not all_goes_back:
        return HisMoney.STAYS
    if not found:
        return HisMoney.NONE
    outside = select(PaidOutside.id).where(PaidOutside.referral_id == referral_id, PaidOutside.came.is_(True))
    return HisMoney.GOES_BACK if db.execute(outside.limit(1)).first() is None else HisMoney.BY_HAND


def active_booking(db: Session, referral_id: int) -> Booking | None:
    """The place that the case holds or has, or None."""
    return db.execute(
        select(Booking).where(Booking.referral_id == referral_id, Booking.state.in_(ACTIVE))
    ).scalar_one_or_none()


def booking_of(db: Session, fee: Fee) -> Booking:
    """The booking the fee is for."""
    return db.execute(select(Booking).where(Booking.id == fee.booking_id)).scalar_one()


def open_checkout_of(db: Session, fee_id: int) -> Checkout | None:
    """The payment page of the fee that may still be used, or None."""
    return db.execute(
        select(Checkout).where(Checkout.fee_id == fee_id, is_one_of(Checkout.state, _OPEN))
    ).scalar_one_or_none()


def checkouts_since(db: Session, referral_id: int, since_at: datetime, *, now: datetime) -> int:
    """How many payment pages were opened for the case since then, those that the gateway refused left out, and those
    that a clock which ran ahead has dated."""
    return db.execute(
        select(func.count())
        .select_from(Checkout)
        .join(Fee, Fee.id == Checkout.fee_id)
        .where(
            Fee.referral_id == referral_id,
            Checkout.opened_at > since_at,
            Checkout.opened_at <= latest_possible(now),
            or_(Checkout.gateway_reference.is_not(None), Checkout.state == CheckoutState.OPENING),
        )
    ).scalar_one()


def find_checkout(db: Session, gateway_reference: str) -> tuple[Checkout, Fee] | None:
    """The payment page that the gateway calls so, with its fee; None when it is not ours."""
    row = db.execute(
        select(Checkout, Fee)
        .join(Fee, Fee.id == Checkout.fee_id)
        .where(Checkout.gateway_reference == gateway_reference)
    ).one_or_none()
    return (row.Checkout, row.Fee) if row else None


def known_checkouts(db: Session, gateway_references: Sequence[str]) -> set[str]:
    """Which of the gateway's pages are noted here already."""
    wanted = select(Checkout.gateway_reference).where(Checkout.gateway_reference.in_(gateway_references))
    return {name for name in db.execute(wanted).scalars() if name is not None}


def checkout_and_fee(db: Session, checkout_id: int) -> tuple[Checkout, Fee]:
    """The payment page by our number, with its fee."""
    row = db.execute(select(Checkout, Fee).join(Fee, Fee.id == Checkout.fee_id).where(Checkout.id == checkout_id)).one()
    return row.Checkout, row.Fee


def checkouts_to_settle(
    db: Session, *, now: datetime, quiet_for: timedelta, after_id: int = 0, at_most: int = 100
) -> list[tuple[int, str]]:
    """Open payment pages that nothing was heard of for a while: the gateway's names of those above `after_id`."""
    quiet = or_(Checkout.opened_at <= now - quiet_for, Checkout.opened_at > latest_possible(now))
    wanted = _open_pages(after_id, at_most).where(quiet)
    return [(row.id, row.gateway_reference) for row in db.execute(wanted)]


def checkouts_to_close(db: Session, *, after_id: int = 0, at_most: int = 100) -> list[tuple[int, str]]:
    """Open payment pages of fees that are not due any more: the place was given up, or the fee settled otherwise."""
    wanted = _open_pages(after_id, at_most).join(Fee, Fee.id == Checkout.fee_id).where(Fee.state != FeeState.DUE)
    return [(row.id, row.gateway_reference) for row in db.execute(wanted)]


def checkouts_never_opened(db: Session, *, now: datetime, at_most: int = 100) -> list[int]:
    """Pages that the gateway was asked for, never answered about, and that would be over by now, or that no gateway
    would keep open for so long."""
    return list(
        db.execute(
            select(Checkout.id)
            .where(
                Checkout.state == CheckoutState.OPENING,
                or_(Checkout.expires_at <= now, Checkout.expires_at > latest_possible(now, LONGEST_HOLD)),
            )
            .order_by(Checkout.id)
            .limit(at_most)
        ).scalars()
    )


def _open_pages(after_id: int, at_most: int) -> Select[*tuple[Any, ...]]:
    return (
        select(Checkout.id, Checkout.gateway_reference)
        .where(Checkout.state == CheckoutState.OPEN, Checkout.gateway_reference.is_not(None), Checkout.id > after_id)
        .order_by(Checkout.id)
        .limit(at_most)
    )


def payments_not_entered(db: Session, payment_references: Sequence[str]) -> set[str]:
    """Which of these payments of the gateway's are in no ledger of ours."""
    entered = db.execute(
        select(LedgerEntry.gateway_reference).where(
            LedgerEntry.kind == LedgerKind.PAYMENT, LedgerEntry.gateway_reference.in_(payment_references)
        )
    ).scalars()
    return set(payment_references) - set(entered)


def find_fee_of_payment(db: Session, payment_reference: str) -> Fee | None:
    """The fee that this payment was entered for, or None."""
    return db.execute(
        select(Fee)
        .join(LedgerEntry, LedgerEntry.fee_id == Fee.id)
        .where(LedgerEntry.kind == LedgerKind.PAYMENT, LedgerEntry.gateway_reference == payment_reference)
    ).scalar_one_or_none()


def keep_notification(db: Session, heard: PaymentNotification, *, now: datetime) -> bool:
    """Keep a notification once; False when it is kept already."""
    insert = (sqlite if db.get_bind().dialect.name == "sqlite" else postgresql).insert
    kept = db.execute(
        insert(GatewayEvent)
        .values(
            event_reference=heard.event_id,
            kind=heard.type,
            object_reference=heard.object_id,
            created_at=heard.created_at,
            received_at=now,
            facts={"object_kind": heard.object_kind.value, "payment": heard.payment_id},
        )
        .on_conflict_do_nothing(index_elements=["event_reference"])
        .returning(GatewayEvent.id)
    )
    return kept.first() is not None


def unhandled_notifications(db: Session, *, after_id: int = 0, at_most: int = 100) -> list[GatewayEvent]:
    """Notifications that were kept and not acted on yet: those above `after_id`, oldest first."""
    return list(
        db.execute(
            select(GatewayEvent)
            .where(GatewayEvent.handled_at.is_(None), GatewayEvent.id > after_id)
            .order_by(GatewayEvent.id)
            .limit(at_most)
        ).scalars()
    )


def refunds_in(db: Session, state: RefundState, *, after_id: int = 0, at_most: int = 50) -> list[Refund]:
    """Refunds in one state: those above `after_id`, oldest first."""
    return list(
        db.execute(
            select(Refund).where(Refund.state == state, Refund.id > after_id).order_by(Refund.id).limit(at_most)
        ).scalars()
    )


def find_refund(db: Session, gateway_reference: str) -> int | None:
    """The number of the refund that the gateway calls so, or None."""
    return db.execute(
        select(Refund.id).where(Refund.gateway_reference == gateway_reference).limit(1)
    ).scalar_one_or_none()


def refund_and_fee(db: Session, refund_id: int) -> tuple[Refund, Fee]:
    """The refund with its fee, the refund locked."""
    refund = db.execute(select(Refund).where(Refund.id == refund_id).with_for_update()).scalar_one()
    return refund, db.execute(select(Fee).where(Fee.id == refund.fee_id)).scalar_one()


def handle_notification(db: Session, event_id: int, outcome: str, *, now: datetime) -> None:
    """Say what came of a notification."""
    event = db.execute(select(GatewayEvent).where(GatewayEvent.id == event_id)).scalar_one()
    event.handled_at, event.outcome = now, outcome[:80]
