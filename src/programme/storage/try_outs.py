"""Try-outs of what the service needs from outside: that mail goes, that the payment gateway answers. Only added to."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from programme.storage.base import Base, Id, UtcDateTime, enum_column


class TriedPart(StrEnum):
    MAIL = "mail"
    PAYMENTS = "payments"


class TryOut(Base):
    """One try. `settings_mark` tells with which settings: with others it proves nothing."""

    __tablename__ = "try_outs"
    __table_args__ = (Index(None, "part", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    part: Mapped[TriedPart] = mapped_column(enum_column(TriedPart))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(200))
    worked: Mapped[bool]
    said: Mapped[str] = mapped_column(String(300))
    settings_mark: Mapped[str] = mapped_column(String(16))
