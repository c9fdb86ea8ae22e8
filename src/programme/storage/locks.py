"""Row locks and leases, the same code on both engines.

SQLite ignores FOR UPDATE, and needs none: its writing transactions begin IMMEDIATE and hold the only write lock.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import String, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from programme.shared.plausible import latest_possible
from programme.storage.base import Base, UtcDateTime

_Row = TypeVar("_Row", bound=Base)


class Lease(Base):
    """A piece of work that one process at a time may hold, until it lets go or its time runs out."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    holder: Mapped[str] = mapped_column(String(80))
    until_at: Mapped[datetime] = mapped_column(UtcDateTime)


def take_lease(db: Session, name: str, holder: str, *, now: datetime, seconds: float) -> bool:
    """Take or renew the lease `name` for `holder`; False when somebody else holds it and its time is not over.

    Everybody takes it for the same `seconds`: one that ends later than that from now was taken by a clock that ran
    ahead, and is void.
    """
    longest = timedelta(seconds=seconds)
    insert = (sqlite if db.get_bind().dialect.name == "sqlite" else postgresql).insert
    db.execute(
        insert(Lease).values(name=name, holder=holder, until_at=now).on_conflict_do_nothing(index_elements=["name"])
    )
    taken = db.execute(
        update(Lease)
        .where(
            Lease.name == name,
            or_(Lease.holder == holder, Lease.until_at <= now, Lease.until_at > latest_possible(now, longest)),
        )
        .values(holder=holder, until_at=now + longest)
        .returning(Lease.name)
    )
    return taken.first() is not None


def holder_of(db: Session, name: str) -> tuple[str, datetime] | None:
    """Who took the lease last and until when; None where nobody ever did."""
    found = db.execute(select(Lease.holder, Lease.until_at).where(Lease.name == name)).one_or_none()
    return (found[0], found[1]) if found else None


def release_lease(db: Session, name: str, holder: str, *, now: datetime) -> None:
    """Let go of a lease; harmless when it is not ours any more."""
    db.execute(update(Lease).where(Lease.name == name, Lease.holder == holder).values(until_at=now))


def queue_up(db: Session, name: str, *, now: datetime) -> None:
    """Wait until no other transaction is in the queue `name`, and keep others waiting until this one ends."""
    insert = (sqlite if db.get_bind().dialect.name == "sqlite" else postgresql).insert
    db.execute(
        insert(Lease)
        .values(name=f"queue:{name}", holder="", until_at=now)
        .on_conflict_do_update(index_elements=["name"], set_={"until_at": now})
    )


def lock_row(db: Session, kind: type[_Row], row_id: int) -> _Row | None:
    """The row, locked until the end of the transaction, or None."""
    return db.execute(select(kind).where(kind.id == row_id).with_for_update()).scalar_one_or_none()  # type: ignore[attr-defined]
