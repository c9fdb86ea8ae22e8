"""The case, and the corrections of its offence and of the rest of its record."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, query_expression

from programme.policies import models as policies
from programme.referrals.corrections import ChangedFact, RecordPart
from programme.referrals.criteria import KeptCriterion
from programme.referrals.states import REFERRALS, ReferralEvent, ReferralState
from programme.storage.base import Base, Id, Json, StructList, UtcDateTime, enum_column


class Origin(StrEnum):
    """How a case came to us."""

    FORM = "form"
    IMPORT = "import"
    PARTNER = "partner"


class Admission(StrEnum):
    """Whether he admits the offence. Unrecorded is not denied."""

    ADMITTED = "admitted"
    DENIED = "denied"
    UNRECORDED = "unrecorded"


class Release(StrEnum):
    """How he left custody, or that he attended voluntarily."""

    BAIL = "bail"
    UNDER_INVESTIGATION = "under_investigation"
    VOLUNTARY = "voluntary"
    UNKNOWN = "unknown"


NONE_OF_ITS_OWN = frozenset({"duplicate", "referred_in_error"})
"""The disposals that say that there is no case of its own here, in the words of `outcomes.models.Disposal`."""
_RUNNING = text("clock_stopped_at IS NULL AND finalised_at IS NULL")
_TIED = text("tied_to_id IS NOT NULL")


class Referral(Base):
    """One offence of one man, and its clock.

    `force_code` is the force of the offence: it owns the case, the clock and the decision to charge, wherever the
    course is. The dates are kept from `deadlines_for` so that lists can sort by them. Nothing but a charge issued sets
    `clock_stopped_at`; any other final disposal sets `finalised_at`, and the clock is not watched any more. After no
    further action (`finalised_by`) that comes when the last day to charge has passed: until then the case can be
    charged, and its clock runs. `route` and `rules_id` are the versions that the case began with. `station` is
    where his custody record was opened, by its two letters; `area` is the name that it had when the case came in.
    `tied_to_id` is the case whose place and fee this one shares, or because of which it was refused. `officer_id` is
    the account of the officer in the case, where he has one: messages go to the address that it has by then.
    """

    __tablename__ = "referrals"
    __table_args__ = (
        Index(
            "ix_referrals_clock",
            "force_code",
            "charge_by_on",
            "id",
            "finalised_by",
            sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        ),
        Index(
            "ix_referrals_bail",
            "force_code",
            "bail_return_on",
            sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        ),
        Index("ix_referrals_state", "force_code", "state", "charge_by_on", "id"),
        Index(
            "ix_referrals_running",
            "charge_by_on",
            "id",
            sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        ),
        Index(None, "person_id"),
        Index(None, "officer_id"),
        Index("ix_referrals_tied_to", "tied_to_id", sqlite_where=_TIED, postgresql_where=_TIED),
        Index("ix_referrals_to_complete", "state", "complete_by_on"),
        Index("ix_referrals_offence", "force_code", "offence_at"),
        Index("ix_referrals_received", "force_code", "referred_at", "id"),
        Index("ix_referrals_officer", "force_code", "officer_name", "charge_by_on", "id"),
        Index("ix_referrals_collar", "force_code", "officer_collar", "charge_by_on", "id"),
        Index("ix_referrals_station", "force_code", "station", "charge_by_on", "id"),
        Index("ix_referrals_area", "force_code", "area", "charge_by_on", "id"),
        Index(
            "uq_referrals_custody_offence",
            "custody_reference",
            "force_code",
            "person_id",
            "offence_at",
            "offence_code",
            "offence_place",
            unique=True,
        ),
        CheckConstraint("return_by_on <= charge_by_on AND complete_by_on <= return_by_on", name="clock_in_order"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    programme_id: Mapped[int] = mapped_column(Id, ForeignKey("programmes.id"))
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("persons.id"))
    force_code: Mapped[str] = mapped_column(ForeignKey("forces.code"))
    origin: Mapped[Origin] = mapped_column(enum_column(Origin))
    state: Mapped[ReferralState] = mapped_column(enum_column(ReferralState), default=ReferralState.UNDECIDED)
    route: Mapped[str] = mapped_column(
        String(40), ForeignKey(policies.DisposalRoute.key), default="conditional_caution"
    )
    rules_id: Mapped[int] = mapped_column(Id, ForeignKey(policies.EligibilityRules.id), default=1)
    tied_to_id: Mapped[int | None] = mapped_column(Id, ForeignKey("referrals.id"))

    offence_code: Mapped[str] = mapped_column(String(10))
    offence_at: Mapped[datetime] = mapped_column(UtcDateTime)
    offence_place: Mapped[str] = mapped_column(String(200), default="")
    arrested_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    custody_reference: Mapped[str | None] = mapped_column(String(40))
    station: Mapped[str] = mapped_column(String(2), default="")
    area: Mapped[str] = mapped_column(String(60), default="")
    release: Mapped[Release] = mapped_column(enum_column(Release), default=Release.UNKNOWN)
    bail_return_on: Mapped[date | None]
    admission: Mapped[Admission] = mapped_column(enum_column(Admission), default=Admission.UNRECORDED)
    operation: Mapped[str] = mapped_column(String(60), default="")
    officer_id: Mapped[int | None] = mapped_column(Id, ForeignKey("accounts.id"))
    officer_rank: Mapped[str] = mapped_column(String(20), default="")
    officer_collar: Mapped[str] = mapped_column(String(20), default="")
    officer_name: Mapped[str] = mapped_column(String(100), default="")
    officer_email: Mapped[str] = mapped_column(String(254), default="")

    cautioned_on: Mapped[date | None]
    exceptional_reason: Mapped[str] = mapped_column(String(400), default="")
    charge_by_on: Mapped[date]
    said_charge_by_on: Mapped[date | None]
    return_by_on: Mapped[date]
    complete_by_on: Mapped[date]
    clock_stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    clock_stopped_by: Mapped[str | None] = mapped_column(String(40))
    finalised_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finalised_by: Mapped[str | None] = mapped_column(String(40))

    clock_checked_on: Mapped[date | None]
    flags: Mapped[list[str]] = mapped_column(Json, default=list)
    as_entered: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    eligibility: Mapped[list[KeptCriterion]] = mapped_column(StructList(KeptCriterion), default=list)
    referred_at: Mapped[datetime] = mapped_column(UtcDateTime)
    referred_by: Mapped[str] = mapped_column(String(200))
    referred_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("accounts.id"))
    ladder: Mapped[list[dict[str, Any]] | None] = query_expression()
    """Its programme's ladder of warnings, where the query asks for it (`queries.one_referral`)."""

    @property
    def over_at(self) -> datetime | None:
        """When the clock was over: charged, or finished without a charge. None while it runs."""
        return self.clock_stopped_at or self.finalised_at

    @property
    def done(self) -> str | None:
        """The disposal recorded, in the word of `outcomes.models.Disposal`; None while nothing is."""
        return self.clock_stopped_by or self.finalised_by

    def apply(self, event: ReferralEvent) -> None:
        """Move to the state that `event` leads to; raises IllegalMove."""
        self.state = REFERRALS.after(self.state, event)


class OffenceCorrection(Base):
    """One time that the force corrected when the offence was. Append-only: the clock runs from it.

    `reason` and `to_look_at`, what somebody had to look at because of it, stay with the case: the timeline, which more
    people read, has the dates alone.
    """

    __tablename__ = "offence_corrections"
    __table_args__ = (Index(None, "referral_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    referral_id: Mapped[int] = mapped_column(Id, ForeignKey("referrals.id"))
    was_at: Mapped[datetime] = mapped_column(UtcDateTime)
    offence_at: Mapped[datetime] = mapped_column(UtcDateTime)
    was_charge_by_on: Mapped[date]
    charge_by_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(400))
    to_look_at: Mapped[list[str]] = mapped_column(Json)
    corrected_at: Mapped[datetime] = mapped_column(UtcDateTime)
    corrected_by: Mapped[str] = mapped_column(String(200))
    corrected_by_rank: Mapped[str] = mapped_column(String(40))


class SupporterKind(StrEnum):
    """Kinds of people who help him."""

    SOLICITOR = "solicitor"
    APPROPRIATE_ADULT = "appropriate_adult"
    INTERPRETER = "interpreter"
    SUPPORT_WORKER = "support_worker"
    OTHER = "other"


class Supporter(Base):
    """Somebody who helps him in this case, what that person may do for him, and whether he comes along on the day. He
    has no account. One that is ended stays on record."""

    __tablename__ = "supporters"
    __table_args__ = (Index(None, "referral_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    referral_id: Mapped[int] = mapped_column(Id, ForeignKey("referrals.id"))
    kind: Mapped[SupporterKind] = mapped_column(enum_column(SupporterKind))
    name: Mapped[str] = mapped_column(String(120))
    organisation: Mapped[str] = mapped_column(String(120))
    reached_by: Mapped[str] = mapped_column(String(200))
    may_be_told: Mapped[bool]
    may_speak: Mapped[bool]
    comes: Mapped[bool]
    named_at: Mapped[datetime] = mapped_column(UtcDateTime)
    named_by: Mapped[str] = mapped_column(String(200))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(String(200))


LONGEST_NOTE = 1000


class CaseNote(Base):
    """A note on a case, or why one does not hold (`strikes_id`). Append-only: nobody changes what was written.

    `side` is the force whose people read it; `for_other_side`: the other one that has the case reads it too.
    """

    __tablename__ = "case_notes"
    __table_args__ = (Index(None, "referral_id"), Index("uq_case_notes_strikes_id", "strikes_id", unique=True))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    referral_id: Mapped[int] = mapped_column(Id, ForeignKey("referrals.id"))
    text: Mapped[str] = mapped_column(String(LONGEST_NOTE))
    for_other_side: Mapped[bool]
    side: Mapped[str] = mapped_column(ForeignKey("forces.code"))
    strikes_id: Mapped[int | None] = mapped_column(Id, ForeignKey("case_notes.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    written_by: Mapped[str] = mapped_column(String(200))


class RecordCorrection(Base):
    """One time that a part of the record was put right or completed, its time apart. Append-only.

    `changes` are the facts, from what to what. `reason` is empty where they had only been missing. The timeline, which
    more people read, names the facts and no more.
    """

    __tablename__ = "record_corrections"
    __table_args__ = (Index(None, "referral_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    referral_id: Mapped[int] = mapped_column(Id, ForeignKey("referrals.id"))
    part: Mapped[RecordPart] = mapped_column(enum_column(RecordPart))
    changes: Mapped[list[ChangedFact]] = mapped_column(StructList(ChangedFact))
    reason: Mapped[str] = mapped_column(String(400), default="")
    to_look_at: Mapped[list[str]] = mapped_column(Json)
    corrected_at: Mapped[datetime] = mapped_column(UtcDateTime)
    corrected_by: Mapped[str] = mapped_column(String(200))
    corrected_by_rank: Mapped[str] = mapped_column(String(40))
