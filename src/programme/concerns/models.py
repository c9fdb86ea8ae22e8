"""Concerns for the person who was solicited, and drug interventions. Neither ever leaves for a provider or partner."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from programme.concerns.states import CONCERNS, ConcernEvent, ConcernState
from programme.storage.base import Base, Id, UtcDateTime, WordSet, enum_column

_OPEN = text("state = 'open'")


class Sign(StrEnum):
    """A thing seen or believed of the person who was solicited."""

    UNDER_18 = "under_18"
    TRAFFICKED = "trafficked"
    CONTROLLED = "controlled"


class Concern(Base):
    """Signs that the person solicited was under 18, trafficked or controlled. While it is open nothing is offered.

    Nothing about who that person is stands here: the investigation has its own record.
    """

    __tablename__ = "concerns"
    __table_args__ = (
        Index("uq_concerns_one_open", "referral_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index(None, "referral_id"),
        Index("ix_concerns_open", "raised_at", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    referral_id: Mapped[int] = mapped_column(Id, ForeignKey("referrals.id"))
    signs: Mapped[frozenset[Sign]] = mapped_column(WordSet(Sign))
    state: Mapped[ConcernState] = mapped_column(enum_column(ConcernState), default=ConcernState.OPEN)
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    raised_by: Mapped[str] = mapped_column(String(200))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(String(400), default="")

    def apply(self, event: ConcernEvent) -> None:
        """Move to the state that `event` leads to; raises IllegalMove."""
        self.state = CONCERNS.after(self.state, event)


class DrugStep(StrEnum):
    """How the consideration of a drug intervention ended (PACE s.63B, or a voluntary referral)."""

    NOT_CONSIDERED = "not_considered"
    NOT_NEEDED = "not_needed"
    VOLUNTARY_REFERRAL = "voluntary_referral"
    TEST_AUTHORISED = "test_authorised"


class DrugIntervention(Base):
    """Whether a drug intervention was considered in custody. Never a test's result: PACE s.63B(7) bounds its use."""

    __tablename__ = "drug_interventions"

    referral_id: Mapped[int] = mapped_column(Id, ForeignKey("referrals.id"), primary_key=True)
    step: Mapped[DrugStep] = mapped_column(enum_column(DrugStep))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(200))
