"""The one-time code that opens the page which sets the service up: one row with its hash, for an hour."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import String, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from programme.shared.references import canonical_secret, new_secret
from programme.storage.base import Base, UtcDateTime

SETUP_CODE_LASTS = timedelta(hours=1)
_THE_ROW = 1


class SetupCode(Base):
    """The code that was made last, in the machine's time; none once the service is set up."""

    __tablename__ = "setup_codes"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code_hash: Mapped[str] = mapped_column(String(64))
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)


def make_setup_code(db: Session, *, now: datetime) -> str:
    """A fresh code. The one before it stops."""
    forget_setup_code(db)
    code = new_secret()
    db.add(SetupCode(id=_THE_ROW, code_hash=_hash(code), ends_at=now + SETUP_CODE_LASTS))
    return code


def is_setup_code(db: Session, typed: str, *, now: datetime) -> bool:
    """Whether this is the code, however it was spaced and written, and its hour is not over."""
    code, row = canonical_secret(typed), db.get(SetupCode, _THE_ROW)
    fresh = row is not None and now < row.ends_at <= now + SETUP_CODE_LASTS
    return code is not None and row is not None and fresh and secrets.compare_digest(row.code_hash, _hash(code))


def forget_setup_code(db: Session) -> None:
    """From now on no code is good."""
    db.execute(delete(SetupCode))


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
