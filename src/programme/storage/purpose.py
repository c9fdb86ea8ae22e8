"""Whom a database serves: written into it, so that a rehearsal and a force's service never open each other's."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, inspect, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from programme.storage.base import Base, UtcDateTime, enum_column


class Purpose(StrEnum):
    """A rehearsal's people do not exist and their password is published; production's do, and theirs are not."""

    REHEARSAL = "rehearsal"
    PRODUCTION = "production"


class DatabasePurpose(Base):
    """One row or none: a database that neither a rehearsal nor production has migrated is nobody's yet."""

    __tablename__ = "database_purpose"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    purpose: Mapped[Purpose] = mapped_column(enum_column(Purpose))
    marked_at: Mapped[datetime] = mapped_column(UtcDateTime)


def purpose_of(db: Session) -> Purpose | None:
    """The purpose that the database is marked with; None also where it is empty or older than the mark."""
    if not inspect(db.connection()).has_table(DatabasePurpose.__tablename__):
        return None
    return db.execute(select(DatabasePurpose.purpose)).scalar_one_or_none()


def mark_purpose(db: Session, purpose: Purpose, *, now: datetime) -> None:
    """Mark a database that has no mark yet; a mark is never changed."""
    if db.get(DatabasePurpose, 1) is None:
        db.add(DatabasePurpose(id=1, purpose=purpose, marked_at=now))
