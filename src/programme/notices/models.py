"""The outbox: messages we owe people, written with their cause and sent by the worker."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from programme.storage.base import Base, Id, Json, UtcDateTime, words


class Channel(StrEnum):
    """How a message travels. HAND means that a person must deliver it: there is no safe address."""

    EMAIL = "email"
    TEXT = "text"
    HAND = "hand"


class Delivery(StrEnum):
    """What became of a message. Sent is not read: no channel tells us that."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    STALE = "stale"
    BY_HAND = "by_hand"


class OutboxMessage(Base):
    """One message to one address. `dedupe_key` names its cause: the same cause never writes two."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_due", "state", "next_try_at", "id"),
        Index(None, "referral_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    dedupe_key: Mapped[str] = mapped_column(String(120), unique=True)
    notice: Mapped[str] = mapped_column(String(60))
    referral_id: Mapped[int | None] = mapped_column(Id, ForeignKey("referrals.id"))
    channel: Mapped[Channel] = mapped_column(words(Channel))
    address: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(10), default="en")
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
    state: Mapped[Delivery] = mapped_column(words(Delivery), default=Delivery.QUEUED)
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_try_at: Mapped[datetime] = mapped_column(UtcDateTime)
    stale_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[str | None] = mapped_column(String(80))
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    subject: Mapped[str | None] = mapped_column(String(200))
    body: Mapped[str | None] = mapped_column(Text)
    problem: Mapped[str | None] = mapped_column(String(200))
