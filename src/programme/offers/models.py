"""The offer: what he was told, in which words, and what he answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from programme.offers.states import OFFERS, OfferEvent, OfferState
from programme.storage.base import Base, Id, UtcDateTime, words

_LIVE = text("state IN ('open', 'accepted')")


class Offer(Base):
    """One offer of a place. Only a hash of the secret on the slip is kept; printing a new slip makes a new secret."""

    __tablename__ = "offers"
    __table_args__ = (
        Index("uq_offers_one_live", "referral_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index("ix_offers_answer_by", "state", "answer_by_at"),
        Index(None, "referral_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    referral_id: Mapped[int] = mapped_column(Id, ForeignKey("referrals.id"))
    state: Mapped[OfferState] = mapped_column(words(OfferState), default=OfferState.OPEN)
    secret_hash: Mapped[str] = mapped_column(String(200))
    words_version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(10), default="en")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(200))
    answer_by_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_words_version: Mapped[str | None] = mapped_column(String(20))

    def happens(self, event: OfferEvent) -> None:
        """Move to the state that `event` leads to; raises IllegalMove."""
        self.state = OFFERS.after(self.state, event)
