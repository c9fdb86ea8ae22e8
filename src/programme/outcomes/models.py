"""Results and their return."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from programme.outcomes.states import RETURNS, ReturnEvent, ReturnState
from programme.storage.base import Base, Id, UtcDateTime, enum_column


class Verdict(StrEnum):
    """How a case ended for the programme. A no-fault end is never a failure of his, and neither is his answer: he was
    free to say no."""

    COMPLETED = "completed"
    FAILED = "failed"
    HIS_ANSWER = "his_answer"
    NO_FAULT = "no_fault"


class ResultReason(StrEnum):
    """Why. Each reason belongs to one verdict (`outcomes.rules`); provider-fault reasons cannot go with failure."""

    ATTENDED_THROUGHOUT = "attended_throughout"
    DID_NOT_COME = "did_not_come"
    CAME_TOO_LATE = "came_too_late"
    IDENTITY_NOT_SHOWN = "identity_not_shown"
    LEFT_EARLY = "left_early"
    REMOVED = "removed"
    OFFER_DECLINED = "offer_declined"
    OFFER_LAPSED = "offer_lapsed"
    NOT_BOOKED_IN_TIME = "not_booked_in_time"
    FEE_NOT_PAID = "fee_not_paid"
    TURNED_AWAY = "turned_away"
    INTERPRETER_ABSENT = "interpreter_absent"
    COURSE_CANCELLED = "course_cancelled"
    NO_PLACE_IN_TIME = "no_place_in_time"
    NOT_DECIDED_IN_TIME = "not_decided_in_time"
    NOT_OFFERED_IN_TIME = "not_offered_in_time"
    NOT_ELIGIBLE = "not_eligible"
    WITHDRAWN_BY_FORCE = "withdrawn_by_force"
    CHOSE_COURT = "chose_court"
    TIME_RAN_OUT = "time_ran_out"
    REGISTER_NOT_SIGNED = "register_not_signed"
    RESULT_NOT_TOLD = "result_not_told"


class Disposal(StrEnum):
    """The force's disposal of the case. A charge issued stops the clock. After no further action the case can be
    charged until the last day, so its clock runs on; the others end the case. `outcomes.disposing` has which fits which
    result. The last two say that there is no case of its own here (`MISTAKES`)."""

    CHARGE_ISSUED = "charge_issued"
    CAUTION_COMPLETED = "caution_completed"
    DEFERRED_PROSECUTION_COMPLETED = "deferred_prosecution_completed"
    COMMUNITY_RESOLUTION = "community_resolution"
    NO_FURTHER_ACTION = "no_further_action"
    TIME_LIMIT_EXPIRED = "time_limit_expired"
    DUPLICATE = "duplicate"
    REFERRED_IN_ERROR = "referred_in_error"


class Mistake(StrEnum):
    """Why there is no case of its own here."""

    RECORDED_TWICE = "recorded_twice"
    NOT_HIM = "not_him"
    NO_OFFENCE = "no_offence"
    NO_ARREST = "no_arrest"

    @property
    def ends_as(self) -> Disposal:
        """The state in which its case ends."""
        return Disposal.DUPLICATE if self is Mistake.RECORDED_TWICE else Disposal.REFERRED_IN_ERROR


MISTAKES = frozenset(one.ends_as for one in Mistake)
"""Ends recorded on a page of their own (`end_mistaken_case`), and not among the disposals of a case."""


class NoActionReason(StrEnum):
    """Why the force took no further action. Each belongs to one outcome type (`outcomes.finalising`); the last takes
    words."""

    NOT_IN_PUBLIC_INTEREST = "not_in_public_interest"
    CPS_NOT_IN_PUBLIC_INTEREST = "cps_not_in_public_interest"
    EVIDENCE = "evidence"
    NOT_WORTH_INVESTIGATING = "not_worth_investigating"
    ANOTHER_BODY = "another_body"
    TOO_ILL = "too_ill"
    DIED = "died"
    OTHER = "other"


class Excuse(StrEnum):
    """Whether he gave a reason for not finishing, and what was decided about it."""

    NONE_GIVEN = "none_given"
    NOT_REASONABLE = "not_reasonable"
    REASONABLE = "reasonable"


_STANDING = text("state <> 'superseded'")


class Result(Base):
    """The result of one case, and its return to the force of the offence. One stands at a time; a case that was
    reopened, or whose result was not known at first, keeps the ones before.

    `proposed_outcome` (Home Office outcome type) and `proposed_finalisation` are what the case's route proposes for a
    completed course; the force decides.
    """

    __tablename__ = "results"
    __table_args__ = (
        Index(
            "uq_results_one_standing", "referral_id", unique=True, sqlite_where=_STANDING, postgresql_where=_STANDING
        ),
        Index("ix_results_tray", "force_code", "state", "returned_at", "id"),
        Index(None, "referral_id"),
        CheckConstraint(
            "verdict <> 'failed' OR reason NOT IN ('turned_away', 'interpreter_absent', 'course_cancelled', "
            "'no_place_in_time', 'not_decided_in_time', 'not_offered_in_time', 'not_eligible', 'withdrawn_by_force', "
            "'time_ran_out', 'register_not_signed', 'result_not_told', 'offer_declined', 'chose_court')",
            name="no_fault_is_no_failure",
        ),
        CheckConstraint(
            "verdict <> 'his_answer' OR reason IN ('offer_declined', 'chose_court')", name="his_answer_is_his_answer"
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    referral_id: Mapped[int] = mapped_column(Id, ForeignKey("referrals.id"))
    booking_id: Mapped[int | None] = mapped_column(Id, ForeignKey("bookings.id"))
    force_code: Mapped[str] = mapped_column(ForeignKey("forces.code"))
    verdict: Mapped[Verdict] = mapped_column(enum_column(Verdict))
    reason: Mapped[ResultReason] = mapped_column(enum_column(ResultReason))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[str] = mapped_column(String(200))
    state: Mapped[ReturnState] = mapped_column(enum_column(ReturnState), default=ReturnState.SENT)
    returned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    acknowledged_by: Mapped[str | None] = mapped_column(String(200))
    disposal: Mapped[Disposal | None] = mapped_column(enum_column(Disposal))
    disposed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    proposed_outcome: Mapped[int | None]
    proposed_finalisation: Mapped[str] = mapped_column(String(100), default="")

    def apply(self, event: ReturnEvent) -> None:
        """Move to the state that `event` leads to; raises IllegalMove."""
        self.state = RETURNS.after(self.state, event)


class RecordedDisposal(Base):
    """One time that somebody recorded what was done with a case, or took that back. Append-only.

    `disposal` and `done_at` are None where it was taken back. `outcome` is the Home Office outcome type that goes with
    it, None where none does; `no_action` why nothing further was done; `excuse` whether he gave a reason for not
    finishing and what was decided about it, None where that was not asked. `reason` stays here: the timeline, which
    more people read, says that there is one. `recorded_by_id` is the account: whoever corrects it is another.
    `mistake` is why there is no case of its own here, and `right_referral_id` the case that it is instead.
    """

    __tablename__ = "recorded_disposals"
    __table_args__ = (Index(None, "referral_id"), Index(None, "right_referral_id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    referral_id: Mapped[int] = mapped_column(Id, ForeignKey("referrals.id"))
    disposal: Mapped[Disposal | None] = mapped_column(enum_column(Disposal))
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[int | None]
    no_action: Mapped[NoActionReason | None] = mapped_column(enum_column(NoActionReason))
    excuse: Mapped[Excuse | None] = mapped_column(enum_column(Excuse))
    excuse_because: Mapped[str] = mapped_column(String(400), default="")
    reason: Mapped[str] = mapped_column(String(400), default="")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(200))
    recorded_by_id: Mapped[int | None] = mapped_column(Id)
    recorded_by_rank: Mapped[str] = mapped_column(String(40), default="")
    mistake: Mapped[Mistake | None] = mapped_column(enum_column(Mistake))
    right_referral_id: Mapped[int | None] = mapped_column(Id, ForeignKey("referrals.id"))


class GivenAnswer(StrEnum):
    """His answer to the offer. The last is no answer yet, and moves the day."""

    ACCEPT = "accept"
    DECLINE = "decline"
    ADVICE = "advice"
