"""The history of cases: rows that are only ever added."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from programme.shared.actor import Door
from programme.storage.base import Base, Id, Json, UtcDateTime, enum_column


class HistoryRow(Base):
    """One thing that happened to one case. The database refuses to change or delete it."""

    __tablename__ = "history"
    __table_args__ = (Index(None, "referral_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    referral_id: Mapped[int] = mapped_column(Id, ForeignKey("referrals.id"))
    event: Mapped[str] = mapped_column(String(60))
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_door: Mapped[Door] = mapped_column(enum_column(Door))
    actor_id: Mapped[int | None] = mapped_column(Id)
    actor_label: Mapped[str] = mapped_column(String(200))
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
