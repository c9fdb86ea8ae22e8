"""The outbox: messages we owe people, written with their cause and sent by the worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, and_, or_
from sqlalchemy.orm import Mapped, mapped_column

from programme.notices.carriers import Cause
from programme.storage.base import Base, Id, Json, UtcDateTime, enum_column
from programme.storage.rows import reads


class Channel(StrEnum):
    """How a message travels. HAND means that a person must deliver it: there is no safe address."""

    EMAIL = "email"
    TEXT = "text"
    HAND = "hand"


class Delivery(StrEnum):
    """The state of a message. Sent is not read: no channel tells us that."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    STALE = "stale"
    BY_HAND = "by_hand"


OPEN = (Delivery.QUEUED, Delivery.SENDING, Delivery.BY_HAND, Delivery.FAILED)
"""Owed still: on its way, waiting for a person, or given up and nobody was told another way."""


class UnsentState(StrEnum):
    """How a message that is not sent stands."""

    WAITS = "waits"
    HELD_BACK = "held_back"
    BY_HAND = "by_hand"
    FAILED = "failed"


class OutboxMessage(Base):
    """One message to one address. `dedupe_key` names what it is owed for: the same never writes two.

    `cause` is why it was not carried when it was tried last. A queued message with a cause is held back: it goes out
    when what is wrong is put right. `followed_up_at` is when somebody was told that it did not go.
    `first_tried_at`: since when the address it has now is tried. `he_acted_at`: when he himself did what it answers, if
    he did.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_due", "state", "next_try_at", "id"),
        Index(None, "referral_id", "id"),
        Index(None, "address"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    dedupe_key: Mapped[str] = mapped_column(String(120), unique=True)
    notice: Mapped[str] = mapped_column(String(60))
    referral_id: Mapped[int | None] = mapped_column(Id, ForeignKey("referrals.id"))
    channel: Mapped[Channel] = mapped_column(enum_column(Channel))
    address: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(10), default="en")
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
    state: Mapped[Delivery] = mapped_column(enum_column(Delivery), default=Delivery.QUEUED)
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    he_acted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    first_tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    next_try_at: Mapped[datetime] = mapped_column(UtcDateTime)
    stale_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[str | None] = mapped_column(String(80))
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    subject: Mapped[str | None] = mapped_column(String(200))
    body: Mapped[str | None] = mapped_column(Text)
    problem: Mapped[str | None] = mapped_column(String(200))
    cause: Mapped[Cause | None] = mapped_column(enum_column(Cause))
    followed_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class StopLink(Base):
    """The link of one message to a person, with which whoever has it says that nothing more is to come there. Only its
    hash is kept. `stopped_at`: since when nothing goes to that address, whoever's case it is about."""

    __tablename__ = "stop_links"
    __table_args__ = (Index(None, "address"), Index(None, "drawn_at"))

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    referral_id: Mapped[int] = mapped_column(Id, ForeignKey("referrals.id"))
    address: Mapped[str] = mapped_column(String(254))
    drawn_at: Mapped[datetime] = mapped_column(UtcDateTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


IS_HELD_BACK = and_(OutboxMessage.state == Delivery.QUEUED, OutboxMessage.cause.is_not(None))
"""Tried, not carried by a fault of ours, and tried again later."""
IS_UNDELIVERED = or_(OutboxMessage.state == Delivery.FAILED, IS_HELD_BACK)


@reads(OutboxMessage)
@dataclass(frozen=True, slots=True)
class Owed:
    """A claimed message."""

    id: int
    dedupe_key: str
    notice: str
    referral_id: int | None
    channel: Channel
    address: str
    facts: dict[str, Any]
    attempts: int
    queued_at: datetime
    he_acted_at: datetime | None = None
    stale_at: datetime | None = None
    followed_up_at: datetime | None = None
