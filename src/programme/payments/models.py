"""The fee and everything that happened to its money, in pence."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from programme.payments.states import (
    CHECKOUTS,
    FEES,
    REFUNDS,
    CheckoutEvent,
    CheckoutState,
    FeeEvent,
    FeeState,
    RefundEvent,
    RefundState,
)
from programme.storage.base import Base, Id, Json, UtcDateTime, enum_column

_OPEN = text("state IN ('opening', 'open')")
_STANDS = text("came IS NULL OR came")
OUTSIDE = "outside "
"""So begins the name of a payment in the ledger that no gateway knows of."""
_LIVE = text("state IN ('due', 'paid', 'waived')")


class Fee(Base):
    """One case's debt for its place. It stays with the case when the place is moved. `statement_text`: what his bank
    is told with every payment page of it; None before there was one."""

    __tablename__ = "fees"
    __table_args__ = (
        CheckConstraint("amount_pence >= 0", name="not_negative"),
        Index("uq_fees_one_live", "referral_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index(None, "booking_id"),
        Index(None, "referral_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    referral_id: Mapped[int] = mapped_column(Id, ForeignKey("referrals.id"))
    booking_id: Mapped[int] = mapped_column(Id, ForeignKey("bookings.id"))
    amount_pence: Mapped[int]
    state: Mapped[FeeState] = mapped_column(enum_column(FeeState), default=FeeState.DUE)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    statement_text: Mapped[str | None] = mapped_column(String(22))

    def apply(self, event: FeeEvent) -> None:
        """Move to the state that `event` leads to; raises IllegalMove."""
        self.state = FEES.after(self.state, event)


class Checkout(Base):
    """One payment page for one fee: its key is stored before the gateway is asked, and one is open at a time."""

    __tablename__ = "checkouts"
    __table_args__ = (
        Index("uq_checkouts_one_open", "fee_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    fee_id: Mapped[int] = mapped_column(Id, ForeignKey("fees.id"))
    idempotency_key: Mapped[str] = mapped_column(String(64), unique=True)
    amount_pence: Mapped[int]
    gateway_reference: Mapped[str | None] = mapped_column(String(120), unique=True)
    url: Mapped[str | None] = mapped_column(String(1000))
    state: Mapped[CheckoutState] = mapped_column(enum_column(CheckoutState), default=CheckoutState.OPENING)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def apply(self, event: CheckoutEvent) -> None:
        """Move to the state that `event` leads to; raises IllegalMove."""
        self.state = CHECKOUTS.after(self.state, event)


class PaidHow(StrEnum):
    """Ways to pay that no card page is part of."""

    BANK_TRANSFER = "bank_transfer"
    CASH = "cash"
    POSTAL_ORDER = "postal_order"
    CHEQUE = "cheque"


class PaidOutside(Base):
    """Money that somebody of staff says was paid for a fee without a card page. It counts once another confirms it.

    `came` is None until then, False where the other found that no such money has come. `reference` is the bank's or
    the receipt's.
    """

    __tablename__ = "paid_outside"
    __table_args__ = (
        CheckConstraint("amount_pence > 0", name="positive"),
        Index("uq_paid_outside_one", "fee_id", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS),
        Index(None, "referral_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    referral_id: Mapped[int] = mapped_column(Id, ForeignKey("referrals.id"))
    fee_id: Mapped[int] = mapped_column(Id, ForeignKey("fees.id"))
    amount_pence: Mapped[int]
    how: Mapped[PaidHow] = mapped_column(enum_column(PaidHow))
    reference: Mapped[str] = mapped_column(String(60))
    paid_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(200))
    recorded_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("accounts.id"))
    came: Mapped[bool | None]
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(200))

    @property
    def ledger_reference(self) -> str:
        """The name of the payment in the ledger, which no gateway knows."""
        return f"{OUTSIDE}{self.id}"


class PayLink(Base):
    """A link with which a place can be paid for without a sign-in: by him, or by whoever pays for him.

    Its message names it by `key`. The link's code is drawn when the message is sent, and only its hash is kept; until
    then there is none, and no time runs. It opens one payment page, `checkout_id`, and never another.
    """

    __tablename__ = "pay_links"
    __table_args__ = (Index(None, "fee_id"),)

    key: Mapped[str] = mapped_column(String(24), primary_key=True)
    fee_id: Mapped[int] = mapped_column(Id, ForeignKey("fees.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checkout_id: Mapped[int | None] = mapped_column(Id, ForeignKey("checkouts.id"))


class LedgerKind(StrEnum):
    """The effect of an entry on the balance of a case."""

    CHARGE = "charge"
    PAYMENT = "payment"
    WAIVER = "waiver"
    REFUND = "refund"


class LedgerEntry(Base):
    """One movement of money, append-only. Payments and refunds name the gateway's object once and only once."""

    __tablename__ = "ledger"
    __table_args__ = (
        Index("uq_ledger_gateway_effect", "kind", "gateway_reference", unique=True),
        Index(None, "referral_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    referral_id: Mapped[int] = mapped_column(Id, ForeignKey("referrals.id"))
    fee_id: Mapped[int] = mapped_column(Id, ForeignKey("fees.id"))
    kind: Mapped[LedgerKind] = mapped_column(enum_column(LedgerKind))
    amount_pence: Mapped[int]
    gateway_reference: Mapped[str | None] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Refund(Base):
    """Money owed back. The worker asks the gateway for it, under the key stored here."""

    __tablename__ = "refunds"
    __table_args__ = (
        CheckConstraint("amount_pence > 0", name="positive"),
        Index(None, "state", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    fee_id: Mapped[int] = mapped_column(Id, ForeignKey("fees.id"))
    payment_reference: Mapped[str] = mapped_column(String(120))
    amount_pence: Mapped[int]
    reason: Mapped[str] = mapped_column(String(60))
    idempotency_key: Mapped[str] = mapped_column(String(64), unique=True)
    gateway_reference: Mapped[str | None] = mapped_column(String(120))
    state: Mapped[RefundState] = mapped_column(enum_column(RefundState), default=RefundState.OWED)
    owed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)

    def apply(self, event: RefundEvent) -> None:
        """Move to the state that `event` leads to; raises IllegalMove."""
        self.state = REFUNDS.after(self.state, event)


class GatewayEvent(Base):
    """A notification from the gateway, kept once before it is acted on. It is a hint: the object is read afresh."""

    __tablename__ = "gateway_events"
    __table_args__ = (Index(None, "handled_at", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    event_reference: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(80))
    object_reference: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    handled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(80))
    facts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
