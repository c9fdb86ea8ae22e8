"""The register of a course date."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from programme.attendance.states import MARKS, Mark, MarkEvent
from programme.storage.base import Base, Id, UtcDateTime, enum_column


class IdentityKind(StrEnum):
    """The document that he showed at the door. Only the kind is kept, never a number."""

    DRIVING_LICENCE = "driving_licence"
    PASSPORT = "passport"
    IDENTITY_CARD = "identity_card"
    RESIDENCE_PERMIT = "residence_permit"
    CITIZEN_CARD = "citizen_card"
    FORCES_CARD = "forces_card"
    BUS_PASS = "bus_pass"
    BLUE_BADGE = "blue_badge"
    OTHER_PHOTO = "other_photo"


class Attendance(Base):
    """One line of a register: one booking on one day. Made when the register is opened."""

    __tablename__ = "attendances"
    __table_args__ = (
        Index("uq_attendances_seat", "course_date_id", "seat", unique=True),
        CheckConstraint(
            "mark NOT IN ('arrived', 'completed') OR identity_kind IS NOT NULL",
            name="identity_before_arrival",
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    booking_id: Mapped[int] = mapped_column(Id, ForeignKey("bookings.id"), unique=True)
    course_date_id: Mapped[int] = mapped_column(Id, ForeignKey("course_dates.id"))
    seat: Mapped[int]
    mark: Mapped[Mark] = mapped_column(enum_column(Mark), default=Mark.EXPECTED)
    identity_kind: Mapped[IdentityKind | None] = mapped_column(enum_column(IdentityKind))
    identity_checked_by: Mapped[str | None] = mapped_column(String(200))
    arrived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(String(400), default="")
    marked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    marked_by: Mapped[str | None] = mapped_column(String(200))
    last_press: Mapped[str | None] = mapped_column(String(40))

    def apply(self, event: MarkEvent) -> None:
        """Move to the mark that `event` leads to; raises IllegalMove."""
        self.mark = MARKS.after(self.mark, event)
