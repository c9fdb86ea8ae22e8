"""The access log: rows that are only ever added, and the seals that make tampering show."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from programme.shared.actor import Door
from programme.storage.base import Base, Id, UtcDateTime, enum_column


class Operation(StrEnum):
    """The six operations that Data Protection Act 2018 s.62 wants logged; searches and exports are consultations."""

    COLLECTION = "collection"
    ALTERATION = "alteration"
    CONSULTATION = "consultation"
    DISCLOSURE = "disclosure"
    COMBINATION = "combination"
    ERASURE = "erasure"


NO_LOOK = text("operation <> 'consultation'")
"""More than a mere look. Of everything else in the log there is so little that a list of it has an index of its own."""


class AccessRow(Base):
    """One look at, or change of, personal data. The database refuses to change or delete it.

    `subjects` are the references of the cases concerned, space-separated, or the programme whose settings changed;
    `what` is the route's pattern or the command's name, never an address with values in it.
    """

    __tablename__ = "access_log"
    __table_args__ = (
        Index(None, "at", "id"),
        Index(None, "actor_id", "at", "id"),
        Index("ix_access_log_deeds", "operation", "at", "id", postgresql_where=NO_LOOK, sqlite_where=NO_LOOK),
        CheckConstraint("(operation = 'disclosure') = (recipient IS NOT NULL)", name="recipient_iff_disclosure"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    operation: Mapped[Operation] = mapped_column(enum_column(Operation))
    actor_door: Mapped[Door] = mapped_column(enum_column(Door))
    actor_id: Mapped[int | None] = mapped_column(Id)
    actor_label: Mapped[str] = mapped_column(String(200))
    what: Mapped[str] = mapped_column(String(200))
    subjects: Mapped[str] = mapped_column(Text)
    recipient: Mapped[str | None] = mapped_column(String(200))
    reason: Mapped[str | None] = mapped_column(String(400))


class AccessSubject(Base):
    """Which case an access-log row is about, so that a case (and the person) can be told who looked."""

    __tablename__ = "access_log_subjects"

    referral_reference: Mapped[str] = mapped_column(String(20), primary_key=True)
    access_id: Mapped[int] = mapped_column(Id, primary_key=True)


class Seal(Base):
    """The hash over a run of the access log, chained to the seal before it."""

    __tablename__ = "access_log_seals"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    sealed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    from_id: Mapped[int] = mapped_column(Id)
    to_id: Mapped[int] = mapped_column(Id)
    row_count: Mapped[int] = mapped_column(Id)
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
