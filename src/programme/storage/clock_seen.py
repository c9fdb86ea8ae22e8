"""The last instant of the machine's clock that was believed, and the one that is doubted: one row for all processes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from programme.shared.plausible import STEP, Doubt
from programme.storage.base import Base, UtcDateTime, enum_column

_THE_ROW = 1
CONFIRMED, WRITTEN = "confirmed by hand", "what was written last"


class ClockRow(Base):
    """In the machine's time, which no rehearsal moves. `highest_at` is the latest instant that was ever believed."""

    __tablename__ = "clock_seen"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    believed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    believed_by: Mapped[str] = mapped_column(String(80))
    highest_at: Mapped[datetime] = mapped_column(UtcDateTime)
    doubt: Mapped[Doubt | None] = mapped_column(enum_column(Doubt))
    doubted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    doubted_by: Mapped[str | None] = mapped_column(String(80))


@dataclass(frozen=True, slots=True)
class ClockSeen:
    """The processes' judgement of the machine's clock. `doubt` is None where nobody doubts it; `doubted_at` is the
    instant that the doubted clock showed."""

    believed_at: datetime
    believed_by: str
    highest_at: datetime
    doubt: Doubt | None
    doubted_at: datetime | None
    doubted_by: str | None

    def ahead_seconds(self, machine_now: datetime) -> float:
        """How far the doubted clock is ahead of the last instant believed (below 0: behind it). Where none is doubted,
        how far the latest instant ever believed is ahead of the clock: it was put back."""
        if self.doubted_at is not None:
            return (self.doubted_at - self.believed_at).total_seconds()
        return max(0.0, (self.highest_at - machine_now).total_seconds())

    def was_put_back(self, machine_now: datetime) -> bool:
        """Whether the clock shows less than it has shown before, and nobody doubts it for that."""
        return self.doubt is None and self.highest_at - machine_now > STEP


_SEEN = select(
    ClockRow.believed_at,
    ClockRow.believed_by,
    ClockRow.highest_at,
    ClockRow.doubt,
    ClockRow.doubted_at,
    ClockRow.doubted_by,
).where(ClockRow.id == _THE_ROW)


def clock_seen(db: Session) -> ClockSeen | None:
    """The row; None before any process has looked."""
    found = db.execute(_SEEN).one_or_none()
    return ClockSeen(*found) if found else None


def note_believed(db: Session, *, now: datetime, by: str) -> None:
    """This instant was believed; whatever was doubted is not doubted any more."""
    seen = clock_seen(db)
    _put(db, now, by, highest_at=max(now, seen.highest_at) if seen else now)


def confirm_clock(db: Session, *, now: datetime) -> None:
    """Somebody says that this is the time, whatever was believed before."""
    _put(db, now, CONFIRMED, highest_at=now)


def note_doubted(db: Session, *, now: datetime, by: str, doubt: Doubt, believed_at: datetime) -> None:
    """This instant was doubted; `believed_at` is what it was held against."""
    seen = clock_seen(db)
    _put(
        db,
        believed_at if seen is None else seen.believed_at,
        WRITTEN if seen is None else seen.believed_by,
        highest_at=believed_at if seen is None else seen.highest_at,
        doubt=doubt,
        doubted_at=now,
        doubted_by=by,
    )


def _put(
    db: Session,
    believed_at: datetime,
    believed_by: str,
    *,
    highest_at: datetime,
    doubt: Doubt | None = None,
    doubted_at: datetime | None = None,
    doubted_by: str | None = None,
) -> None:
    insert = (sqlite if db.get_bind().dialect.name == "sqlite" else postgresql).insert
    values: dict[str, Any] = {
        "believed_at": believed_at,
        "believed_by": believed_by,
        "highest_at": highest_at,
        "doubt": doubt,
        "doubted_at": doubted_at,
        "doubted_by": doubted_by,
    }
    db.execute(insert(ClockRow).values(id=_THE_ROW, **values).on_conflict_do_update(index_elements=["id"], set_=values))
