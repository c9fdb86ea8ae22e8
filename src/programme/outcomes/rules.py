"""Which verdict each reason belongs to, and which reason a mark on the register is. Pure."""

from __future__ import annotations

from datetime import date

from programme.attendance.states import Mark
from programme.outcomes.models import Disposal, ResultReason, Verdict
from programme.policies.models import FailureMeans

VERDICT_OF: dict[ResultReason, Verdict] = {
    ResultReason.ATTENDED_THROUGHOUT: Verdict.COMPLETED,
    ResultReason.DID_NOT_COME: Verdict.FAILED,
    ResultReason.CAME_TOO_LATE: Verdict.FAILED,
    ResultReason.IDENTITY_NOT_SHOWN: Verdict.FAILED,
    ResultReason.LEFT_EARLY: Verdict.FAILED,
    ResultReason.REMOVED: Verdict.FAILED,
    ResultReason.OFFER_DECLINED: Verdict.FAILED,
    ResultReason.OFFER_LAPSED: Verdict.FAILED,
    ResultReason.NOT_BOOKED_IN_TIME: Verdict.FAILED,
    ResultReason.FEE_NOT_PAID: Verdict.FAILED,
    ResultReason.TURNED_AWAY: Verdict.NO_FAULT,
    ResultReason.INTERPRETER_ABSENT: Verdict.NO_FAULT,
    ResultReason.COURSE_CANCELLED: Verdict.NO_FAULT,
    ResultReason.NO_PLACE_IN_TIME: Verdict.NO_FAULT,
    ResultReason.NOT_DECIDED_IN_TIME: Verdict.NO_FAULT,
    ResultReason.NOT_OFFERED_IN_TIME: Verdict.NO_FAULT,
    ResultReason.NOT_ELIGIBLE: Verdict.NO_FAULT,
    ResultReason.WITHDRAWN_BY_FORCE: Verdict.NO_FAULT,
    ResultReason.CHOSE_COURT: Verdict.FAILED,
    ResultReason.TIME_RAN_OUT: Verdict.NO_FAULT,
    ResultReason.REGISTER_NOT_SIGNED: Verdict.NO_FAULT,
    ResultReason.RESULT_NOT_TOLD: Verdict.NO_FAULT,
}

REASON_OF: dict[Mark, ResultReason] = {
    Mark.COMPLETED: ResultReason.ATTENDED_THROUGHOUT,
    Mark.NO_SHOW: ResultReason.DID_NOT_COME,
    Mark.LATE_REFUSED: ResultReason.CAME_TOO_LATE,
    Mark.IDENTITY_REFUSED: ResultReason.IDENTITY_NOT_SHOWN,
    Mark.LEFT_EARLY: ResultReason.LEFT_EARLY,
    Mark.REMOVED: ResultReason.REMOVED,
    Mark.TURNED_AWAY: ResultReason.TURNED_AWAY,
    Mark.INTERPRETER_ABSENT: ResultReason.INTERPRETER_ABSENT,
}

TOLD_ELSEWHERE = (*REASON_OF.values(), ResultReason.COURSE_CANCELLED)
"""What a neighbouring programme can say of a day that is over, in the order of the page."""
NOT_KNOWN = frozenset({ResultReason.REGISTER_NOT_SIGNED, ResultReason.RESULT_NOT_TOLD})
"""Nobody had said what happened when the case had to go back. What is known later stands in the place of that."""

REASON_WORDS: dict[ResultReason, str] = {
    ResultReason.ATTENDED_THROUGHOUT: "Identity checked, on time, present throughout",
    ResultReason.DID_NOT_COME: "Did not come",
    ResultReason.CAME_TOO_LATE: "Came after the door closed",
    ResultReason.IDENTITY_NOT_SHOWN: "Did not show who he is",
    ResultReason.LEFT_EARLY: "Left before the end",
    ResultReason.REMOVED: "Asked to leave",
    ResultReason.OFFER_DECLINED: "Declined the offer",
    ResultReason.OFFER_LAPSED: "Did not answer the offer in time",
    ResultReason.NOT_BOOKED_IN_TIME: "Did not book in time",
    ResultReason.FEE_NOT_PAID: "Did not pay the fee in time",
    ResultReason.TURNED_AWAY: "Turned away by the provider",
    ResultReason.INTERPRETER_ABSENT: "The interpreter was not there",
    ResultReason.COURSE_CANCELLED: "The course was cancelled",
    ResultReason.NO_PLACE_IN_TIME: "No place on a course in time",
    ResultReason.NOT_DECIDED_IN_TIME: "The force did not decide in time whether he could be offered a place",
    ResultReason.NOT_OFFERED_IN_TIME: "He could be offered a place, and the force did not offer it in time",
    ResultReason.NOT_ELIGIBLE: "Not eligible",
    ResultReason.WITHDRAWN_BY_FORCE: "Withdrawn by the force",
    ResultReason.CHOSE_COURT: "Chose to go to court",
    ResultReason.TIME_RAN_OUT: "A course could no longer be completed in time",
    ResultReason.REGISTER_NOT_SIGNED: "The provider has not said what happened",
    ResultReason.RESULT_NOT_TOLD: "The neighbouring programme has not said what happened",
}

VERDICT_WORDS: dict[Verdict, str] = {
    Verdict.COMPLETED: "Completed",
    Verdict.FAILED: "Not completed",
    Verdict.NO_FAULT: "Not completed, through no fault of his",
}

DISPOSAL_WORDS: dict[Disposal, str] = {
    Disposal.CHARGE_ISSUED: "Charge issued",
    Disposal.CAUTION_COMPLETED: "Caution completed",
    Disposal.DEFERRED_PROSECUTION_COMPLETED: "Deferred prosecution completed (outcome 22)",
    Disposal.COMMUNITY_RESOLUTION: "Community resolution",
    Disposal.NO_FURTHER_ACTION: "No further action",
    Disposal.TIME_LIMIT_EXPIRED: "The time limit to charge expired (outcome 17)",
}

LEFT_BY_THE_FORCE = frozenset(
    {ResultReason.NOT_DECIDED_IN_TIME, ResultReason.NOT_OFFERED_IN_TIME, ResultReason.WITHDRAWN_BY_FORCE}
)
"""Results that the force itself is the cause of: neither his, nor the provider's, nor a shortage of courses."""

FAILURE_WORDS: dict[FailureMeans, str] = {
    FailureMeans.PROSECUTION: "Without a reasonable excuse he can be prosecuted for the offence (Criminal Justice Act "
    "2003 s.24).",
    FailureMeans.DECISION_REVIVES: "Nothing was finalised, so the decision whether to prosecute is open again.",
    FailureMeans.NO_PROSECUTION: "Not doing what was agreed is no ground to prosecute by itself. Whether it can be "
    "reopened is for the force's lawyer.",
    FailureMeans.PENALTY_ONLY: "A breach can only be met with a financial penalty: he cannot be prosecuted for the "
    "offence.",
}
"""What it means, on each kind of route, that he did not complete."""


def proposal_words(outcome: int | None, finalisation: str) -> str:
    """What the route proposes for a completed course: "Outcome 3, Adult conditional caution, conditions met"."""
    return ", ".join(part for part in (f"Outcome {outcome}" if outcome is not None else "", finalisation) if part)


REOPENABLE = frozenset(
    {
        ResultReason.OFFER_LAPSED,
        ResultReason.OFFER_DECLINED,
        ResultReason.CHOSE_COURT,
        ResultReason.NOT_BOOKED_IN_TIME,
        ResultReason.FEE_NOT_PAID,
        ResultReason.NO_PLACE_IN_TIME,
    }
)
"""The results after which an officer may offer again: he had not come to a course yet."""


def can_be_reopened(reason: ResultReason, *, return_by_on: date, today: date) -> bool:
    """Whether a case with this result may be opened again: for a reason that allows it, and before the day by which it
    must be back with its force."""
    return reason in REOPENABLE and today < return_by_on
