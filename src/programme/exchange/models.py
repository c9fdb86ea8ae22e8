"""Neighbouring forces we have an agreement with, and the referrals that crossed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from programme.exchange.states import EXCHANGES, ExchangeEvent, ExchangeState
from programme.storage.base import Base, Id, UtcDateTime, enum_column


class Agreement(Base):
    """A sharing agreement with a neighbouring force, while it is in force."""

    __tablename__ = "agreements"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    force_code: Mapped[str] = mapped_column(ForeignKey("forces.code"))
    version: Mapped[str] = mapped_column(String(20))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    contact_email: Mapped[str] = mapped_column(String(254), default="")


class Exchange(Base):
    """A referral that a neighbouring force sent to our programme. Its clock and the charge stay with that force."""

    __tablename__ = "exchanges"
    __table_args__ = (Index(None, "force_code", "state", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    referral_id: Mapped[int] = mapped_column(Id, ForeignKey("referrals.id"), unique=True)
    force_code: Mapped[str] = mapped_column(ForeignKey("forces.code"))
    their_reference: Mapped[str] = mapped_column(String(40), default="")
    state: Mapped[ExchangeState] = mapped_column(enum_column(ExchangeState), default=ExchangeState.RECEIVED)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def apply(self, event: ExchangeEvent) -> None:
        """Move to the state that `event` leads to; raises IllegalMove."""
        self.state = EXCHANGES.after(self.state, event)
