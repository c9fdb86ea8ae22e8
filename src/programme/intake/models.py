"""Drafts of a referral, and the imports that bring cases in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from programme.intake.states import IMPORTS, ImportEvent, ImportState
from programme.storage.base import Base, Id, Json, UtcDateTime, enum_column

LONGEST_FILE_NAME = 120


class ReferralDraft(Base):
    """A half-filled referral form, and the account that saved it last: what was typed, as it was typed, with its dates
    in numbers."""

    __tablename__ = "referral_drafts"
    __table_args__ = (Index(None, "account_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    account_id: Mapped[int] = mapped_column(Id, ForeignKey("accounts.id"))
    typed: Mapped[dict[str, Any]] = mapped_column(Json)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CustodyImport(Base):
    """One custody export that was uploaded: how far it is, and its totals.

    `totals` counts the rows by verdict, `kinds` by each of their reasons and flags, `rows_ticked` those chosen to be
    taken. `file_name` is forgotten with the rows.
    """

    __tablename__ = "custody_imports"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    account_id: Mapped[int] = mapped_column(Id, ForeignKey("accounts.id"))
    force_code: Mapped[str] = mapped_column(ForeignKey("forces.code"))
    state: Mapped[ImportState] = mapped_column(enum_column(ImportState), default=ImportState.READING)
    problem: Mapped[str | None] = mapped_column(String(400))
    file_name: Mapped[str] = mapped_column(String(LONGEST_FILE_NAME), default="")
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    rows_read: Mapped[int] = mapped_column(default=0)
    rows_taken: Mapped[int] = mapped_column(default=0)
    rows_ticked: Mapped[int] = mapped_column(default=0)
    totals: Mapped[dict[str, int]] = mapped_column(Json, default=dict)
    kinds: Mapped[dict[str, int]] = mapped_column(Json, default=dict)

    def apply(self, event: ImportEvent) -> None:
        """Move to the state that `event` leads to; raises IllegalMove."""
        self.state = IMPORTS.after(self.state, event)


class ImportPart(Base):
    """A piece of an uploaded file, as it came, until the worker has read it. Then it is gone."""

    __tablename__ = "custody_import_parts"

    import_id: Mapped[int] = mapped_column(Id, ForeignKey("custody_imports.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ImportRow(Base):
    """One row of an uploaded export, as it stood, with its verdict and what became of it. `answers_missing`: how many
    answers that only a human gives it would wait for as a case. `known_id` is the case that it is already."""

    __tablename__ = "custody_import_rows"
    __table_args__ = (Index("ix_custody_import_rows_verdict", "import_id", "verdict", "line"),)

    import_id: Mapped[int] = mapped_column(Id, ForeignKey("custody_imports.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    verdict: Mapped[str] = mapped_column(String(20))
    reasons: Mapped[list[str]] = mapped_column(Json)
    flags: Mapped[list[str]] = mapped_column(Json)
    explanation: Mapped[list[str]] = mapped_column(Json)
    answers_missing: Mapped[int] = mapped_column(default=0)
    raw: Mapped[dict[str, Any]] = mapped_column(Json)
    ticked: Mapped[bool] = mapped_column(default=False)
    referral_id: Mapped[int | None] = mapped_column(Id, ForeignKey("referrals.id"))
    known_id: Mapped[int | None] = mapped_column(Id, ForeignKey("referrals.id"))
