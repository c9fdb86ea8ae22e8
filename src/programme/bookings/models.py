"""Holds and places here, and places that a neighbouring programme gives."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from programme.bookings.states import (
    BOOKINGS,
    PLACES_ELSEWHERE,
    BookingEvent,
    BookingState,
    ElsewhereEvent,
    ElsewhereState,
    PlaceLost,
)
from programme.storage.base import Base, Id, UtcDateTime, WordSet, enum_column

_ACTIVE = text("state IN ('held', 'confirmed')")
_PLACED = text("state = 'placed'")


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
    state: Mapped[BookingState] = mapped_column(enum_column(BookingState), default=BookingState.HELD)
    booked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    held_until_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lost_because: Mapped[PlaceLost | None] = mapped_column(enum_column(PlaceLost))
    moves: Mapped[int] = mapped_column(default=0)
    reminded_rung: Mapped[int | None]

    def apply(self, event: BookingEvent) -> None:
        """Move to the state that `event` leads to; raises IllegalMove."""
        self.state = BOOKINGS.after(self.state, event)


class NeedKind(StrEnum):
    """Something that has to be there on the day for him to take part."""

    STEP_FREE = "step_free"
    HEARING_LOOP = "hearing_loop"
    INTERPRETER = "interpreter"
    PRAYER_ROOM = "prayer_room"
    CARER = "carer"
    OTHER = "other"


class DayNeeds(Base):
    """The needs of one man on the day, as he said them last, and the answer. An answer is for one date: with a place on
    another it is asked for anew."""

    __tablename__ = "day_needs"
    __table_args__ = (CheckConstraint("(arranged IS NULL) = (answered_date_id IS NULL)", name="answered_for_a_date"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    referral_id: Mapped[int] = mapped_column(Id, ForeignKey("referrals.id"), unique=True)
    kinds: Mapped[frozenset[NeedKind]] = mapped_column(WordSet(NeedKind))
    language: Mapped[str] = mapped_column(String(60), default="")
    words: Mapped[str] = mapped_column(String(300), default="")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    arranged: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(String(300), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[str] = mapped_column(String(200), default="")
    answered_date_id: Mapped[int | None] = mapped_column(Id, ForeignKey("course_dates.id"))


class PlaceElsewhere(Base):
    """A place on the course of a neighbouring programme, as that told us of it. A case has at most one that stands.

    The case, its clock and the decision to charge stay with the force of the offence; the neighbour holds the place,
    takes the fee and says what happened: `told_by` is who there said it, `told_on` the day.
    """

    __tablename__ = "places_elsewhere"
    __table_args__ = (
        Index(
            "uq_places_elsewhere_one_placed",
            "referral_id",
            unique=True,
            sqlite_where=_PLACED,
            postgresql_where=_PLACED,
        ),
        Index(None, "referral_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    referral_id: Mapped[int] = mapped_column(Id, ForeignKey("referrals.id"))
    force_code: Mapped[str] = mapped_column(ForeignKey("forces.code"))
    course_on: Mapped[date]
    their_reference: Mapped[str] = mapped_column(String(40), default="")
    state: Mapped[ElsewhereState] = mapped_column(enum_column(ElsewhereState), default=ElsewhereState.PLACED)
    arranged_at: Mapped[datetime] = mapped_column(UtcDateTime)
    arranged_by: Mapped[str] = mapped_column(String(200))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told_by: Mapped[str] = mapped_column(String(100), default="")
    told_on: Mapped[date | None]

    def apply(self, event: ElsewhereEvent) -> None:
        """Move to the state that `event` leads to; raises IllegalMove."""
        self.state = PLACES_ELSEWHERE.after(self.state, event)
