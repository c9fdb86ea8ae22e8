"""Holds and places."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from programme.bookings.states import BOOKINGS, BookingEvent, BookingState
from programme.storage.base import Base, Id, UtcDateTime, words

_ACTIVE = text("state IN ('held', 'confirmed')")


class Booking(Base):
    """One man's place on one course date. A case has at most one that is held or confirmed."""

    __tablename__ = "bookings"
    __table_args__ = (
        Index(
            "uq_bookings_one_active",
            "referral_id",
            unique=True,
            sqlite_where=_ACTIVE,
            postgresql_where=_ACTIVE,
        ),
        Index(None, "course_date_id", "state"),
        Index(None, "referral_id"),
        Index("ix_bookings_held", "state", "held_until_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    referral_id: Mapped[int] = mapped_column(Id, ForeignKey("referrals.id"))
    course_date_id: Mapped[int] = mapped_column(Id, ForeignKey("course_dates.id"))
    state: Mapped[BookingState] = mapped_column(words(BookingState), default=BookingState.HELD)
    booked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    held_until_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    moves: Mapped[int] = mapped_column(default=0)
    reminded_rung: Mapped[int | None]

    def happens(self, event: BookingEvent) -> None:
        """Move to the state that `event` leads to; raises IllegalMove."""
        self.state = BOOKINGS.after(self.state, event)
