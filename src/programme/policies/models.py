"""Disposal routes and eligibility rules. A row, once cases began under it, is never changed: a change is a new row."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from programme.policies.rules import KeptRule
from programme.storage.base import Base, Id, Json, StructList, UtcDateTime, enum_column


class AdmissionNeed(StrEnum):
    """The admission that a route asks of the person."""

    ADMITS = "admits"
    ACCEPTS_RESPONSIBILITY = "accepts_responsibility"
    NOT_NEEDED = "not_needed"


class Paper(StrEnum):
    """The document that a route needs."""

    CAUTION = "caution"
    AGREEMENT = "agreement"
    RECORD = "record"


class FailureMeans(StrEnum):
    """The consequence where he does not complete."""

    PROSECUTION = "prosecution"
    DECISION_REVIVES = "decision_revives"
    NO_PROSECUTION = "no_prosecution"
    PENALTY_ONLY = "penalty_only"


class DisposalRoute(Base):
    """One route as it stands for offences from a day on, and where that comes from.

    `key` names this version for good; cases keep it. `code` is the route that the version is of. `is_on` is false
    for a route that no law has commenced, or that the force does not use.
    """

    __tablename__ = "disposal_routes"
    __table_args__ = (
        Index("uq_disposal_routes_code_from_on", "code", "from_on", unique=True),
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="until_after_from"),
        CheckConstraint("exceptional_weeks IS NULL OR exceptional_weeks >= weeks", name="exceptional_is_longer"),
    )

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(60))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    is_on: Mapped[bool]
    admission: Mapped[AdmissionNeed] = mapped_column(enum_column(AdmissionNeed))
    authoriser_rank: Mapped[str] = mapped_column(String(40))
    paper: Mapped[Paper] = mapped_column(enum_column(Paper))
    weeks: Mapped[int | None]
    exceptional_weeks: Mapped[int | None]
    on_failure: Mapped[FailureMeans] = mapped_column(enum_column(FailureMeans))
    success_outcome: Mapped[int | None]
    success_finalisation: Mapped[str] = mapped_column(String(100))
    source: Mapped[str] = mapped_column(String(400))
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(200), default="")


class EligibilityRules(Base):
    """Which criteria are asked for offences from a day on, who may set one aside, and how far the look-back reaches.

    A criterion whose `override_rank` is null is set aside by nobody.
    """

    __tablename__ = "eligibility_rules"
    __table_args__ = (
        Index(None, "from_on", "id"),
        CheckConstraint("lookback_years BETWEEN 0 AND 50", name="lookback_in_range"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    from_on: Mapped[date]
    lookback_years: Mapped[int]
    criteria: Mapped[list[KeptRule]] = mapped_column(StructList(KeptRule))
    reason: Mapped[str] = mapped_column(String(400))
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(200), default="")


class PolicyConfirmation(Base):
    """That the force's lawyer has confirmed the route and the rules: which versions, who, when. Rows are only added."""

    __tablename__ = "policy_confirmations"
    __table_args__ = (Index(None, "force_code", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    force_code: Mapped[str] = mapped_column(ForeignKey("forces.code"))
    versions: Mapped[list[str]] = mapped_column(Json)
    lawyer: Mapped[str] = mapped_column(String(100))
    confirmed_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(200))
